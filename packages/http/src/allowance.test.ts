import { createSeededRandom } from '@frigg-crm/core/adapter';
import { createVirtualClock, TEST_START_MS, type VirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createRequestBudget } from './create-request-budget.ts';
import { createSharedRequestBudget } from './create-shared-request-budget.ts';
import { createHttpClient } from './http-client.ts';
import type { RequestBudget } from './request-budget.ts';
import { createCountingApi, type CountingApiOptions } from './test-support/counting-api.ts';
import { createVirtualRateLimits, type VirtualRateLimits } from './test-support/virtual-rate-limits.ts';

const WORKERS = 50;
const RUN_MS = 90_000;

interface Outcome {
  readonly usedShare: number;
  readonly refusedShare: number;
}

type Limit = Pick<CountingApiOptions, 'requests' | 'windowMs'>;

const QUO: Limit = { requests: 10, windowMs: 1_000 };

/** Fifty workers that always have a request to send, spread over machines that each have a budget of their own. */
async function runWorkers(
  budgets: readonly RequestBudget[],
  clock: VirtualClock,
  options: Partial<CountingApiOptions> & { seed: number },
): Promise<Outcome> {
  const random = createSeededRandom(options.seed);
  const limit = { ...QUO, ...options };
  const api = createCountingApi({ wayMs: [5, 25], answerMs: [20, 400], ...limit, clock, random });
  const work = async (budget: RequestBudget): Promise<void> => {
    const http = createHttpClient({ api: 'Acme', baseUrl: 'https://api.example.com', budget, clock, random, fetch: api.fetch });
    while (clock.now() < TEST_START_MS + RUN_MS) await http.send({ method: 'GET', path: '/v1/people' }).catch(async () => clock.sleep(100));
  };
  const workers = Array.from({ length: WORKERS }, (_, index) => work(budgets[index % budgets.length] ?? createRequestBudget(QUO)));
  await clock.advance(RUN_MS);
  const outcome = {
    usedShare: api.accepted / ((limit.requests * RUN_MS) / limit.windowMs),
    refusedShare: api.refused / (api.accepted + api.refused),
  };
  await clock.runUntil(Promise.all(workers));
  return outcome;
}

function shareBetween(
  machines: number,
  clock: VirtualClock,
  { requests, windowMs }: Limit = QUO,
): { budgets: RequestBudget[]; rateLimits: VirtualRateLimits } {
  const rateLimits = createVirtualRateLimits(clock, { latencyMs: 5, random: createSeededRandom(7) });
  const budgets = Array.from({ length: machines }, () => createSharedRequestBudget({ rateLimits, key: 'k', requests, windowMs, clock }));
  return { budgets, rateLimits };
}

it.each([1, 2, 3])('lets fifty workers use nearly all of the allowance without a refusal: a local budget, seed %i', async (seed) => {
  const clock = createVirtualClock();
  const { usedShare, refusedShare } = await runWorkers([createRequestBudget({ ...QUO, clock })], clock, { seed });
  expect(usedShare).toBeGreaterThanOrEqual(0.95);
  expect(refusedShare).toBeLessThan(0.001);
});

it.each([
  [1, 1],
  [1, 2],
  [3, 1],
  [3, 2],
  [3, 3],
])(
  'lets fifty workers use nearly all of the allowance without a refusal: %i machines that share a budget, seed %i',
  async (machines, seed) => {
    const clock = createVirtualClock();
    const { budgets, rateLimits } = shareBetween(machines, clock);
    const { usedShare, refusedShare } = await runWorkers(budgets, clock, { seed });
    expect(usedShare).toBeGreaterThanOrEqual(0.95);
    expect(refusedShare).toBeLessThan(0.001);
    expect(rateLimits.calls.reserve).toBeLessThan(QUO.requests * (RUN_MS / QUO.windowMs) * 0.4);
  },
);

it('keeps a window of two seconds as well, with permits closer together than the store responds', async () => {
  const clock = createVirtualClock();
  const limit = { requests: 80, windowMs: 2_000 };
  const { budgets } = shareBetween(3, clock, limit);
  const { usedShare, refusedShare } = await runWorkers(budgets, clock, { ...limit, seed: 1 });
  expect(usedShare).toBeGreaterThanOrEqual(0.95);
  expect(refusedShare).toBeLessThan(0.001);
});

it('needs its margin: three machines that each keep the allowance alone are refused most of the time', async () => {
  const clock = createVirtualClock();
  const budgets = Array.from({ length: 3 }, () => createRequestBudget({ ...QUO, clock }));
  expect((await runWorkers(budgets, clock, { seed: 1 })).refusedShare).toBeGreaterThan(0.1);
  const exactClock = createVirtualClock();
  const exact = createRequestBudget({ ...QUO, jitterMs: 0, clock: exactClock });
  expect((await runWorkers([exact], exactClock, { seed: 1 })).refusedShare).toBeGreaterThan(0.01);
});

it('is never refused where the way differs by much more, with a jitter to match; that costs allowance', async () => {
  const clock = createVirtualClock();
  const wayMs = [20, 400] as const;
  const unannounced = await runWorkers([createRequestBudget({ ...QUO, clock })], clock, { wayMs, seed: 1 });
  expect(unannounced.refusedShare).toBeGreaterThan(0.01);
  const sharedClock = createVirtualClock();
  const announced = await runWorkers([createRequestBudget({ ...QUO, jitterMs: 380, clock: sharedClock })], sharedClock, { wayMs, seed: 1 });
  expect(announced.refusedShare).toBe(0);
  expect(announced.usedShare).toBeGreaterThan(0.71);
});
