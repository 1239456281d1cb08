import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeApiReport } from './api-report.ts';

let path: string;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'frigg-crm-api-'));
  mkdirSync(join(path, 'src'));
});

afterEach(() => rmSync(path, { recursive: true, force: true }));

/** @returns the report of a package with these sources, without its head. */
function report(files: Readonly<Record<string, string>>, points: Readonly<Record<string, string>> = { '.': './src/index.ts' }): string {
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, 'src', file), text);
  const exports = Object.fromEntries(Object.entries(points).map(([point, file]) => [point, { '@frigg-crm/source': file }]));
  const text = writeApiReport({ folder: 'packages/x', path, manifest: { name: '@frigg-crm/x', exports } });
  return text.slice(text.indexOf('## '));
}

const block = (title: string, ...lines: readonly string[]): string => `## ${title}\n\n\`\`\`ts\n${lines.join('\n')}\n\`\`\`\n`;

it('shows a function and a class as signatures: no bodies, no comments, nothing private', () => {
  const source = `
/** Adds. */
export async function add({ a, b }: Pair, round = true, digits: number = 2): Promise<number> { return round ? a + b : 0; }
export interface Pair { readonly a: number; /** Second. */ readonly b: number }
export class Adder implements Pair {
  readonly a = 1;
  readonly b: number = 2;
  #secret = 1;
  private hidden = 2;
  constructor(pair: Pair) { this.b = pair.b; }
  sum(): number { return this.#secret + this.hidden; }
}`;
  expect(report({ 'index.ts': source })).toBe(
    block(
      '@frigg-crm/x',
      'class Adder implements Pair {',
      '    readonly a = 1;',
      '    readonly b: number;',
      '    constructor(pair: Pair);',
      '    sum(): number;',
      '}',
      '',
      'interface Pair {',
      '    readonly a: number;',
      '    readonly b: number;',
      '}',
      '',
      'function add(options: Pair, round = true, digits?: number): Promise<number>;',
    ),
  );
});

it('follows re-exports, under the name that a user has', () => {
  const files = { 'index.ts': "export { one as uno } from './one.ts';\n", 'one.ts': 'export const one = 1;\n' };
  expect(report(files)).toBe(block('@frigg-crm/x', 'const one = 1;', 'export { one as uno };'));
});

it('shows what a type is inferred from, and every type that cannot be named from outside', () => {
  const files = {
    'index.ts': "export type { Page } from './page.ts';\n",
    'page.ts':
      "import type { Inner } from './inner.ts';\nconst SIZES = [1, 2] as const;\nexport interface Page extends Inner { size: (typeof SIZES)[number] }\n",
    'inner.ts': 'export interface Inner { deep: Deep }\ntype Deep = 1;\n',
  };
  const hidden = block(
    'Mentioned, not exported',
    'const SIZES = [1, 2] as const;',
    '',
    'interface Inner {',
    '    deep: Deep;',
    '}',
    '',
    'type Deep = 1;',
  );
  expect(report(files)).toContain(hidden);
});

it('has a section for each entry point, and does not call hidden what another one exports', () => {
  const files = { 'index.ts': "import type { B } from './b.ts';\nexport type A = B;\n", 'b.ts': 'export type B = 1;\n' };
  const text = report(files, { '.': './src/index.ts', './sandbox': './src/b.ts' });
  expect(text).toBe(`${block('@frigg-crm/x', 'type A = B;')}\n${block('@frigg-crm/x/sandbox', 'type B = 1;')}`);
});

it('refuses exports without names', () => {
  expect(() => report({ 'index.ts': "export * from './b.ts';\n" })).toThrow('a report needs exports by name');
});
