import type { Clock, RateLimits } from '@frigg-crm/core';
import { createVirtualClock, TEST_START_MS, type VirtualClock } from '@frigg-crm/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRequestBudget } from './create-request-budget.ts';
import { createSharedRequestBudget } from './create-shared-request-budget.ts';
import type { Allowance, RequestBudget } from './request-budget.ts';
import { createVirtualRateLimits } from './test-support/virtual-rate-limits.ts';

/** A store that reserves every permit at once. */
const FREE: RateLimits = {
  reserve: async () => 0,
  park: async () => undefined,
  unpark: async () => false,
  parkedFor: async () => new Map(),
};

type MakeBudget = (options: Allowance & { readonly clock: Clock }) => RequestBudget;

const BUDGETS: readonly (readonly [name: string, make: MakeBudget])[] = [
  ['a local budget', createRequestBudget],
  ['a shared budget', (options) => createSharedRequestBudget({ ...options, key: 'k', rateLimits: createVirtualRateLimits(options.clock) })],
];

async function pauseFor(clock: VirtualClock, budget: RequestBudget, ms: number): Promise<void> {
  await clock.runUntil(Promise.resolve(budget.pauseUntil(clock.now() + ms)));
}

describe.each(BUDGETS)('%s', (_name, make) => {
  it('starts no more requests in any window than allowed, whenever callers come, and serves them in order', async () => {
    const callersArbitrary = fc.array(fc.record({ atMs: fc.integer({ min: 0, max: 3_000 }), pauseMs: fc.constantFrom(0, 0, 0, 700) }), {
      minLength: 1,
      maxLength: 50,
    });
    await fc.assert(
      fc.asyncProperty(callersArbitrary, fc.integer({ min: 1, max: 12 }), async (callers, requests) => {
        const clock = createVirtualClock();
        const budget = make({ requests, clock });
        const starts: { readonly calledMs: number; readonly started: number }[] = [];
        const take = async ({ atMs, pauseMs }: { atMs: number; pauseMs: number }): Promise<void> => {
          await clock.sleep(atMs);
          const calledMs = clock.now();
          await budget.take();
          const started = clock.now();
          starts.push({ calledMs, started });
          if (pauseMs > 0) await budget.pauseUntil(started + pauseMs);
        };
        await clock.runUntil(Promise.all(callers.map(take)));

        expect(starts).toHaveLength(callers.length);
        for (const [index, { started, calledMs }] of starts.entries()) {
          expect((starts[index + requests]?.started ?? Number.POSITIVE_INFINITY) - started).toBeGreaterThanOrEqual(1_019.999);
          expect(starts[index + 1]?.calledMs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(calledMs);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('lets no caller through before a pause ends, and never shortens a pause', async () => {
    const clock = createVirtualClock();
    const budget = make({ requests: 3, clock });
    const early = budget.take();
    await clock.runUntil(early);
    await clock.runUntil(Promise.all([budget.pauseUntil(TEST_START_MS + 5_000), budget.pauseUntil(TEST_START_MS + 1_000)]));
    await clock.runUntil(budget.take());
    expect(clock.now()).toBe(TEST_START_MS + 5_000);
  });

  it('rejects an aborted caller at once, wherever it is in the queue, and gives its place to the next', async () => {
    const clock = createVirtualClock();
    const budget = make({ requests: 1, clock });
    await clock.runUntil(budget.take());
    const stop = new AbortController();
    const first = budget.take({ signal: stop.signal });
    const second = budget.take({ signal: stop.signal });
    const third = budget.take();
    await clock.advance(100);
    stop.abort(new Error('closed'));
    await expect(first).rejects.toThrow('closed');
    await expect(second).rejects.toThrow('closed');
    await clock.runUntil(third);
    expect(clock.now()).toBe(TEST_START_MS + 1_040);
    await expect(budget.take({ signal: stop.signal })).rejects.toThrow('closed');
  });

  it('leaves no timer behind when all callers have aborted', async () => {
    const clock = createVirtualClock();
    const budget = make({ requests: 1, clock });
    await clock.runUntil(budget.take());
    const stop = new AbortController();
    const waiting = Array.from({ length: 3 }, async () => budget.take({ signal: stop.signal }).catch(() => undefined));
    await clock.advance(10);
    expect(clock.sleeping).toBe(1);
    stop.abort();
    await Promise.all(waiting);
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
  });

  it('rejects callers at once that would not wait for the end of a pause, also in the middle of their wait', async () => {
    const clock = createVirtualClock();
    const budget = make({ requests: 1, clock });
    await clock.runUntil(budget.take());
    const outcomes = ['patient', 'impatient'].map(async (who) =>
      budget.take({ maxWaitMs: who === 'patient' ? 90_000 : 60_000 }).then(
        () => `${who} served at ${clock.now() - TEST_START_MS}`,
        (error: { code?: string; retryAfterMs?: number }) =>
          `${who}: ${error.code} ${error.retryAfterMs} at ${clock.now() - TEST_START_MS}`,
      ),
    );
    await clock.advance(500);
    await pauseFor(clock, budget, 30_000);
    await clock.advance(10_000);
    await pauseFor(clock, budget, 80_000);
    expect(await outcomes[1]).toBe('impatient: REQUEST_BUDGET_PAUSED 80000 at 10500');
    await expect(budget.take({ maxWaitMs: 60_000 })).rejects.toMatchObject({ retryable: true, retryAfterMs: 80_000 });
    expect(await clock.runUntil(outcomes[0] ?? Promise.reject(new Error('gone')))).toBe('patient served at 90500');
  });

  it('does not take waiting for one of many turns for a pause', async () => {
    const clock = createVirtualClock();
    const budget = make({ requests: 2, clock });
    await clock.runUntil(Promise.all(Array.from({ length: 20 }, async () => budget.take({ maxWaitMs: 1 }))));
    expect(clock.now() - TEST_START_MS).toBeGreaterThan(9_000);
  });

  it.each([{ requests: 0 }, { requests: Number.NaN }, { requests: 1, windowMs: 0 }, { requests: 1, jitterMs: -1 }])(
    'refuses an allowance of %j',
    (allowance) => {
      expect(() => make({ ...allowance, clock: createVirtualClock() })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
    },
  );
});

it('lets a full window through at once and the next caller when the oldest start is a window and the jitter old', async () => {
  const clock = createVirtualClock();
  const budget = createRequestBudget({ requests: 3, windowMs: 500, jitterMs: 10, clock });
  const started: number[] = [];
  const work = Promise.all(Array.from({ length: 4 }, async () => budget.take().then(() => started.push(clock.now() - TEST_START_MS))));
  await clock.runUntil(work);
  expect(started).toEqual([0, 0, 0, 510]);
});

it.each([
  ['a local budget', createRequestBudget],
  [
    'a shared budget',
    (options: { readonly requests: number; readonly clock: Clock }): RequestBudget =>
      createSharedRequestBudget({ ...options, key: 'k', rateLimits: FREE }),
  ],
])('%s waits no longer than a window, or a pause, when the clock of the machine is set back by an hour', async (_name, make) => {
  let nowMs = TEST_START_MS;
  let sleptMs = 0;
  const sleep = async (ms: number): Promise<void> => {
    sleptMs += ms;
    nowMs += ms;
  };
  const budget = make({ requests: 1, clock: { now: () => nowMs, sleep } });
  await budget.take();
  nowMs -= 3_600_000;
  await budget.take();
  expect(sleptMs).toBeLessThanOrEqual(1_040);
  await budget.pauseUntil(nowMs + 5_000);
  nowMs -= 3_600_000;
  await budget.take();
  expect(sleptMs).toBeGreaterThanOrEqual(5_000);
  expect(sleptMs).toBeLessThanOrEqual(7_080);
});
