import { runCli } from '../commands/run-cli.ts';
import type { FinishedChild } from './run-child.ts';

/** Runs the program in this process: for what does not depend on having one of its own. */
export async function runInProcess(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<FinishedChild> {
  const text = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof text): { write: (chunk: string) => void } => ({ write: (chunk) => void (text[name] += chunk) });
  const exitCode = await runCli(args, { env, stdout: stream('stdout'), stderr: stream('stderr'), signal: new AbortController().signal });
  return { exitCode, ...text };
}
