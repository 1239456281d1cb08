#!/usr/bin/env node
import { createStopSignal } from './wiring/stop-signal.ts';

async function main(): Promise<void> {
  const { stdout, stderr, env, argv } = process;
  // Before anything else is loaded: until then SIGTERM does not reach a program that is the first of its container.
  const signal = createStopSignal(process, (exitCode) => process.exit(exitCode));
  const [{ runCli }, { CONNECTORS }] = await Promise.all([import('./commands/run-cli.ts'), import('./connectors.ts')]);
  process.exitCode = await runCli(argv.slice(2), { env, stdout, stderr, signal, connectors: CONNECTORS });
  // Whatever is still being opened does not keep a stopped program alive.
  if (signal.aborted) process.exit();
}

// `runCli` never throws; this is for what is wrong with the program itself.
main().catch(() => {
  process.exitCode = 1;
});
