import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspacePackage } from '../workspace/workspace-package.ts';
import { runCommand, type CommandOptions, type CommandResult } from './run-command.ts';

/** Packs one package as the registry would get it; @returns the path of the tarball. */
export async function packPackage(entry: WorkspacePackage, intoFolder: string): Promise<string> {
  const folder = join(intoFolder, entry.folder.replaceAll('/', '-'));
  mkdirSync(folder, { recursive: true });
  const { ok, output } = await runPnpm(['pack', '--pack-destination', folder], { cwd: entry.path });
  const [tarball] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  if (!ok || tarball === undefined) throw new Error(`${entry.manifest.name} cannot be packed:\n${output}`);
  return join(folder, tarball);
}

/** Runs the pnpm that started this script, or the one on the PATH. */
async function runPnpm(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const started = process.env['npm_execpath'];
  if (started === undefined || !/pnpm/.test(started)) return runCommand('pnpm', args, options);
  return /[.][cm]?js$/.test(started) ? runCommand(process.execPath, [started, ...args], options) : runCommand(started, args, options);
}
