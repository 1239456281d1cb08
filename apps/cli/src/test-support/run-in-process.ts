import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { runCli } from '../commands/run-cli.ts';
import { CONNECTORS } from '../connectors.ts';
import type { ChildOptions, FinishedChild } from './run-child.ts';

export interface InProcessOptions extends ChildOptions {
  /** Stops it. @defaultValue never */
  readonly signal?: AbortSignal | undefined;
  /** @defaultValue those of the program */
  readonly connectors?: readonly ConnectorDescriptor[] | undefined;
}

/** Runs the program in this process: for what does not depend on having one of its own. */
export async function runInProcess(
  args: readonly string[],
  { env = {}, onLine = () => undefined, signal = new AbortController().signal, connectors = CONNECTORS }: InProcessOptions = {},
): Promise<FinishedChild> {
  const text = { stdout: '', stderr: '' };
  const stdout = {
    write(chunk: string) {
      text.stdout += chunk;
      for (const line of chunk.split('\n').slice(0, -1)) onLine(line);
    },
  };
  const stderr = { write: (chunk: string) => void (text.stderr += chunk) };
  const exitCode = await runCli(args, { env, stdout, stderr, signal, connectors });
  return { exitCode, ...text };
}
