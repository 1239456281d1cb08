import { askedWaitMs } from './classify-failure.ts';

/** The longest delay a queue knows. */
export const MAX_DELAY_SECONDS = 900;
/** Attempts 1 to 4 are followed by up to 2, 6, 18 and 54 seconds. */
const BASE_SECONDS = 2;
const FACTOR = 3;

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
