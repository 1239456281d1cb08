import { createVirtualClock, TEST_START_MS } from '@frigg-crm/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRequestBudget } from './request-budget.ts';

it('starts no more requests in any window than it may, whoever asks when, and serves them in order', async () => {
  const callersArbitrary = fc.array(fc.record({ atMs: fc.integer({ min: 0, max: 3_000 }), pauseMs: fc.constantFrom(0, 0, 0, 700) }), {
    minLength: 1,
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(callersArbitrary, fc.integer({ min: 1, max: 12 }), async (callers, requests) => {
      const clock = createVirtualClock();
      const budget = createRequestBudget({ requests, clock });
      const starts: { readonly asked: number; readonly started: number }[] = [];
      const ask = async ({ atMs, pauseMs }: { atMs: number; pauseMs: number }): Promise<void> => {
        await clock.sleep(atMs);
        const asked = clock.now();
        await budget.take();
        starts.push({ asked, started: clock.now() });
        if (pauseMs > 0) budget.pauseUntil(clock.now() + pauseMs);
      };
      await clock.runUntil(Promise.all(callers.map(ask)));

      expect(starts).toHaveLength(callers.length);
      for (const [index, { started, asked }] of starts.entries()) {
        expect((starts[index + requests]?.started ?? Number.POSITIVE_INFINITY) - started).toBeGreaterThanOrEqual(1_000);
        expect(starts[index + 1]?.asked ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(asked);
      }
    }),
    { numRuns: 60 },
  );
});

it('lets a full window through at once and the next caller when the oldest start is a window old', async () => {
  const clock = createVirtualClock();
  const budget = createRequestBudget({ requests: 3, clock });
  const started: number[] = [];
  const work = Promise.all(Array.from({ length: 4 }, async () => budget.take().then(() => started.push(clock.now() - TEST_START_MS))));
  await clock.runUntil(work);
  expect(started).toEqual([0, 0, 0, 1_000]);
});

it('sends nobody before a pause ends, and never shortens a pause', async () => {
  const clock = createVirtualClock();
  const budget = createRequestBudget({ requests: 3, clock });
  budget.pauseUntil(TEST_START_MS + 5_000);
  budget.pauseUntil(TEST_START_MS + 1_000);
  await clock.runUntil(budget.take());
  expect(clock.now()).toBe(TEST_START_MS + 5_000);
});

it('lets those behind go on when a waiting caller gives up', async () => {
  const clock = createVirtualClock();
  const budget = createRequestBudget({ requests: 1, clock });
  await budget.take();
  const stop = new AbortController();
  const first = budget.take({ signal: stop.signal });
  const second = budget.take();
  await clock.advance(100);
  stop.abort(new Error('closed'));
  await expect(first).rejects.toThrow('closed');
  await clock.runUntil(second);
  expect(clock.now()).toBe(TEST_START_MS + 1_000);
});

it('waits one window at most when the machine clock is set back by an hour', async () => {
  let nowMs = TEST_START_MS;
  const waits: number[] = [];
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
    nowMs += ms;
    if (waits.length > 1) nowMs = TEST_START_MS + 10_000;
  };
  const budget = createRequestBudget({ requests: 1, clock: { now: () => nowMs, sleep } });
  await budget.take();
  nowMs -= 3_600_000;
  await budget.take();
  expect(Math.max(...waits)).toBeLessThanOrEqual(1_000);
});
