import { systemClock, type CallOptions, type Clock } from '@frigg-crm/core';

/** How many requests may be sent, shared by everybody who holds it. */
export interface RequestBudget {
  /** Resolves when the caller may send one request; first come, first served. */
  take(options?: CallOptions): Promise<void>;
  /** Nobody sends before `untilMs` (epoch ms). Only ever moves the pause further out. */
  pauseUntil(untilMs: number): void;
}

export interface RequestBudgetOptions {
  /** Requests per window. */
  readonly requests: number;
  /** Length of the sliding window in milliseconds. @defaultValue 1000 */
  readonly windowMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Makes a budget over a sliding window: in no stretch of `windowMs` are there more than `requests` starts. A token
 * bucket would allow twice that at a window's edge, and the API would answer 429.
 */
export function createRequestBudget({ requests, windowMs = 1000, clock = systemClock }: RequestBudgetOptions): RequestBudget {
  const starts: number[] = [];
  let pausedUntilMs = 0;
  let turn: Promise<void> = Promise.resolve();

  async function waitForSlot(options: CallOptions): Promise<void> {
    options.signal?.throwIfAborted();
    for (let waitMs = untilSlot(); waitMs > 0; waitMs = untilSlot()) await clock.sleep(waitMs, options);
    starts.push(clock.now());
    if (starts.length > requests) starts.shift();
  }

  function untilSlot(): number {
    const now = clock.now();
    const oldest = starts.length < requests ? undefined : starts[0];
    // At most one window: when the machine's clock is set back, nobody waits until it has caught up.
    const windowWaitMs = oldest === undefined ? 0 : Math.min(oldest + windowMs - now, windowMs);
    return Math.max(windowWaitMs, pausedUntilMs - now);
  }

  return {
    async take(options = {}) {
      const mine = turn.then(async () => waitForSlot(options));
      // Whoever gives up leaves the queue; those behind go on.
      turn = mine.catch(() => undefined);
      return mine;
    },
    pauseUntil(untilMs) {
      pausedUntilMs = Math.max(pausedUntilMs, untilMs);
    },
  };
}
