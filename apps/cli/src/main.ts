#!/usr/bin/env node
import { runCli } from './commands/run-cli.ts';
import { EXIT_CODES } from './commands/exit-codes.ts';
import { createStopSignal } from './wiring/stop-signal.ts';

async function main(): Promise<void> {
  const { stdout, stderr, env, argv } = process;
  const signal = createStopSignal(process, (exitCode) => process.exit(exitCode));
  process.exitCode = await runCli(argv.slice(2), { env, stdout, stderr, signal });
}

// `runCli` never throws; this is for what is wrong with the program itself.
main().catch(() => {
  process.exitCode = EXIT_CODES.notCompleted;
});
