import { WORKSPACE_ROOT } from '../workspace/workspace-package.ts';
import type { PackedPackage } from './consumer-project.ts';
import { runCommand } from './run-command.ts';

/** A package with a script `build:page` has the built page in its tarball: who installs it has no sources to build it from. */
export async function checkPage({ entry, tarball }: PackedPackage): Promise<readonly string[]> {
  if (entry.manifest.scripts?.['build:page'] === undefined) return [];
  const { output } = await runCommand('tar', ['-tzf', tarball], { cwd: WORKSPACE_ROOT });
  const files = new Set(output.split('\n').map((line) => line.trim()));
  const scripts = [...files].filter((file) => /^package\/dist\/page\/assets\/.+\.js$/.test(file));
  return files.has('package/dist/page/index.html') && scripts.length > 0 ? [] : ['the built page is not in the tarball'];
}
