import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createRequestBudget } from './create-request-budget.ts';
import { createSharedRequestBudget } from './create-shared-request-budget.ts';
import { OK, setUp, status } from './test-support/client-system.ts';
import { createVirtualRateLimits } from './test-support/virtual-rate-limits.ts';
import { WaitLimit } from './wait-limit.ts';

const outcomesOf = async (clock: VirtualClock, calls: readonly Promise<unknown>[]): Promise<readonly string[]> => {
  const settled = await clock.runUntil(Promise.allSettled(calls));
  return settled.map((result) => (result.status === 'fulfilled' ? 'done' : (result.reason as { code: string }).code));
};

describe('work whose calls may wait a second', () => {
  it.each([
    ['of this program', (clock: VirtualClock) => createRequestBudget({ requests: 2, jitterMs: 0, clock })],
    [
      'that programs share',
      (clock: VirtualClock) =>
        createSharedRequestBudget({ requests: 2, jitterMs: 0, key: 'k', rateLimits: createVirtualRateLimits(clock), clock }),
    ],
  ])('sends what a budget %s allows by then, and fails the rest as rate-limited', async (_whose, makeBudget) => {
    const clock = createVirtualClock();
    const { http, sent } = setUp([OK], { clock, budget: makeBudget(clock) });
    const limit = new WaitLimit({ ms: 1000, entryMs: 1000, clock });
    const calls = Array.from({ length: 9 }, async () => limit.within(async () => http.send({ method: 'GET', path: '/p' })));
    const outcomes = await outcomesOf(clock, calls);
    expect(sent.length).toBeGreaterThanOrEqual(3);
    expect(sent.at(-1)?.atMs).toBeLessThanOrEqual(1000);
    expect(outcomes.filter((outcome) => outcome === 'API_RATE_LIMITED')).toHaveLength(9 - sent.length);
    expect(limit.waitedMs).toBeLessThanOrEqual(1000);
  });

  it('B52: takes nothing of a shared budget that it would have to wait for too long, so that others wait no longer for it', async () => {
    const clock = createVirtualClock();
    const rateLimits = createVirtualRateLimits(clock);
    const budget = createSharedRequestBudget({ requests: 10, key: 'k', rateLimits, clock });
    await clock.runUntil(rateLimits.reserve('k', { costMs: 5000 }));
    const { http, sent } = setUp([OK], { clock, budget });
    const send = async () => http.send({ method: 'GET', path: '/p' });
    const hasty = Array.from({ length: 20 }, async () => new WaitLimit({ ms: 1000, entryMs: 1000, clock }).within(send));
    await expect(clock.runUntil(Promise.all(hasty))).rejects.toMatchObject({ code: 'API_RATE_LIMITED', retryAfterMs: 5000 });
    await outcomesOf(clock, [...hasty, send()]);
    expect(sent.map(({ atMs }) => atMs)).toEqual([5000]);
  });

  it('counts waits at the same time once, and none that is not waited for', async () => {
    const clock = createVirtualClock();
    const limit = new WaitLimit({ ms: 1000, entryMs: 1000, clock });
    const wait = async (ms: number) => limit.waiting(async () => clock.sleep(ms));
    await clock.runUntil(Promise.all([wait(300), wait(300), wait(200)]));
    await clock.runUntil(clock.sleep(4000));
    expect([limit.waitedMs, limit.leftMs]).toEqual([300, 1000]);
  });

  it('ends with the work: its last moment is the end of all waits', async () => {
    const clock = createVirtualClock();
    expect(new WaitLimit({ ms: 1000, entryMs: 1000, endMs: clock.now() + 400, clock }).leftMs).toBe(400);
    expect(new WaitLimit({ ms: 1000, endMs: clock.now() - 400, clock }).leftMs).toBe(0);
  });

  it('waits out neither a longer pause, nor a longer delay between attempts, nor one that an API requests', async () => {
    const { call, clock, http, sent } = setUp([status(503), status(503), OK]);
    const within = async () => new WaitLimit({ ms: 1500, entryMs: 1500, clock }).within(async () => call());
    await expect(within()).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    expect(sent.map(({ atMs }) => atMs)).toEqual([0, 1000]);
    expect(await outcomesOf(clock, [http.send({ method: 'GET', path: '/p' })])).toEqual(['done']);
    const limited = setUp([status(429, { 'retry-after': '4' }), OK]);
    const refused = new WaitLimit({ ms: 1500, entryMs: 1500, clock: limited.clock }).within(async () => limited.call());
    await expect(refused).rejects.toMatchObject({ code: 'API_RATE_LIMITED', retryAfterMs: 4000 });
    expect(limited.sent).toHaveLength(1);
  });
});
