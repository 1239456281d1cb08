import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { simulate } from '../run/simulate.ts';
import { mutate } from './mutate.ts';
import { MUTANTS, WORKSPACE_ROOT, type Mutant } from './mutants.ts';

/** The seeds that every run of the tests plays. */
const SEEDS = 2000;
const AT_ONCE = 2;

it('finds the place of every deliberate fault exactly once', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(25);
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  for (const mutant of MUTANTS) {
    const source = readFileSync(join(WORKSPACE_ROOT, mutant.file), 'utf8');
    expect(mutate(mutant, source)).not.toBe(source);
  }
});

it('refuses a deliberate fault whose place is gone, or is there twice', () => {
  const mutant: Mutant = { name: 'm', file: 'f.ts', find: 'a', replace: 'b', why: '' };
  expect(() => mutate(mutant, 'xyz')).toThrow('out of date');
  expect(() => mutate(mutant, 'aa')).toThrow('found 2 times');
});

/** The seed that has found it before comes first. */
async function isFound({ name, seed = 1 }: Mutant): Promise<boolean> {
  const play = async (from: number, runs: number): Promise<boolean> => {
    const results = await simulate({ runs, seed: from, faults: undefined, mutant: name, jobs: 1, verbose: false, stopsAtViolation: true });
    return results.some(({ violation }) => violation !== undefined);
  };
  return (await play(seed, 1)) || play(1, SEEDS);
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
