import { silentLogger, type LogFields } from '@frigg-crm/core';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import { createVirtualClock, TEST_START_MS, type VirtualClock } from '@frigg-crm/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSharedRequestBudget } from './create-shared-request-budget.ts';
import { rateLimitKey } from './rate-limit-key.ts';
import type { RequestBudget } from './request-budget.ts';
import { createVirtualRateLimits, type VirtualRateLimits } from './test-support/virtual-rate-limits.ts';

const LIMIT = { requests: 10, key: 'k' };

interface BudgetSystem {
  readonly clock: VirtualClock;
  readonly rateLimits: VirtualRateLimits;
  /** Each call makes the budget of another machine. */
  readonly machine: () => RequestBudget;
  readonly warnings: LogFields[];
  readonly sinceStart: () => number;
}

function createBudgetSystem(
  options: { readonly batchSize?: number; readonly latencyMs?: number; readonly requests?: number } = {},
): BudgetSystem {
  const { latencyMs = 0, ...limit } = options;
  const clock = createVirtualClock();
  const rateLimits = createVirtualRateLimits(clock, { latencyMs, random: createSeededRandom(3) });
  const warnings: LogFields[] = [];
  const logger = { ...silentLogger, warn: (fields: LogFields) => void warnings.push(fields) };
  const machine = (): RequestBudget => createSharedRequestBudget({ ...LIMIT, ...limit, rateLimits, clock, logger });
  return { clock, rateLimits, machine, warnings, sinceStart: () => clock.now() - TEST_START_MS };
}

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  );

it('keeps several machines within the allowance together, whenever callers come, with a slow store', async () => {
  const callersArbitrary = fc.array(fc.record({ atMs: fc.integer({ min: 0, max: 2_000 }), machine: fc.nat({ max: 2 }) }), {
    minLength: 1,
    maxLength: 50,
  });
  await fc.assert(
    fc.asyncProperty(callersArbitrary, fc.integer({ min: 1, max: 12 }), async (callers, requests) => {
      const { clock, machine } = createBudgetSystem({ requests, latencyMs: 15 });
      const machines = [machine(), machine(), machine()];
      const starts: number[] = [];
      const take = async ({ atMs, machine: index }: { atMs: number; machine: number }): Promise<void> => {
        await clock.sleep(atMs);
        await machines[index]?.take();
        starts.push(clock.now());
      };
      await clock.runUntil(Promise.all(callers.map(take)));

      expect(starts).toHaveLength(callers.length);
      for (const [index, start] of starts.entries())
        expect((starts[index + requests] ?? Number.POSITIVE_INFINITY) - start).toBeGreaterThanOrEqual(1_000);
    }),
    { numRuns: 30 },
  );
});

it('spaces requests evenly, and reserves a few of them at a time', async () => {
  const { clock, rateLimits, machine, sinceStart } = createBudgetSystem({ batchSize: 5 });
  const budget = machine();
  const started: number[] = [];
  await clock.runUntil(Promise.all(Array.from({ length: 12 }, async () => budget.take().then(() => started.push(sinceStart())))));
  expect(started).toEqual(Array.from({ length: 12 }, (_, index) => index * 104));
  expect(rateLimits.calls.reserve).toBeLessThanOrEqual(4);
});

it('reserves nothing for callers who are not there', async () => {
  const { clock, rateLimits, machine, sinceStart } = createBudgetSystem({ batchSize: 100 });
  const [a, b] = [machine(), machine()];
  await clock.runUntil(a.take());
  await clock.advance(10_000);
  expect(rateLimits.calls.reserve).toBe(1);
  await clock.runUntil(a.take());
  await clock.runUntil(b.take());
  expect(sinceStart()).toBe(10_104);
});

/** Two callers have permits reserved and go away without them. */
async function reserveAndLeave(clock: VirtualClock, budget: RequestBudget): Promise<void> {
  const stop = new AbortController();
  const gone = [0, 1].map(async () => failureOf(budget.take({ signal: stop.signal })));
  await clock.advance(0);
  stop.abort();
  await Promise.all(gone);
}

it('gives the permits of those who left to the next callers, and lets them go once they are late', async () => {
  const { clock, rateLimits, machine, sinceStart } = createBudgetSystem({ batchSize: 3 });
  const budget = machine();
  await reserveAndLeave(clock, budget);
  await clock.advance(50);
  await clock.runUntil(budget.take());
  expect([sinceStart(), rateLimits.calls.reserve]).toEqual([104, 1]);

  const calls = rateLimits.calls.reserve;
  await clock.advance(1_000);
  await clock.runUntil(budget.take());
  expect([sinceStart(), rateLimits.calls.reserve]).toEqual([1_104, calls + 1]);
});

it('uses a permit that is a little late, by moving back what is not reserved yet', async () => {
  const { clock, machine, sinceStart } = createBudgetSystem({ batchSize: 3 });
  const [a, b] = [machine(), machine()];
  await reserveAndLeave(clock, a);
  await clock.advance(104 + 60);
  await clock.runUntil(a.take());
  expect(sinceStart()).toBe(164);
  await clock.runUntil(b.take());
  expect(sinceStart()).toBe(208 + 60);
});

it('loses a late permit when the one a window after it is reserved already', async () => {
  const { clock, rateLimits, machine, sinceStart } = createBudgetSystem({ batchSize: 3 });
  const budget = machine();
  await reserveAndLeave(clock, budget);
  await clock.runUntil(rateLimits.reserve('k', { costMs: 2_000 }));
  await clock.advance(104 + 60);
  await clock.runUntil(budget.take());
  expect(sinceStart()).toBe(2_208 + 60);
});

it('makes all machines obey a pause, also one that only the store knows of', async () => {
  const { clock, rateLimits, machine, sinceStart } = createBudgetSystem();
  const [a, b] = [machine(), machine()];
  await clock.runUntil(Promise.resolve(a.pauseUntil(clock.now() + 5_000)));
  await clock.runUntil(b.take({ maxWaitMs: 5_000 }));
  expect(sinceStart()).toBe(5_000);
  expect([...(await clock.runUntil(rateLimits.parkedFor(['k'])))]).toEqual([]);
});

it('learns of a long pause by one read of the store, and reads it once more before it rejects later callers', async () => {
  const { clock, rateLimits, machine, sinceStart } = createBudgetSystem();
  const [a, b] = [machine(), machine()];
  await clock.runUntil(Promise.resolve(a.pauseUntil(clock.now() + 86_400_000)));
  const outcomes = await clock.runUntil(Promise.all([1, 2, 3].map(async () => failureOf(b.take({ maxWaitMs: 60_000 })))));
  for (const outcome of outcomes) expect(outcome).toMatchObject({ code: 'REQUEST_BUDGET_PAUSED', retryAfterMs: 86_400_000 });
  await clock.advance(1_000_000);
  const later = await clock.runUntil(Promise.all([1, 2, 3].map(async () => failureOf(b.take({ maxWaitMs: 60_000 })))));
  for (const outcome of later) expect(outcome).toMatchObject({ retryAfterMs: 85_400_000 });
  expect(rateLimits.calls).toMatchObject({ reserve: 1, park: 1, parkedFor: 2 });
  await clock.advance(85_400_000);
  await clock.runUntil(Promise.all(Array.from({ length: 3 }, async () => b.take({ maxWaitMs: 60_000 }))));
  expect(sinceStart()).toBeLessThan(86_401_000);
});

it('F18: ends a pause that an operator has ended in the store within ten seconds, for callers who wait and for those who do not', async () => {
  const { clock, rateLimits, machine, sinceStart } = createBudgetSystem();
  const [a, b] = [machine(), machine()];
  await clock.runUntil(Promise.resolve(a.pauseUntil(clock.now() + 86_400_000)));
  const waiting = a.take();
  for (const each of [a, b])
    expect(await clock.runUntil(failureOf(each.take({ maxWaitMs: 0 })))).toMatchObject({ code: 'REQUEST_BUDGET_PAUSED' });
  await clock.advance(5_000);
  await clock.runUntil(rateLimits.unpark('k'));
  await clock.runUntil(waiting);
  expect(sinceStart()).toBe(10_000);
  await clock.runUntil(b.take({ maxWaitMs: 0 }));
  expect(sinceStart()).toBe(10_104);
});

it('F18: keeps a pause that the store never knew of, and one that it cannot be asked about', async () => {
  const { clock, rateLimits, machine } = createBudgetSystem();
  const budget = machine();
  rateLimits.failure = new Error('away');
  await clock.runUntil(Promise.resolve(budget.pauseUntil(clock.now() + 60_000)));
  rateLimits.failure = undefined;
  await clock.advance(20_000);
  expect(await failureOf(budget.take({ maxWaitMs: 0 }))).toMatchObject({ retryAfterMs: 40_000 });
  expect(rateLimits.calls.parkedFor).toBe(0);

  await clock.runUntil(Promise.resolve(budget.pauseUntil(clock.now() + 100_000)));
  rateLimits.failure = new Error('away');
  await clock.advance(20_000);
  expect(await clock.runUntil(failureOf(budget.take({ maxWaitMs: 0 })))).toMatchObject({ retryAfterMs: 80_000 });
  expect(rateLimits.calls.parkedFor).toBe(1);
});

it('pauses the shared key once for many refusals until the same moment', async () => {
  const { clock, rateLimits, machine } = createBudgetSystem();
  const budget = machine();
  const untilMs = clock.now() + 1_000;
  await clock.runUntil(Promise.all(Array.from({ length: 20 }, async () => budget.pauseUntil(untilMs))));
  expect(rateLimits.calls.park).toBe(1);
});

it('fails those who wait while the store is away, by an error that may be repeated, and serves again when it is back', async () => {
  const { clock, rateLimits, machine } = createBudgetSystem();
  const budget = machine();
  rateLimits.failure = new Error('connect ECONNREFUSED 10.0.0.7');
  const failures = await clock.runUntil(Promise.all([1, 2].map(async () => failureOf(budget.take()))));
  for (const failure of failures) {
    expect(failure).toMatchObject({ code: 'STORAGE_FAILED', retryable: true, cause: rateLimits.failure });
    expect(String(failure)).not.toContain('10.0.0.7');
  }
  rateLimits.failure = undefined;
  await clock.runUntil(budget.take());
});

it('fails callers, too, whose store never responds', async () => {
  const never = async (): Promise<never> => new Promise(() => {});
  const rateLimits = { reserve: never, park: never, unpark: never, parkedFor: never };
  const budget = createSharedRequestBudget({ ...LIMIT, rateLimits, storeTimeoutMs: 5 });
  expect(await failureOf(budget.take())).toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
  await budget.pauseUntil(Date.now() + 60_000);
  expect(await failureOf(budget.take({ maxWaitMs: 0 }))).toMatchObject({ code: 'REQUEST_BUDGET_PAUSED' });
});

it('keeps a pause for itself when the store does not take it', async () => {
  const { clock, rateLimits, machine, warnings, sinceStart } = createBudgetSystem();
  const budget = machine();
  rateLimits.failure = new Error('away');
  await clock.runUntil(Promise.resolve(budget.pauseUntil(clock.now() + 3_000)));
  expect(warnings).toEqual([{ code: 'STORAGE_FAILED' }]);
  rateLimits.failure = undefined;
  await clock.runUntil(budget.take());
  expect(sinceStart()).toBe(3_000);
});

it('uses the permits that it has when the store goes away, and fails those who have none', async () => {
  const { clock, rateLimits, machine } = createBudgetSystem({ batchSize: 2 });
  const budget = machine();
  const served: string[] = [];
  const work = Promise.all(
    [1, 2, 3, 4, 5, 6].map(async () =>
      budget.take().then(
        () => served.push('served'),
        () => served.push('failed'),
      ),
    ),
  );
  await clock.advance(0);
  rateLimits.failure = new Error('away');
  await clock.runUntil(work);
  expect(served).toEqual(['served', 'served', 'served', 'served', 'failed', 'failed']);
});

it('names accounts by a hash, and never two alike', () => {
  const key = rateLimitKey({ api: 'Quo', account: 'secret-key' });
  expect(key).toMatch(/^quo:[\w-]{43}$/);
  expect(key).toBe(rateLimitKey({ api: 'quo', account: 'secret-key' }));
  const others = [rateLimitKey({ api: 'Pipedrive', account: 'secret-key' }), rateLimitKey({ api: 'Quo', account: 'secret-key2' })];
  expect(new Set([key, ...others]).size).toBe(3);
});
