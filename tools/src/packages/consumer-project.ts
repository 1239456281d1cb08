import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspacePackage } from '../workspace/workspace-package.ts';
import { findReadmeExample } from './readme-example.ts';
import { runCommand, type CommandResult } from './run-command.ts';

export interface PackedPackage {
  readonly entry: WorkspacePackage;
  readonly tarball: string;
}

/** `./sandbox` of `@frigg-crm/quo` is imported as `@frigg-crm/quo/sandbox`. A package with a `bin` is run, not imported. */
function findEntryPoints({ manifest }: WorkspacePackage): readonly string[] {
  if (manifest.bin !== undefined) return [];
  return Object.entries(manifest.exports ?? {})
    .filter(([, target]) => typeof target !== 'string')
    .map(([subpath]) => manifest.name + subpath.slice(1));
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** What READMEs have a reader install beside the packages: the SQS emulator. */
const README_DEPENDENCIES = { fauxqs: '^2.4.1' };

function consumerManifest(packed: readonly PackedPackage[]): Record<string, unknown> {
  const dependencies: Record<string, string> = { '@types/node': '^24.0.0', ...README_DEPENDENCIES };
  for (const { entry } of packed) Object.assign(dependencies, entry.manifest.peerDependencies);
  for (const { entry, tarball } of packed) dependencies[entry.manifest.name] = `file:${tarball}`;
  const overrides = Object.fromEntries(packed.map(({ entry }) => [entry.manifest.name, `$${entry.manifest.name}`]));
  return { name: 'consumer', version: '1.0.0', private: true, dependencies, overrides };
}

const CHECKS = `
for (const [point, entry] of Object.entries(entries)) if (Object.keys(entry).length === 0) throw new Error(point + ' exports nothing');
if (!core.FriggCrmError.is(new core.ProcessNotFoundError('p1'))) throw new Error('an error of core is not recognised');
`;

function writeCode(folder: string, packed: readonly PackedPackage[]): void {
  const points = packed.flatMap(({ entry }) => findEntryPoints(entry));
  const record = `{ ${points.map((point, index) => `'${point}': entry${index}`).join(', ')} }`;
  const lines = (one: (point: string, index: number) => string): string => points.map(one).join('\n');
  const imported = lines((point, index) => `import * as entry${index} from '${point}';`);
  const imports = `${imported}\nimport * as core from '@frigg-crm/core';`;
  writeFileSync(join(folder, 'esm/entries.ts'), `${imports}\nconst entries: Record<string, object> = ${record};${CHECKS}`);
  const calls = `${lines((point, index) => `const entry${index} = require('${point}');`)}\nconst core = require('@frigg-crm/core');`;
  writeFileSync(join(folder, 'cjs/entries.cjs'), `${calls}\nconst entries = ${record};${CHECKS}`);
  const typed = lines((point, index) => `import entry${index} = require('${point}');`);
  writeFileSync(join(folder, 'cjs/types.cts'), `${typed}\nexport const entries: Record<string, object> = ${record};\n`);
}

/**
 * Writes an ESM and a CommonJS project that use every entry point and every README's first block, over one `npm install` of the tarballs.
 *
 * @param packed - what is installed.
 * @param judged - what is used. @defaultValue all that is installed
 */
export async function createConsumer(
  folder: string,
  packed: readonly PackedPackage[],
  judged: readonly PackedPackage[] = packed,
): Promise<CommandResult> {
  for (const kind of ['esm', 'cjs']) mkdirSync(join(folder, kind), { recursive: true });
  writeJson(join(folder, 'package.json'), consumerManifest(packed));
  writeJson(join(folder, 'esm/package.json'), { type: 'module' });
  writeJson(join(folder, 'cjs/package.json'), { type: 'commonjs' });
  writeJson(join(folder, 'tsconfig.json'), {
    compilerOptions: {
      module: 'nodenext',
      target: 'es2023',
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: ['node'],
      allowImportingTsExtensions: true,
    },
    include: ['esm', 'cjs'],
  });
  writeCode(folder, judged);
  for (const { entry } of judged) {
    const example = findReadmeExample(join(entry.path, 'README.md'));
    if (example !== undefined) writeFileSync(join(folder, 'esm', `${readmeName(entry)}.${example.language}`), example.code);
  }
  return runCommand('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], { cwd: folder });
}

/** The name, without its extension, of the file that holds a package's README example. */
export function readmeName(entry: WorkspacePackage): string {
  return `readme-${entry.manifest.name.replace(/^@[^/]+\//, '')}`;
}
