import { FriggCrmError, silentLogger, StorageError, systemClock, type Clock, type Logger, type RateLimits } from '@frigg-crm/core';
import { createPermitQueue } from './permit-queue.ts';
import { readAllowance } from './read-allowance.ts';
import type { Allowance, RequestBudget } from './request-budget.ts';
import { createReservedPermits } from './reserved-permits.ts';
import { createSharedPause, PAUSE_REFRESH_MS } from './shared-pause.ts';
import { createSteadyClock } from './steady-clock.ts';
import { isTimeout, withDeadline } from './with-deadline.ts';

/** Options of {@link createSharedRequestBudget}. */
export interface SharedRequestBudgetOptions extends Allowance {
  /** The store that all who use the account have in common. */
  readonly rateLimits: RateLimits;
  /** Names the account at the API, see `rateLimitKey`. */
  readonly key: string;
  /**
   * The most permits that are reserved at a time; never more than there are callers waiting. More of them spare calls to
   * the store, and make the callers of other machines wait longer for their turn. @defaultValue a quarter of `requests`
   */
  readonly batchSize?: number | undefined;
  /** Milliseconds until a call to the store is given up. @defaultValue 10_000 */
  readonly storeTimeoutMs?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * Makes a budget that all programs share which use the same store and key, on however many machines.
 *
 * Permits are spaced evenly over `windowMs` and `jitterMs`, so any `requests` and one of them lie at least that far apart,
 * whichever program holds them. They are reserved a few at a time, and only for callers who wait already. A permit that comes due
 * unused, as its callers gave up or this program was busy, is used late when what is not reserved yet can be moved back
 * by as much; else it is lost: it could meet another machine's. A pause is kept in the store; others obey when their
 * reserved permits are used up, after a quarter of a window. Where an operator ends it
 * in the store, with `RateLimits.unpark`, it ends here within ten seconds, and before any caller is sent away for it.
 *
 * When the store fails, the callers who wait fail with its error, which is retryable; nothing is sent uncounted. To fall
 * back to a budget of this program would let each machine use the whole allowance just when all of them have lost sight
 * of each other; and a sync without its store could not write down what it has done.
 * @throws {ConfigurationError} when it would allow nothing.
 * @example
 * const budget = createSharedRequestBudget({ rateLimits, key: rateLimitKey({ api: 'Quo', account: apiKey }), requests: 10 });
 */
export function createSharedRequestBudget(options: SharedRequestBudgetOptions): RequestBudget {
  const { rateLimits, key, clock = systemClock, logger = silentLogger, storeTimeoutMs = 10_000 } = options;
  const { requests, jitterMs, keptWindowMs } = readAllowance(options);
  const steady = createSteadyClock(clock);
  const fromStore = withinStoreTime(storeTimeoutMs);
  const permits = createReservedPermits({
    clock: steady,
    spacingMs: keptWindowMs / requests,
    keptWindowMs,
    maxLateMs: jitterMs / 2,
    batchSize: options.batchSize ?? Math.ceil(requests / 4),
    reserve: async (costMs) =>
      fromStore(async () => {
        const waitMs = await rateLimits.reserve(key, { costMs });
        // Either many share the key, or it is paused: only the latter is a reason to send callers away.
        if (waitMs > keptWindowMs) await pause.learn();
        return waitMs;
      }),
  });
  const queue = createPermitQueue({
    clock: steady,
    source: {
      pausedMs: () => pause.leftMs(),
      async untilNext(waiting, patienceMs) {
        // While it is paused nothing is reserved: what callers who leave have reserved would be lost for the others.
        if (pause.leftMs() > 0) {
          pause.keepFresh();
          return Math.min(pause.leftMs(), PAUSE_REFRESH_MS);
        }
        const waitMs = await permits.untilNext(waiting, patienceMs);
        return Math.max(waitMs, pause.leftMs());
      },
      use: permits.use,
    },
  });
  const onReleased = (): void => {
    permits.discard();
    queue.recheck();
  };
  const pause = createSharedPause({ rateLimits, key, clock: steady, logger, fromStore, onReleased });

  return {
    key,
    async take(options = {}) {
      const { signal, maxWaitMs = Number.POSITIVE_INFINITY } = options;
      // A caller that is sent away passes the pause on to others: it must not be one that an operator has ended.
      if (pause.leftMs() > maxWaitMs) await withDeadline(pause.refresh, { timeoutMs: storeTimeoutMs * 2, signal });
      return queue.take(options);
    },
    async pauseUntil(untilMs) {
      const stored = pause.extend(untilMs - clock.now());
      if (stored === undefined) return;
      queue.recheck();
      await stored;
    },
  };
}

/** @returns what calls the store, within a deadline. @throws {StorageError} from the call, when the store fails or is late. */
function withinStoreTime(timeoutMs: number) {
  return async <Result>(call: () => Promise<Result>): Promise<Result> => {
    try {
      return await withDeadline(call, { timeoutMs });
    } catch (error) {
      if (FriggCrmError.is(error)) throw error;
      const what = isTimeout(error) ? `did not respond within ${timeoutMs} ms` : 'failed';
      throw new StorageError(`The store of the rate limits ${what}: repeat the call later`, { cause: error });
    }
  };
}
