import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { WORKSPACE_ROOT } from './workspace-package.ts';

const LEFT_OUT = new Set(['.git', '.turbo', 'dist', 'coverage', '.site']);

export interface WorkspaceCopy {
  readonly path: string;
  remove(): void;
}

export interface CopyOptions {
  /** `false`: without any installed package, so that a package manager may work in the copy. @defaultValue true */
  readonly isInstalled?: boolean;
}

/**
 * Copies the repository into a temporary folder, so that a violation can be planted there. The installed packages of the root are a
 * link to the real ones; those of each package are links relative to the root and are copied as they are.
 */
export function copyWorkspace({ isInstalled = true }: CopyOptions = {}): WorkspaceCopy {
  const path = mkdtempSync(join(tmpdir(), 'frigg-crm-gates-'));
  const rootModules = join(WORKSPACE_ROOT, 'node_modules');
  const isLeftOut = (source: string): boolean =>
    source === rootModules || LEFT_OUT.has(basename(source)) || (!isInstalled && basename(source) === 'node_modules');
  cpSync(WORKSPACE_ROOT, path, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !isLeftOut(source),
  });
  if (isInstalled) symlinkSync(rootModules, join(path, 'node_modules'), 'dir');
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
