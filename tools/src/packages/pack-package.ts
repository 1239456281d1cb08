import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspacePackage } from '../workspace/workspace-package.ts';
import { runPnpm } from './pnpm-command.ts';

/** Packs one package as the registry would get it; @returns the path of the tarball. */
export async function packPackage(entry: WorkspacePackage, intoFolder: string): Promise<string> {
  const folder = join(intoFolder, entry.folder.replaceAll('/', '-'));
  mkdirSync(folder, { recursive: true });
  const { ok, output } = await runPnpm(['pack', '--pack-destination', folder], { cwd: entry.path });
  const [tarball] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  if (!ok || tarball === undefined) throw new Error(`${entry.manifest.name} cannot be packed:\n${output}`);
  return join(folder, tarball);
}
