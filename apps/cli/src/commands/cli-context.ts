import type { OutputStream } from '../output/reporter.ts';

/** What a command gets from the outside. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Aborted when the user wants to stop. */
  readonly signal: AbortSignal;
}
