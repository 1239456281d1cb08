import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPlantedWorkspace, type PlantedWorkspace } from './planted-workspace.ts';

interface Plant {
  readonly what: string;
  readonly file: string;
  readonly rule: string;
  readonly text: string;
}

const SRC = 'packages/http/src';
const IT = "import { expect, it, vi } from 'vitest';\n";
const lines = (count: number): string => Array.from({ length: count }, (_, index) => `  const v${index} = ${index};`).join('\n');
const branches = Array.from({ length: 13 }, (_, index) => `  if (n === ${index}) return ${index};`).join('\n');

const PLANTS: readonly Plant[] = [
  {
    what: 'a floating promise',
    file: `${SRC}/planted-a.ts`,
    rule: 'no-floating-promises',
    text: 'export function f(): void {\n  Promise.resolve(1);\n}\n',
  },
  {
    what: 'a switch that leaves out a case',
    file: `${SRC}/planted-b.ts`,
    rule: 'switch-exhaustiveness-check',
    text: "export function f(k: 'a' | 'b'): number {\n  switch (k) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}\n",
  },
  { what: 'any', file: `${SRC}/planted-c.ts`, rule: 'no-explicit-any', text: 'export const value: any = 1;\n' },
  { what: 'console in a package', file: `${SRC}/planted-d.ts`, rule: 'no-console', text: "console.log('x');\n" },
  { what: 'a default export', file: `${SRC}/planted-e.ts`, rule: 'no-default-export', text: 'export default 1;\n' },
  {
    what: 'a cycle',
    file: `${SRC}/planted-f.ts`,
    rule: 'no-cycle',
    text: "import { g } from './planted-g.ts';\nexport const f = (): number => g() + 1;\n",
  },
  {
    what: 'the other half of the cycle',
    file: `${SRC}/planted-g.ts`,
    rule: 'no-cycle',
    text: "import { f } from './planted-f.ts';\nexport const g = (): number => f() + 1;\n",
  },
  {
    what: 'a type imported as a value',
    file: `${SRC}/planted-h.ts`,
    rule: 'consistent-type-imports',
    text: "import { Clock } from '@frigg-crm/core';\nexport const of = (clock: Clock): number => clock.now();\n",
  },
  {
    what: 'thirteen branches',
    file: `${SRC}/planted-i.ts`,
    rule: 'complexity',
    text: `export function f(n: number): number {\n${branches}\n  return 0;\n}\n`,
  },
  { what: 'a file of 301 lines', file: `${SRC}/planted-j.ts`, rule: 'max-lines', text: `${'export {};\n'.repeat(301)}` },
  {
    what: 'a function of 61 lines',
    file: `${SRC}/planted-k.ts`,
    rule: 'max-lines-per-function',
    text: `export function f(): void {\n${lines(61)}\n}\n`,
  },
  { what: 'a file name in camelCase', file: `${SRC}/plantedName.ts`, rule: 'filename-case', text: 'export const value = 1;\n' },
  {
    what: 'an export without its type',
    file: `${SRC}/planted-l.ts`,
    rule: 'explicit-module-boundary-types',
    text: 'export function f() {\n  return 1;\n}\n',
  },
  {
    what: 'the environment read in a package',
    file: `${SRC}/planted-m.ts`,
    rule: 'no-process-env',
    text: "export const home = process.env['HOME'];\n",
  },
  {
    what: 'a silenced compiler',
    file: `${SRC}/planted-n.ts`,
    rule: 'ban-ts-comment',
    text: "// @ts-ignore\nexport const n: number = 'x';\n",
  },
  {
    what: 'five parameters',
    file: `${SRC}/planted-o.ts`,
    rule: 'max-params',
    text: 'export const f = (a: 1, b: 1, c: 1, d: 1, e: 1): number => a + b + c + d + e;\n',
  },
  {
    what: 'vi.mock',
    file: `${SRC}/planted-p.test.ts`,
    rule: 'no-restricted-vi-methods',
    text: `${IT}vi.mock('./http-client.ts');\nit('x', () => expect(1).toBe(1));\n`,
  },
  { what: 'it.only', file: `${SRC}/planted-q.test.ts`, rule: 'no-focused-tests', text: `${IT}it.only('x', () => expect(vi).toBe(1));\n` },
  { what: 'it.skip', file: `${SRC}/planted-r.test.ts`, rule: 'no-disabled-tests', text: `${IT}it.skip('x', () => expect(vi).toBe(1));\n` },
  {
    what: 'it.todo',
    file: `${SRC}/planted-s.test.ts`,
    rule: 'warn-todo',
    text: `${IT}it.todo('x');\nit('y', () => expect(vi).toBe(1));\n`,
  },
  { what: 'a test file of 301 lines', file: `${SRC}/planted-t.test.ts`, rule: 'max-lines', text: `${'export {};\n'.repeat(301)}` },
  {
    what: 'Date.now in core',
    file: 'packages/core/src/domain/planted-u.ts',
    rule: 'no-restricted-globals',
    text: 'export const now = (): number => Date.now();\n',
  },
  {
    what: 'new Date in a use case',
    file: 'packages/core/src/use-cases/planted-v.ts',
    rule: 'no-restricted-globals',
    text: 'export const now = (): Date => new Date();\n',
  },
  {
    what: 'Math.random in core',
    file: 'packages/core/src/domain/planted-w.ts',
    rule: 'no-restricted-properties',
    text: 'export const dice = (): number => Math.random();\n',
  },
  {
    what: 'process in core',
    file: 'packages/core/src/ports/planted-x.ts',
    rule: 'no-restricted-globals',
    text: 'export const pid = (): number => process.pid;\n',
  },
  {
    what: 'a node module in core',
    file: 'packages/core/src/ports/planted-y.ts',
    rule: 'no-restricted-imports',
    text: "import { hostname } from 'node:os';\nexport const host = (): string => hostname();\n",
  },
  {
    what: 'Date.now in the one file of core that converts dates',
    file: 'packages/core/src/domain/process/timing.ts',
    rule: 'no-restricted-properties',
    text: 'export const now = (): number => Date.now();\n',
  },
  {
    what: 'a disable comment that disables nothing',
    file: `${SRC}/planted-z.ts`,
    rule: 'unused-directive',
    text: '// oxlint-disable-next-line no-console\nexport const value = 1;\n',
  },
];

interface Diagnostic {
  readonly code?: string;
  readonly message: string;
  readonly filename: string;
}

let workspace: PlantedWorkspace;
let diagnostics: readonly Diagnostic[] = [];

beforeAll(async () => {
  workspace = createPlantedWorkspace();
  for (const { file, text } of PLANTS) workspace.plant(file, text);
  const { ok, output } = await workspace.run('oxlint', ['--type-aware', '--format=json', ...new Set(PLANTS.map(({ file }) => file))]);
  expect(ok).toBe(false);
  diagnostics = (JSON.parse(output) as { diagnostics: readonly Diagnostic[] }).diagnostics;
});

afterAll(() => workspace.remove());

it.each(PLANTS)('oxlint refuses $what', ({ file, rule }) => {
  const found = diagnostics.filter(({ filename }) => filename === file).map(({ code, message }) => code ?? message);
  expect(found.join('\n')).toContain(rule === 'unused-directive' ? 'Unused' : `(${rule})`);
});
