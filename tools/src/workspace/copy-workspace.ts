import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { WORKSPACE_ROOT } from './workspace-package.ts';

const LEFT_OUT = new Set(['.git', '.turbo', 'dist', 'coverage', '.site']);

export interface WorkspaceCopy {
  readonly path: string;
  remove(): void;
}

/**
 * Copies the repository into a temporary folder, so that a violation can be planted there. The installed packages of the root are a
 * link to the real ones; those of each package are links relative to the root and are copied as they are.
 */
export function copyWorkspace(): WorkspaceCopy {
  const path = mkdtempSync(join(tmpdir(), 'frigg-crm-gates-'));
  const rootModules = join(WORKSPACE_ROOT, 'node_modules');
  cpSync(WORKSPACE_ROOT, path, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => source !== rootModules && !LEFT_OUT.has(basename(source)),
  });
  symlinkSync(rootModules, join(path, 'node_modules'), 'dir');
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
