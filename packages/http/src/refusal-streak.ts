import type { Clock } from '@frigg-crm/core';
import { createSteadyClock } from './steady-clock.ts';

/** The least wait after the first refusal; each further one in a row doubles it. */
const FIRST_WAIT_MS = 1000;
/** What the doubling ends at: longer waits are the API's to request. */
const MAX_GROWN_MS = 900_000;

/** Counts rate-limit refusals in a row, so that waits grow where an API gives no hint, or one that proves too short. */
export interface RefusalStreak {
  /** @returns the moment to hand over as `sentAtMs`. */
  now(): number;
  /**
   * A request that was sent at `sentAtMs` was refused, with a wait of `waitMs`. It counts as a further refusal only when it
   * was sent after the wait before was over: requests in flight at the same time are refused together.
   * @returns the wait, made longer where the refusals go on: 1 s, doubled each time, up to 15 minutes.
   */
  refused(waitMs: number, sentAtMs: number): number;
  /** A request that was sent at `sentAtMs` was served: the wait before it was long enough for some, so the count begins anew. */
  served(sentAtMs: number): void;
}

const streaks = new WeakMap<object, RefusalStreak>();

/** @returns the streak of all clients that share `owner`: their budget. */
export function refusalStreakOf(owner: object, clock: Clock): RefusalStreak {
  const known = streaks.get(owner);
  if (known !== undefined) return known;
  const streak = createRefusalStreak(clock);
  streaks.set(owner, streak);
  return streak;
}

function createRefusalStreak(clock: Clock): RefusalStreak {
  const steady = createSteadyClock(clock);
  /** The wait that is running or was the last one, and when the requests of its round could be sent first. */
  let untilMs = Number.NEGATIVE_INFINITY;
  let roundMs = Number.NEGATIVE_INFINITY;
  let length = 0;
  return {
    now: steady.now,
    refused(waitMs, sentAtMs) {
      if (sentAtMs >= untilMs) {
        length += 1;
        roundMs = untilMs;
      }
      const grownMs = Math.max(waitMs, Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, length - 1), MAX_GROWN_MS));
      untilMs = Math.max(untilMs, steady.now() + grownMs);
      return grownMs;
    },
    served(sentAtMs) {
      if (sentAtMs >= roundMs) length = 0;
    },
  };
}
