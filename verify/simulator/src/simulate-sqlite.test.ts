import { expect, it } from 'vitest';
import { simulate, type SimulateOptions } from './run/simulate.ts';

const ON_SQLITE: SimulateOptions = { runs: 50, seed: 1, store: 'sqlite', faults: undefined, mutant: undefined, jobs: 2, verbose: false };

it('keeps every invariant where programs of one computer share a SQLite file and its queues', { timeout: 600_000 }, async () => {
  const results = await simulate(ON_SQLITE);
  const broken = results.flatMap(({ violation }) => (violation === undefined ? [] : [violation]));
  expect(
    broken.map(({ seed, invariant, detail }) => `pnpm simulate --store sqlite --seed ${seed} --runs 1: ${invariant}: ${detail}`),
  ).toEqual([]);
  expect(results).toHaveLength(50);
  const strikes = new Set(results.flatMap(({ injected }) => Object.keys(injected)));
  expect([...strikes]).toEqual(
    expect.arrayContaining(['crash', 'freeze', 'clockJump', 'redelivery', 'verdictLost', 'duplicate', 'storeHangs']),
  );
  expect(new Set(results.flatMap(({ ends }) => Object.keys(ends)))).toEqual(
    new Set(['COMPLETED', 'ERROR', 'CANCELLED', 'integration at rest', 'integration deleted']),
  );
});

it('plays a seed on SQLite the same way each time, whatever was played before it', { timeout: 300_000 }, async () => {
  const hashesOf = async (runs: Partial<SimulateOptions>): Promise<readonly string[]> =>
    (await simulate({ ...ON_SQLITE, ...runs })).map(({ seed, events, hash }) => `${seed}: ${events} events, ${hash}`);
  const first = await hashesOf({ runs: 8, jobs: 1 });
  expect(await hashesOf({ runs: 8, jobs: 2 })).toEqual(first);
  expect(new Set(first).size).toBe(8);
  const onMemory = await hashesOf({ runs: 1, store: 'memory' });
  expect(onMemory[0]).not.toBe(first[0]);
});
