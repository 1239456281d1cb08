import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WORKSPACE_ROOT, findPackages, type Manifest, type WorkspacePackage } from '../workspace/workspace-package.ts';
import { findImportProblems, findImportedPackages } from './import-problems.ts';
import { findManifestProblems } from './manifest-problems.ts';
import { findDeadLinks, toAnchor } from './markdown-problems.ts';
import { findReadmeProblems } from './readme-problems.ts';
import { findTextProblems } from './source-problems.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'frigg-crm-repository-'));
  // Of the sources the entry points are enough.
  const filter = (source: string): boolean =>
    !/node_modules|dist|[.]turbo|\/src\/.*\/(?!index[.]ts$)[^/]+[.]ts$/.test(source.slice(WORKSPACE_ROOT.length));
  cpSync(join(WORKSPACE_ROOT, 'packages/core'), join(root, 'packages/core'), { recursive: true, filter });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function core(change: Partial<Manifest> = {}): WorkspacePackage {
  const [entry] = findPackages(root);
  if (entry === undefined) throw new Error('the copy holds no package');
  return { ...entry, manifest: { ...entry.manifest, ...change } };
}

const point = (source: string, types: string): NonNullable<Manifest['exports']> => ({
  '.': { '@frigg-crm/source': source, types, default: './dist/index.js' },
  './package.json': './package.json',
});

it('finds nothing wrong with core as it is', () => {
  expect(findManifestProblems(core(), root)).toEqual([]);
});

it.each<[string, Partial<Manifest>, string]>([
  ['another name than its folder', { name: '@frigg-crm/kernel' }, 'is named @frigg-crm/core'],
  ['CommonJS', { type: 'commonjs' }, '"type": "module"'],
  ['side effects', { sideEffects: true }, 'sideEffects'],
  ['no description', { description: '' }, 'describes itself'],
  ['other engines', { engines: { node: '>=18' } }, 'engines'],
  ['no provenance', { publishConfig: { access: 'public' } }, 'is published with'],
  ['another folder in its repository field', { repository: { directory: 'packages/kernel' } }, 'names its folder'],
  ['tests among its files', { files: ['dist', 'src'] }, 'packs dist'],
  ['an entry point without a file', { exports: point('./src/gone.ts', './dist/gone.d.ts') }, 'has the file ./src/gone.ts'],
  ['types of another file than the code', { exports: point('./src/index.ts', './dist/other.d.ts') }, 'in this order'],
  ['a build of its own', { scripts: { build: 'tsc', test: 'vitest run', typecheck: 'tsc -p .' } }, 'has the script "build"'],
  ['a version outside the catalog', { dependencies: { zod: '^4.0.0' } }, 'asks for zod'],
  ['a neighbour by version', { dependencies: { '@frigg-crm/http': '^1.0.0' } }, 'workspace:^'],
])('refuses a package with %s', (_, change, problem) => {
  expect(findManifestProblems(core(change), root).join('\n')).toContain(problem);
});

it('refuses compiler options of a single package', () => {
  writeFileSync(
    join(root, 'packages/core/tsconfig.json'),
    '{ "extends": "../../tsconfig.base.json", "include": ["src"], "compilerOptions": { "strict": false } }',
  );
  expect(findManifestProblems(core(), root).join('\n')).toContain('tsconfig.json');
});

it('refuses shipped code that imports a development dependency, and lets tests do it', () => {
  writeFileSync(join(root, 'packages/core/src/planted.ts'), "import { it } from 'vitest';\nexport { it };\n");
  writeFileSync(join(root, 'packages/core/src/planted.test.ts'), "import { it } from 'vitest';\nit('x', () => {});\n");
  expect(findImportProblems(core())).toEqual(['packages/core/src/planted.ts imports vitest, which is no dependency']);
});

it('reads packages out of every form of import', () => {
  const source =
    "import a from 'a';\nimport type {\n  B,\n} from '@s/b/deep';\nexport * from 'c';\nimport 'd';\nconst e = await import('e/x');\nimport 'node:fs';\nimport './f.ts';\n";
  expect(findImportedPackages(source)).toEqual(['a', '@s/b', 'c', 'd', 'e']);
});

it('refuses a README that is missing, and one without a block to run', () => {
  rmSync(join(root, 'packages/core/README.md'), { force: true });
  expect(findReadmeProblems(core())).toEqual(['packages/core has no README.md']);
  writeFileSync(join(root, 'packages/core/README.md'), '# @frigg-crm/core\n\nnpm install @frigg-crm/core\n');
  expect(findReadmeProblems(core())).toEqual(['packages/core/README.md: has a first block of code that can be run']);
});

it('finds links to files and headings that do not exist, outside of code', () => {
  writeFileSync(join(root, 'b.md'), '# What it is, and how?\n');
  writeFileSync(
    join(root, 'a.md'),
    '[1](b.md) [2](b.md#what-it-is-and-how) [3](c.md) [4](b.md#gone) [5](https://x.test) `[6](d.md)`\n```\n[7](e.md)\n```\n',
  );
  expect(findDeadLinks(root, 'a.md')).toEqual(['c.md', 'b.md#gone']);
  expect(toAnchor('What it is, and how?')).toBe('what-it-is-and-how');
});

it.each([
  ['packages/core/src/domain/x.ts', 'const now = new Date();', 1],
  ['packages/core/src/domain/x.ts', 'const now = new Date(ms);', 0],
  ['packages/core/src/system/x.ts', 'const now = new Date();', 0],
  ['packages/quo/src/x.ts', '// oxlint-disable-next-line no-console', 1],
  ['packages/quo/src/x.ts', '// oxlint-disable-next-line no-console -- the reason', 0],
  ['packages/adapters/memory/src/x.ts', 'await start();', 1],
  ['apps/cli/src/main.ts', 'await start();', 0],
  ['packages/core/src/x.test.ts', "import { spawn } from 'node:child_process';", 1],
  ['packages/core/src/x.programs.test.ts', "import { spawn } from 'node:child_process';", 0],
])('judges %s with %j', (file, text, count) => {
  expect(findTextProblems(file, text)).toHaveLength(count);
});
