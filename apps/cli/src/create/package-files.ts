import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as z from 'zod';
import type { ConnectorNames } from './connector-names.ts';
import type { ConnectorPlace } from './connector-place.ts';
import { packageFolder, type Files } from './read-template.ts';

const DEPENDENCIES = ['@frigg-crm/core', '@frigg-crm/crm-base', '@frigg-crm/http', '@frigg-crm/quo', 'zod'] as const;
const TEST_DEPENDENCIES = ['@frigg-crm/connector-testing', 'vitest'] as const;
/** What the workspace has at its root. */
const TOOLS = { '@types/node': '^24.0.0', typescript: '^6.0.3' };
const ENTRIES = { '.': 'index', './sandbox': 'sandbox/index' };
const ENGINES = { node: '>=22.18' };

/** @returns the files around the sources: the manifest, and the configuration of compiler and tests. */
export function packageFiles(names: ConnectorNames, place: ConnectorPlace): Files {
  return place.workspace === undefined ? standaloneFiles(names, place) : workspaceFiles(names);
}

function workspaceFiles(names: ConnectorNames): Files {
  const directory = `packages/connectors/${names.kebab}`;
  const repository = 'https://github.com/friggframework/frigg-crm';
  const manifest = {
    name: `@frigg-crm/${names.kebab}`,
    ...toIdentity(names),
    homepage: `${repository}/tree/main/${directory}#readme`,
    bugs: `${repository}/issues`,
    license: 'MIT',
    repository: { type: 'git', url: `git+${repository}.git`, directory },
    files: [
      'dist',
      'src',
      '!src/**/*.test.ts',
      '!src/**/*.test-d.ts',
      '!src/**/__fixtures__',
      '!src/**/test-support',
      'README.md',
      'CHANGELOG.md',
    ],
    type: 'module',
    sideEffects: false,
    exports: toExports((entry) => ({ '@frigg-crm/source': `./src/${entry}.ts` })),
    publishConfig: { access: 'public', provenance: true },
    scripts: { build: 'tsup --config ../../../tools/tsup.config.ts', test: 'vitest run', typecheck: 'tsc -p .' },
    dependencies: toRanges(DEPENDENCIES, toWorkspaceRange),
    devDependencies: toRanges(TEST_DEPENDENCIES, toWorkspaceRange),
    engines: ENGINES,
  };
  return {
    'package.json': toJson(manifest),
    'tsconfig.json': toJson({ extends: '../../../tsconfig.base.json', include: ['src'] }).replace('[\n    "src"\n  ]', '["src"]'),
    'turbo.json': '{ "extends": ["//"], "tags": ["connector"] }\n',
    'vitest.config.ts':
      "// @boundaries-ignore one configuration serves every package\nexport { default } from '../../../tools/vitest.config.ts';\n",
  };
}

function standaloneFiles(names: ConnectorNames, { packageName }: ConnectorPlace): Files {
  const manifest = {
    name: packageName,
    ...toIdentity(names),
    files: ['dist', 'README.md'],
    type: 'module',
    sideEffects: false,
    exports: toExports(() => ({})),
    scripts: { build: 'tsc -p tsconfig.build.json', test: 'vitest run', typecheck: 'tsc -p .' },
    dependencies: toRanges(DEPENDENCIES, toPublishedRange),
    devDependencies: toSorted({ ...toRanges(TEST_DEPENDENCIES, toPublishedRange), ...TOOLS }),
    engines: ENGINES,
  };
  return {
    'package.json': toJson(manifest),
    'tsconfig.json': toJson({ compilerOptions: COMPILER_OPTIONS, include: ['src'] }),
    'tsconfig.build.json': toJson({
      extends: './tsconfig.json',
      compilerOptions: { noEmit: false, rootDir: 'src', outDir: 'dist' },
      exclude: ['src/**/*.test.ts', 'src/test-support'],
    }),
    '.gitignore': 'dist\nnode_modules\n',
  };
}

/** As strict as the packages that it is built on. */
const COMPILER_OPTIONS = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  noImplicitOverride: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  declaration: true,
  noEmit: true,
  skipLibCheck: true,
  module: 'NodeNext',
  target: 'ES2023',
  lib: ['ES2024'],
  types: ['node'],
  rewriteRelativeImportExtensions: true,
};

function toIdentity({ title }: ConnectorNames): object {
  return {
    version: '0.0.0',
    description: `The connector for ${title}: keeps its people in step with Quo, and writes calls and texts into it.`,
    keywords: ['crm', 'frigg', 'openphone', 'quo', 'sync'],
  };
}

function toExports(source: (entry: string) => object): object {
  const entries = Object.entries(ENTRIES).map(([point, entry]) => [
    point,
    { ...source(entry), types: `./dist/${entry}.d.ts`, default: `./dist/${entry}.js` },
  ]);
  return { ...Object.fromEntries(entries), './package.json': './package.json' };
}

function toRanges(names: readonly string[], rangeOf: (name: string) => string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, rangeOf(name)]));
}

function toWorkspaceRange(name: string): string {
  return name.startsWith('@frigg-crm/') ? 'workspace:^' : 'catalog:';
}

const manifestSchema = z.object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) });
const versionSchema = z.object({ version: z.string() });

/** As this program was published with it; from sources, the version that is installed. */
function toPublishedRange(name: string): string {
  const { dependencies, devDependencies } = manifestSchema.parse(readJson(join(packageFolder(), 'package.json')));
  const range = { ...devDependencies, ...dependencies }[name] ?? '*';
  if (!/^(workspace|catalog):/.test(range)) return range;
  const { version } = versionSchema.parse(readJson(createRequire(import.meta.url).resolve(`${name}/package.json`)));
  return `^${version}`;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8')) as unknown;
}

function toSorted(ranges: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(ranges).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
