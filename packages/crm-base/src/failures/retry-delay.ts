import { askedWaitMs } from './classify-failure.ts';

/** The longest delay a queue knows. */
export const MAX_DELAY_SECONDS = 900;
/** Attempts 1 to 4 are followed by up to 2, 6, 18 and 54 seconds. */
const BASE_SECONDS = 2;
const FACTOR = 3;

/** The longest wait for a budget that others use up, in milliseconds. */
const MAX_BUSY_MS = 10_000;

/**
 * @returns milliseconds until work comes back that was deferred `count` times because the request budget was used up: twice
 * as long each time, so that only as many compete for it as it can serve.
 */
export function busyWaitMs(count: number, random: () => number): number {
  return Math.round(Math.min(MAX_BUSY_MS, 1000 * 2 ** Math.min(count, 10)) * (0.5 + random() / 2));
}

export interface RetryDelayOptions {
  /** Of the attempt that failed, from 0. */
  readonly attempt: number;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** What the attempt failed with. */
  readonly errors: readonly unknown[];
}

/**
 * @returns whole seconds to wait before attempt `attempt + 1`: exponential with full jitter, so that workers that
 * failed together do not come back together; never sooner than an API has named.
 */
export function retryDelaySeconds({ attempt, random, errors }: RetryDelayOptions): number {
  const ceiling = Math.min(MAX_DELAY_SECONDS, BASE_SECONDS * FACTOR ** Math.min(attempt, 20));
  const named = Math.max(0, ...errors.map((error) => Math.ceil(askedWaitMs(error) / 1000)));
  return Math.min(MAX_DELAY_SECONDS, Math.max(named, Math.floor(random() * (ceiling + 1))));
}
