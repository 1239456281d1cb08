import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPlantedWorkspace, type PlantedWorkspace } from './planted-workspace.ts';

interface Plant {
  readonly rule: string;
  readonly file: string;
  readonly imports: string;
}

const CORE = 'packages/core/src';

const PLANTS: readonly Plant[] = [
  { rule: 'must-resolve', file: 'packages/quo/src/planted-deep.ts', imports: '@frigg-crm/core/src/domain/json.ts' },
  { rule: 'core-domain-is-pure', file: `${CORE}/domain/planted-port.ts`, imports: '../ports/clock.ts' },
  { rule: 'core-domain-is-pure', file: `${CORE}/domain/planted-zod.ts`, imports: 'zod' },
  { rule: 'core-domain-is-pure', file: `${CORE}/domain/planted-node.ts`, imports: 'node:os' },
  { rule: 'core-ports-face-inward', file: `${CORE}/ports/planted.ts`, imports: '../use-cases/get-process.ts' },
  { rule: 'core-use-cases-stay-in-core', file: `${CORE}/use-cases/planted.ts`, imports: '../../../adapters/memory/src/index.ts' },
  { rule: 'core-depends-on-zod-only', file: `${CORE}/planted.ts`, imports: 'node:os' },
  { rule: 'shipped-code-imports-no-adapter', file: 'packages/connectors/pipedrive/src/planted.ts', imports: '@frigg-crm/memory' },
  { rule: 'shipped-code-imports-no-testing', file: 'packages/http/src/planted.ts', imports: '@frigg-crm/testing' },
  { rule: 'adapters-do-not-know-each-other', file: 'packages/adapters/sqs-queue/src/planted.ts', imports: '../../memory/src/index.ts' },
  {
    rule: 'connectors-do-not-know-each-other',
    file: 'packages/connectors/pipedrive/src/planted.test.ts',
    imports: '../../scaling-test/src/index.ts',
  },
  { rule: 'quo-does-not-know-crm-base', file: 'packages/quo/src/planted-base.ts', imports: '../../crm-base/src/index.ts' },
  { rule: 'packages-do-not-know-apps', file: 'packages/http/src/planted-app.ts', imports: '../../../apps/cli/src/main.ts' },
  { rule: 'through-the-front-door', file: 'packages/quo/src/planted-side.ts', imports: '../../core/src/domain/json.ts' },
  { rule: 'crm-base-folders-in-order', file: 'packages/crm-base/src/persons/planted-up.ts', imports: '../sync/fetch-page.ts' },
  { rule: 'quo-folders-in-order', file: 'packages/quo/src/calls/planted-up.ts', imports: '../deliveries/quo-event.ts' },
  { rule: 'index-is-for-outsiders', file: `${CORE}/use-cases/planted-barrel.ts`, imports: '../index.ts' },
];

let workspace: PlantedWorkspace;

beforeAll(() => {
  workspace = createPlantedWorkspace();
});

afterAll(() => workspace.remove());

it('the layer rules find every forbidden import, type imports included', async () => {
  for (const { file, imports } of PLANTS)
    workspace.plant(file, `import type * as planted from '${imports}';\nexport type Planted = typeof planted;\n`);
  workspace.plant('packages/http/src/planted-one.ts', "export type { Two as One } from './planted-two.ts';\n");
  workspace.plant('packages/http/src/planted-two.ts', "export type { One as Two } from './planted-one.ts';\n");
  const { ok, output } = await workspace.run('node', ['tools/src/layers/main.ts']);
  expect(ok).toBe(false);
  const found = output.split('\n');
  const missed = PLANTS.filter(({ rule, file }) => !found.some((line) => line.startsWith(`${rule}: ${file} ->`)));
  expect(missed).toEqual([]);
  expect(found.some((line) => line.startsWith('no-cycle: packages/http/src/planted-'))).toBe(true);
});

it('turbo refuses a package whose tag may not be imported, although it is declared', async () => {
  const file = 'packages/connectors/pipedrive/package.json';
  const manifest = JSON.parse(readFileSync(join(workspace.path, file), 'utf8')) as { dependencies: Record<string, string> };
  manifest.dependencies['@frigg-crm/sqs-queue'] = 'workspace:^';
  workspace.plant(file, JSON.stringify(manifest));
  const { ok, output } = await workspace.run('turbo', ['boundaries', '--no-color']);
  expect(ok).toBe(false);
  expect(output.replace(/[\s|]+/g, ' ')).toContain(
    '`@frigg-crm/sqs-queue` found without any tag listed in allowlist for `@frigg-crm/pipedrive`',
  );
});

it('turbo refuses an undeclared package and a path that leaves its package', async () => {
  workspace.plant(
    'packages/quo/src/planted-undeclared.ts',
    "import type { Kysely } from 'kysely';\nexport type Planted = Kysely<unknown>;\n",
  );
  const { ok, output } = await workspace.run('turbo', ['boundaries', '--no-color']);
  expect(ok).toBe(false);
  expect(output).toContain('planted-undeclared.ts');
  expect(output).toContain('planted-side.ts');
});
