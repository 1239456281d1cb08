import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WORKSPACE_ROOT } from '../workspace/workspace-package.ts';
import { findAllExamples, findPageExamples, findSourceExamples } from './find-examples.ts';
import { findQuoteProblems, readRegion } from './quotes.ts';

const PROGRAM = `start();
  // #region outer
  if (ready) {
    // #region inner
    go();
    // #endregion inner
  }
  // #endregion outer
`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'frigg-crm-examples-'));
  mkdirSync(join(root, 'docs'));
  writeFileSync(join(root, 'docs/program.ts'), PROGRAM);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

it('finds TypeScript and JavaScript of a page, with the line where it begins and the program that it quotes', () => {
  const page = '# A\n\n```ts\nconst a = 1;\n```\n\n```sh\nls\n```\n\n```js docs/program.ts#inner\ngo();\n```\n';
  expect(findPageExamples('docs/a.md', page)).toEqual([
    { file: 'docs/a.md', line: 4, code: 'const a = 1;\n', quotes: undefined },
    { file: 'docs/a.md', line: 12, code: 'go();\n', quotes: 'docs/program.ts#inner' },
  ]);
});

it('leaves out a block that is a file of a tutorial', () => {
  expect(findPageExamples('docs/a.md', '```ts packages/a/src/b.ts\nconst a = 1;\n```\n')).toEqual([]);
});

it('finds the examples of comments, fenced or not, up to the next tag', () => {
  const source =
    '/**\n * Adds.\n * @example\n * ```ts\n * add(1);\n * ```\n * @throws {X} never.\n */\n\n/**\n * @example\n * sub(1);\n */\n';
  expect(findSourceExamples('a.ts', source).map(({ line, code }) => [line, code.trim()])).toEqual([
    [4, 'add(1);'],
    [12, 'sub(1);'],
  ]);
});

it('cuts a region out of a program, without its indentation and without the marks of others', () => {
  expect(readRegion(PROGRAM, 'inner')).toBe('go();\n');
  expect(readRegion(PROGRAM, 'outer')).toBe('if (ready) {\n  go();\n}\n');
  expect(readRegion(PROGRAM, 'none')).toBeUndefined();
});

it.each([
  ['another text', 'docs/program.ts#inner', 'went();\n', 1],
  ['a region that is not there', 'docs/program.ts#none', 'go();\n', 1],
  ['a program that is not there', 'docs/gone.ts#inner', 'go();\n', 1],
  ['the very text', 'docs/program.ts#inner', 'go();\n', 0],
])('judges a block with %s', (_, quotes, code, count) => {
  expect(findQuoteProblems(root, [{ file: 'docs/a.md', line: 1, code, quotes }])).toHaveLength(count);
});

it('the pages quote their programs word for word', () => {
  expect(findQuoteProblems(WORKSPACE_ROOT, findAllExamples(WORKSPACE_ROOT))).toEqual([]);
});
