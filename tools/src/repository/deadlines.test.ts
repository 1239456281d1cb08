import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const ROW = /^\| (?<call>[^|]+) \| (?<default>[^|]+) \|.*\| `(?<file>packages\/[^`]+)` `(?<constant>\w+)` \|$/;

const readText = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** @returns the rows of the page whose default is not the number in the code. */
function findDifferences(page: string, readSource: (path: string) => string): readonly string[] {
  return page.split('\n').flatMap((line) => {
    const { default: stated, file = '', constant = '' } = ROW.exec(line)?.groups ?? {};
    if (stated === undefined) return /^\|(?! call|-)/.test(line) ? [`no default and constant: ${line}`] : [];
    // `name = 10_000`, `name: 10_000` or `options.name ?? 10_000`.
    const found = new RegExp(`\\b${constant}\\s*(?:=|:|\\?\\?)\\s*([\\d_]+)`).exec(readSource(file))?.[1];
    const seconds = Number(found?.replaceAll('_', '')) / 1000;
    return stated === `${seconds} s` ? [] : [`${constant} in ${file} is ${found ?? 'no number'}, the page says ${stated}`];
  });
}

it('the page of deadlines states the defaults that the code has', () => {
  const page = readText('docs/reference/deadlines.md');
  expect(page.split('\n').filter((line) => ROW.test(line)).length).toBeGreaterThan(20);
  expect(findDifferences(page, readText)).toEqual([]);
});

it('a default that was changed in the code alone is found, and a row without a constant', () => {
  const page = '| call | default |\n|---|---|\n| a request | 10 s | `x` | fails | `packages/a.ts` `TIMEOUT_MS` |\n| another | 5 s |';
  expect(findDifferences(page, () => 'const TIMEOUT_MS = 10_000;')).toEqual(['no default and constant: | another | 5 s |']);
  expect(findDifferences(page, () => 'const TIMEOUT_MS = 20_000;')[0]).toBe('TIMEOUT_MS in packages/a.ts is 20_000, the page says 10 s');
});
