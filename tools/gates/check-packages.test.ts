import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBundleSize } from '../src/packages/check-bundle-size.ts';
import { checkConsumer } from '../src/packages/check-consumer.ts';
import { checkPage } from '../src/packages/check-page.ts';
import { checkTarball } from '../src/packages/check-tarball.ts';
import { createConsumer, type PackedPackage } from '../src/packages/consumer-project.ts';
import { findMapProblems } from '../src/packages/map-problems.ts';
import { runCommand } from '../src/packages/run-command.ts';
import type { Manifest } from '../src/workspace/workspace-package.ts';

type Files = Readonly<Record<string, string>>;

const EXPORTS = { '.': { '@frigg-crm/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' } };
const MANIFEST: Manifest = {
  name: '@frigg-crm/core',
  version: '0.0.0',
  type: 'module',
  license: 'MIT',
  exports: EXPORTS,
  files: ['dist', 'src'],
};
const SOUND: Files = {
  'README.md': "# core\n\n```ts\nimport { FriggCrmError } from '@frigg-crm/core';\nconsole.log(FriggCrmError.is(1));\n```\n",
  'src/index.ts': 'export {};\n',
  'dist/index.js':
    "export class FriggCrmError extends Error { static is(e) { return e instanceof FriggCrmError; } }\nexport class ProcessNotFoundError extends FriggCrmError {}\nexport const systemClock = { now: () => 0 };\nexport { kind } from './kind.js';\n",
  'dist/kind.js': "export const kind = 'sound';\n",
  'dist/index.d.ts':
    "export declare class FriggCrmError extends Error { static is(error: unknown): boolean; }\nexport declare class ProcessNotFoundError extends FriggCrmError { constructor(id: string); }\nexport declare const systemClock: { now(): number };\nexport { kind } from './kind.js';\n",
  'dist/kind.d.ts': 'export declare const kind: string;\n',
};

let folder: string;
let count = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'frigg-crm-package-gates-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function pack(files: Files, manifest: Manifest = MANIFEST): Promise<PackedPackage> {
  const path = join(folder, `package-${(count += 1)}`);
  for (const [file, text] of Object.entries({ ...files, 'package.json': JSON.stringify(manifest) })) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  await runCommand('npm', ['pack', '--ignore-scripts', '--loglevel=error'], { cwd: path });
  const tarball = readdirSync(path).find((file) => file.endsWith('.tgz'));
  return { entry: { folder: 'packages/core', path, manifest }, tarball: join(path, tarball ?? 'no tarball') };
}

function without(files: Files, name: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([file]) => file !== name));
}

it('finds a package whose page was not built', async () => {
  const manifest: Manifest = { ...MANIFEST, scripts: { 'build:page': 'vite build' } };
  const page: Files = { 'dist/page/index.html': '<head></head>', 'dist/page/assets/index-1a.js': 'export {};\n' };
  expect(await checkPage(await pack({ ...SOUND, ...page }, manifest))).toEqual([]);
  expect(await checkPage(await pack(SOUND, manifest))).toEqual(['the built page is not in the tarball']);
  expect(await checkPage(await pack(SOUND))).toEqual([]);
});

describe('publint and attw', () => {
  it('accept a sound package', async () => {
    expect(await checkTarball((await pack(SOUND)).tarball)).toEqual([]);
  });

  it('refuse a package without types', async () => {
    const noTypes: Manifest = { ...MANIFEST, exports: { '.': { default: './dist/index.js' } } };
    const untyped = without(without(SOUND, 'dist/index.d.ts'), 'dist/kind.d.ts');
    expect((await checkTarball((await pack(untyped, noTypes)).tarball)).join('\n')).toMatch(/attw[\s\S]*types/i);
  });

  it('refuse exports that name a file which is not packed', async () => {
    expect((await checkTarball((await pack(without(SOUND, 'dist/index.js'))).tarball)).join('\n')).toContain('publint');
  });

  it('refuse types that import what does not exist', async () => {
    const lost = { ...SOUND, 'dist/index.d.ts': "export { kind } from './gone.js';\n" };
    expect((await checkTarball((await pack(lost)).tarball)).join('\n')).toContain('attw');
  });
});

describe('the consumer project', () => {
  let installed: string;

  beforeAll(async () => {
    installed = join(folder, 'installed');
    const result = await createConsumer(installed, [await pack(SOUND)]);
    expect(result.ok, result.output).toBe(true);
  });

  it('accepts a sound package', async () => {
    expect(await checkConsumer(installed, [await pack(SOUND)])).toEqual([]);
  });

  it('reports a bundle that holds more than the program uses', async () => {
    expect(await checkBundleSize(installed, 1)).toEqual([expect.stringContaining('a bundle of systemClock has')]);
  });

  it('reports a map that holds the sources again, and one that points at nothing', async () => {
    const map = join(installed, 'node_modules/@frigg-crm/core/dist/planted.js.map');
    const write = (value: object): void => writeFileSync(map, JSON.stringify(value));
    write({ sources: ['../src/index.ts'] });
    expect(findMapProblems(join(installed, 'node_modules/@frigg-crm/core'))).toEqual([]);
    write({ sources: ['../src/index.ts', '../src/gone.ts'], sourcesContent: ['export {};', ''] });
    const problems = (await checkConsumer(installed, [await pack(SOUND)])).join('\n');
    expect(problems).toContain('planted.js.map holds the sources that src ships');
    expect(problems).toContain('points at ../src/gone.ts');
  });

  it('reports top-level await, types that do not compile, and a README that throws and does not compile', async () => {
    const faults: Files = {
      'node_modules/@frigg-crm/core/dist/kind.js': "export const kind = await Promise.resolve('late');\n",
      'node_modules/@frigg-crm/core/dist/kind.d.ts': "export declare const kind: import('./gone.js').Kind;\n",
      'esm/readme-core.ts':
        "import { FriggCrmError } from '@frigg-crm/core';\nexport const n: number = FriggCrmError.is(1);\nthrow new Error('out of date');\n",
    };
    for (const [file, text] of Object.entries(faults)) writeFileSync(join(installed, file), text);
    const problems = (await checkConsumer(installed, [await pack(SOUND)])).join('\n');
    expect(problems).toContain('node cjs/entries.cjs');
    expect(problems).not.toContain('node esm/entries.ts');
    expect(problems).toContain('out of date');
    for (const compiler of ['TypeScript 5.9', 'TypeScript 6']) expect(problems).toContain(`${compiler} under nodenext`);
    expect(problems.match(/core\/dist\/kind\.d\.ts/g)).toHaveLength(2);
    expect(problems.match(/readme-core\.ts\(2/g)).toHaveLength(2);
  });
});
