import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WORKSPACE_ROOT } from '../workspace/workspace-package.ts';
import { PITFALLS_PAGE, findPitfallProblems, findTitleIds } from './pitfall-problems.ts';

const HEAD = '| id | elsewhere | here | test |\n|---|---|---|---|\n';
const FILE = 'packages/core/src/a.test.ts';
const LINK = `[a.test.ts](../../${FILE})`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'frigg-crm-pitfalls-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function problemsOf(rows: readonly string[], test = "it('B1, D2: counts once', () => {});\n"): readonly string[] {
  for (const [path, text] of [
    [PITFALLS_PAGE, `# Pitfalls\n\n${HEAD}${rows.join('\n')}\n`],
    [FILE, test],
  ] as const) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return findPitfallProblems(root);
}

const SOUND = [`| B1 | counts twice | a ledger | ${LINK} |`, `| D2 | drops updates | a second way | ${LINK} |`];

it('the page and the tests of this repository agree', () => {
  expect(findPitfallProblems(WORKSPACE_ROOT)).toEqual([]);
});

it('is content when every row finds its id, and with a reason instead of a test', () => {
  expect(problemsOf([...SOUND, '| P3 | a clock in ids | ids hold no time | – |'])).toEqual([]);
});

it.each([
  ['an id that no title of the file begins with', [...SOUND, `| B3 | x | y | ${LINK} |`], 'has a title that begins with B3'],
  ['a file that is not there', [...SOUND, '| B3 | x | y | [b](../../packages/b.test.ts) |'], 'has a title that begins with B3'],
  ['a row that says nothing', [...SOUND, '| B3 | x |  | – |'], 'B3 does not say what prevents it'],
  ['an id that stands there twice', [...SOUND, SOUND[0] ?? ''], 'stands there twice'],
  ['a title whose id has no row', SOUND.slice(0, 1), `${FILE}: D2 is not explained`],
  ['no table', [], 'has no table'],
])('refuses %s', (_, rows, problem) => {
  expect(problemsOf(rows).join('\n')).toContain(problem);
});

it.each([
  ["it('B1: x', () => {})", ['B1']],
  ["  ['B44, D7: an unknown key', 1],", ['B44', 'D7']],
  ['title: `B60: finds ${query}`', ['B60']],
  ["it('counts once (B1)', () => {})", []],
  ['// B1: a comment', []],
])('reads %s', (text, ids) => {
  expect([...findTitleIds(text)]).toEqual(ids);
});
