import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findReadmeExample } from '../packages/readme-example.ts';
import type { WorkspacePackage } from '../workspace/workspace-package.ts';

const MAX_LINES = 120;

/** What a reader of the package's page on the registry would miss. */
export function findReadmeProblems({ folder, path, manifest }: WorkspacePackage): readonly string[] {
  const file = join(path, 'README.md');
  if (!existsSync(file)) return [`${folder} has no README.md`];
  const text = readFileSync(file, 'utf8');
  const changelog = join(path, 'CHANGELOG.md');
  const released = manifest.version !== undefined && manifest.version !== '0.0.0';
  const changes = existsSync(changelog) ? readFileSync(changelog, 'utf8') : '';
  const expected: readonly (readonly [string, boolean])[] = [
    [`starts with "# ${manifest.name}"`, text.startsWith(`# ${manifest.name}\n`)],
    [`has at most ${MAX_LINES} lines`, text.trimEnd().split('\n').length <= MAX_LINES],
    ['says how to install it', text.includes('npm install')],
    ['has a first block of code that can be run', manifest.bin !== undefined || findReadmeExample(file) !== undefined],
    [`is followed by a CHANGELOG.md with version ${manifest.version}`, !released || changes.includes(`## ${manifest.version}`)],
    ['has no CHANGELOG.md before the first release: changesets write it', released || changes === ''],
  ];
  return expected.filter(([, holds]) => !holds).map(([rule]) => `${folder}/README.md: ${rule}`);
}
