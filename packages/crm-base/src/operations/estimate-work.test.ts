import fc from 'fast-check';
import { expect, it } from 'vitest';
import { estimateWork } from './estimate-work.ts';

const FACTS = { pages: 10, people: 1000, writes: 1000, recordsPerSecond: 20, throttledForMs: 0 };

it('reads each page once, looks up twenty at once, and writes each contact', () => {
  expect(estimateWork(FACTS)).toEqual({ crmRequests: 10, quoRequests: 1050, seconds: 50 });
});

it('waits first for as long as its APIs are paused', () => {
  expect(estimateWork({ ...FACTS, throttledForMs: 90_500 }).seconds).toBe(141);
});

it('says no time before anything was synced', () => {
  expect(estimateWork({ ...FACTS, recordsPerSecond: 0 }).seconds).toBeUndefined();
});

it('costs nothing where there is nothing to do, whatever else is known', () => {
  const idle = { ...FACTS, pages: 0, people: 0, writes: 0, recordsPerSecond: 0, throttledForMs: 1000 };
  expect(estimateWork(idle)).toEqual({ crmRequests: 0, quoRequests: 0, seconds: 0 });
});

it('never costs less for more people', () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(1000), (people, more) => {
      const [less, all] = [people, people + more].map((count) => estimateWork({ ...FACTS, people: count, writes: count }));
      expect(all!.quoRequests).toBeGreaterThanOrEqual(less!.quoRequests);
      expect(all!.seconds).toBeGreaterThanOrEqual(less!.seconds!);
    }),
  );
});
