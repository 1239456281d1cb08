import { expect, it } from 'vitest';
import { addSample, type Sample } from './samples.ts';

it('keeps the newest sample, thins out what is near, and never goes back', () => {
  const steps: Sample[] = [0, 100, 200, 900, 1600, 1500].map((atMs, index) => ({ atMs, processed: index * 10 }));
  const samples = steps.reduce<readonly Sample[]>(addSample, []);
  expect(samples.map(({ atMs }) => atMs)).toEqual([0, 900, 1600]);
  expect(addSample(samples, { atMs: 1700, processed: 5 })).toBe(samples);
});

it('stays small, however long a page is open', () => {
  let samples: readonly Sample[] = [];
  for (let index = 0; index < 5000; index += 1) samples = addSample(samples, { atMs: index * 1000, processed: index });
  expect(samples.length).toBeLessThanOrEqual(600);
  expect(samples.at(-1)?.processed).toBe(4999);
});
