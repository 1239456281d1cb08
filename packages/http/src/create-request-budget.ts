import { systemClock, type Clock } from '@frigg-crm/core';
import { createPause } from './pause.ts';
import { createPermitQueue } from './permit-queue.ts';
import { readAllowance } from './read-allowance.ts';
import type { Allowance, RequestBudget } from './request-budget.ts';
import { createSteadyClock } from './steady-clock.ts';

/** Options of {@link createRequestBudget}. */
export interface RequestBudgetOptions extends Allowance {
  readonly clock?: Clock | undefined;
}

/**
 * Makes the budget of one program, over a sliding window: in no stretch of `windowMs` and `jitterMs` are there more than
 * `requests` starts, so in no window of the API, sliding or fixed, are there more arrivals. A token bucket would allow
 * twice that at a window's edge, and the API would respond 429. What is free is given at once: ten callers need not wait
 * for each other.
 *
 * Where several programs use one account, take `createSharedRequestBudget`.
 * @throws {ConfigurationError} when it would allow nothing.
 * @example
 * const budget = createRequestBudget({ requests: 80, windowMs: 2_000 });
 */
export function createRequestBudget({ clock = systemClock, ...allowance }: RequestBudgetOptions): RequestBudget {
  const { requests, jitterMs, keptWindowMs } = readAllowance(allowance);
  const steady = createSteadyClock(clock);
  const starts: number[] = [];
  const pause = createPause(steady);
  const dueMs = (): number => (starts.length < requests ? Number.NEGATIVE_INFINITY : (starts[0] ?? 0) + keptWindowMs);
  const queue = createPermitQueue({
    clock: steady,
    source: {
      pausedMs: () => pause.leftMs(),
      untilNext: () => Math.max(dueMs() - steady.now(), pause.leftMs()),
      use() {
        const now = steady.now();
        // What a timer is late by is not waited for again: half of the margin is there for it.
        starts.push(now - dueMs() <= jitterMs / 2 ? dueMs() : now);
        if (starts.length > requests) starts.shift();
      },
    },
  });
  return {
    take: async (options) => queue.take(options),
    pauseUntil(untilMs) {
      if (pause.extend(untilMs - clock.now())) queue.recheck();
    },
  };
}
