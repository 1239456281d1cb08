import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import type { OutputStream } from '../output/reporter.ts';

/** What a command gets from the outside. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** The CRMs that can be named. */
  readonly connectors: readonly ConnectorDescriptor[];
  /** Aborted when the user or the operating system stops the program; its reason is a `StoppedError`. */
  readonly signal: AbortSignal;
}
