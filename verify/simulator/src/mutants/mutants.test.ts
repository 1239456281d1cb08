import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { simulate } from '../run/simulate.ts';
import { locateMutant } from './locate-mutant.ts';
import { mutate } from './mutate.ts';
import type { Mutant } from './mutant.ts';
import { MUTANTS } from './mutants.ts';

/** The seeds that every run of the tests plays. */
const SEEDS = { memory: 2000, sqlite: 50 };
const AT_ONCE = 2;

it('finds the place of every deliberate fault exactly once', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(71);
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  for (const mutant of MUTANTS) {
    const source = readFileSync(locateMutant(mutant), 'utf8');
    expect(mutate(mutant, source)).not.toBe(source);
  }
});

it('refuses a deliberate fault whose place is gone, or is there twice', () => {
  const mutant: Mutant = { name: 'm', file: 'f.ts', find: 'a', replace: 'b', why: '' };
  expect(() => mutate(mutant, 'xyz')).toThrow('out of date');
  expect(() => mutate(mutant, 'aa')).toThrow('occurs 2 times');
});

it('finds the file of a deliberate fault by its name and text, and refuses one that is gone or ambiguous', () => {
  const root = mkdtempSync(join(tmpdir(), 'frigg-crm-mutants-'));
  const mutant: Mutant = { name: 'm', file: 'f.ts', find: 'a = 1', replace: 'a = 2', why: '' };
  const write = (folder: string, text: string): void => {
    mkdirSync(join(root, 'packages', folder), { recursive: true });
    writeFileSync(join(root, 'packages', folder, 'f.ts'), text);
  };
  try {
    expect(() => locateMutant(mutant, root)).toThrow('0 times in 0 files');
    write('core/src/deep/er', 'const a = 1;');
    write('quo/src', 'const b = 1;');
    expect(locateMutant(mutant, root)).toBe(join(root, 'packages/core/src/deep/er/f.ts'));
    write('quo/src', 'const a = 1;');
    expect(() => locateMutant(mutant, root)).toThrow('2 times in 2 files');
  } finally {
    rmSync(root, { recursive: true });
  }
});

/** The seed that has found it before comes first. */
async function isFound({ name, seed = 1, store = 'memory' }: Mutant): Promise<boolean> {
  const play = async (from: number, runs: number): Promise<boolean> => {
    const own = { mutant: name, jobs: 1, verbose: false, stopsAtViolation: true };
    const results = await simulate({ runs, seed: from, store, faults: undefined, ...own });
    return results.some(({ violation }) => violation !== undefined);
  };
  return (await play(seed, 1)) || play(1, SEEDS[store]);
}

it('finds every deliberate fault within the seeds that are played each time', { timeout: 900_000 }, async () => {
  const queue = [...MUTANTS];
  const missed: string[] = [];
  const work = async (): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift())
      if (!(await isFound(mutant))) missed.push(`${mutant.name}: ${mutant.why}`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(missed).toEqual([]);
});
