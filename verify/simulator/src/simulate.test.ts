import { expect, it } from 'vitest';
import { simulate, type SimulateOptions } from './run/simulate.ts';
import type { SharedCalls } from './system/shared-calls.ts';

const EVERYTHING: SimulateOptions = { runs: 1, seed: 1, store: 'memory', faults: undefined, mutant: undefined, jobs: 2, verbose: false };

it('keeps every invariant for two thousand seeds with every fault', { timeout: 600_000 }, async () => {
  const results = await simulate({ ...EVERYTHING, runs: 2000 });
  const broken = results.flatMap(({ violation }) => (violation === undefined ? [] : [violation]));
  expect(broken.map(({ seed, invariant, detail }) => `pnpm simulate --seed ${seed} --runs 1: ${invariant}: ${detail}`)).toEqual([]);
  expect(results).toHaveLength(2000);
  const strikes = new Set(results.flatMap(({ injected }) => Object.keys(injected)));
  expect(strikes.size).toBe(26);
  // What several callers share: fewer would mean that its faults are hardly ever met.
  const shared = (kind: keyof SharedCalls): number => results.reduce((sum, each) => sum + each.shared[kind], 0);
  expect(shared('saves')).toBeGreaterThan(400);
  expect(shared('loads')).toBeGreaterThan(150);
  expect(shared('finds')).toBeGreaterThan(60);
  expect(shared('inserts')).toBeGreaterThan(30);
  expect(new Set(results.flatMap(({ ends }) => Object.keys(ends)))).toEqual(
    new Set(['COMPLETED', 'ERROR', 'CANCELLED', 'integration at rest', 'integration deleted']),
  );
});

it('plays a seed the same way each time, whatever was played before it', { timeout: 120_000 }, async () => {
  const hashesOf = async (jobs: number): Promise<readonly string[]> =>
    (await simulate({ ...EVERYTHING, runs: 30, jobs })).map(({ seed, events, hash }) => `${seed}: ${events} events, ${hash}`);
  const first = await hashesOf(1);
  expect(await hashesOf(2)).toEqual(first);
  expect(new Set(first).size).toBe(30);
});

it('injects only the faults that are asked for', { timeout: 120_000 }, async () => {
  const results = await simulate({ ...EVERYTHING, runs: 20, faults: ['crash', 'delay'] });
  const strikes = new Set(results.flatMap(({ injected }) => Object.keys(injected)));
  expect([...strikes].toSorted()).toEqual(['crash', 'delay']);
});

it('names what is wrong with a command that it cannot carry out', { timeout: 120_000 }, async () => {
  await expect(simulate({ ...EVERYTHING, mutant: 'no such fault' })).rejects.toThrow('There is no mutant no such fault');
});
