import { runCommand, type CommandOptions, type CommandResult } from './run-command.ts';

/** Runs the pnpm that started this script, or the one on the PATH. */
export async function runPnpm(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const started = process.env['npm_execpath'];
  if (started === undefined || !/pnpm/.test(started)) return runCommand('pnpm', args, options);
  return /[.][cm]?js$/.test(started) ? runCommand(process.execPath, [started, ...args], options) : runCommand(started, args, options);
}
