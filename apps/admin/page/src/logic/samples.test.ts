import { expect, it } from 'vitest';
import { addWait, addSample, type Sample } from './samples.ts';

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

it('keeps each wait once, in order, and no more than a chart can show', () => {
  let waits = addWait([], { atMs: 0, seconds: 1 });
  expect(addWait(waits, { atMs: 0, seconds: 2 })).toBe(waits);
  for (let index = 1; index < 2000; index += 1) waits = addWait(waits, { atMs: index, seconds: 0 });
  expect(waits.length).toBeLessThanOrEqual(600);
  expect([waits[0]?.atMs, waits.at(-1)?.atMs]).toEqual([0, 1999]);
});
