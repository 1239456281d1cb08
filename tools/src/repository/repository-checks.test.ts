import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WORKSPACE_ROOT, findPackages, type Manifest, type WorkspacePackage } from '../workspace/workspace-package.ts';
import { findImportProblems, findImportedPackages } from './import-problems.ts';
import { findLaneTextProblems } from './lane-problems.ts';
import { findManifestProblems } from './manifest-problems.ts';
import { findDeadLinks, toAnchor } from './markdown-problems.ts';
import { findReadmeProblems } from './readme-problems.ts';
import { findTextProblems } from './source-problems.ts';
import { findWorkflowTextProblems } from './workflow-problems.ts';

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

const optionalPeer = (name: string, range: string): Partial<Manifest> => ({
  peerDependencies: { [name]: range },
  peerDependenciesMeta: { [name]: { optional: true } },
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
  ['no homepage', { homepage: 'https://example.test' }, 'has the homepage'],
  ['no place for bugs', { bugs: '' }, 'has "bugs"'],
  ['a version of vitest for those who use it', optionalPeer('vitest', '^5.0.0'), 'requires vitest as "*" or ">=n.0.0"'],
  ['a test runner that must be installed', { peerDependencies: { vitest: '>=3.0.0' } }, 'requires vitest as an optional peer'],
  ['tests among its files', { files: ['dist', 'src'] }, 'packs dist'],
  ['an entry point without a file', { exports: point('./src/gone.ts', './dist/gone.d.ts') }, 'has the file ./src/gone.ts'],
  ['types of another file than the code', { exports: point('./src/index.ts', './dist/other.d.ts') }, 'in this order'],
  ['a build of its own', { scripts: { build: 'tsc', test: 'vitest run', typecheck: 'tsc -p .' } }, 'has the script "build"'],
  ['a version outside the catalog', { dependencies: { zod: '^4.0.0' } }, 'requires zod'],
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
  ['packages/quo/src/x.ts', "import { z } from 'zod';", 1],
  ['packages/quo/src/x.ts', "import {\n  type ZodType,\n  z,\n} from 'zod';", 1],
  ['packages/quo/src/x.ts', "import * as z from 'zod';\nimport type { z } from 'zod';", 0],
  ['packages/quo/src/x.test.ts', "import { z } from 'zod';", 0],
  ['packages/core/src/x.test.ts', "import { spawn } from 'node:child_process';", 1],
  ['packages/core/src/x.programs.test.ts', "import { spawn } from 'node:child_process';", 0],
])('judges %s with %j', (file, text, count) => {
  expect(findTextProblems(file, text)).toHaveLength(count);
});

const SHA = 'a'.repeat(40);
const workflow = (change: Readonly<Record<string, unknown>> = {}, job: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    permissions: {},
    jobs: { test: { 'timeout-minutes': 5, permissions: { contents: 'read' }, steps: [{ uses: `actions/checkout@${SHA}` }], ...job } },
    ...change,
  });

it.each([
  ['a sound one', workflow(), []],
  ['rights for all jobs', workflow({ permissions: { contents: 'write' } }), ['a.yml does not begin with "permissions: {}"']],
  ['a job without rights of its own', workflow({}, { permissions: undefined }), ['a.yml: test names no permissions']],
  ['a job without an end', workflow({}, { 'timeout-minutes': undefined }), ['a.yml: test has no timeout-minutes']],
  [
    'an action by its tag',
    workflow({}, { steps: [{ uses: 'actions/checkout@v5' }] }),
    ['a.yml: test uses actions/checkout@v5, not a commit'],
  ],
  ['text that is no YAML', 'jobs: [', ['a.yml cannot be read']],
])('judges %s among the workflows', (_, text, problems) => {
  expect(findWorkflowTextProblems('a.yml', text)).toEqual(problems);
});

it('finds a lane that is not run, one that no page names, and a step without a script', () => {
  const scripts = {
    test: 'vitest run',
    'test:all': 'pnpm run "/^test$|^test:(long)$/"',
    'test:long': 'vitest run long',
    'test:new': 'vitest run new',
  };
  const ci = "step 'tests' run_lane test\nstep 'long tests' run_lane test:long repeated\nstep 'gone' run_lane test:gone\n";
  expect(findLaneTextProblems({ scripts, ci, page: '| `test` | quick |\n| `test:new` | new |\n' })).toEqual([
    'test:all does not run test:new',
    '.ci/run does not run test:new',
    'docs/contributing/testing.md has no row for test:long',
    '.ci/run runs test:gone, which is no script',
  ]);
});
