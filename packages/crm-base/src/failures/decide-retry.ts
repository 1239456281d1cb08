import { askedWaitMs, isAccountFailure, isBudgetBusy, isRateLimited, isTransient } from './classify-failure.ts';
import { busyWaitMs, retryDelaySeconds } from './retry-delay.ts';

/** Work that was deferred for so long without a success uses up attempts, so that it ends one day. */
const MAX_DEFERRAL_MS = 26 * 3600 * 1000;
const MIN_DEFERRAL_MS = 1000;

/** What to do about work that failed. */
export type RetryDecision =
  /** The account is refused: no attempt can succeed until an operator acts. */
  | { readonly kind: 'pause' }
  /** An API is rate-limited: the same attempt again, after `waitMs`. */
  | { readonly kind: 'defer'; readonly waitMs: number }
  /** The next attempt, after `delaySeconds`. */
  | { readonly kind: 'retry'; readonly delaySeconds: number }
  /** No attempt is left, or none can succeed (`isPermanent`). */
  | { readonly kind: 'give-up'; readonly isPermanent: boolean };

export interface FailedWork {
  /** The attempt that failed, from 0. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Since when it was deferred without a success, ISO 8601. @defaultValue it was not */
  readonly deferredSince?: string | undefined;
  /** How often it was deferred. @defaultValue it was not */
  readonly deferral?: { readonly count: number } | undefined;
  readonly nowMs: number;
  /** A number from 0 to 1. */
  readonly random: () => number;
}

/** Decides what to do about work that failed. */
export function decideRetry(error: unknown, work: FailedWork): RetryDecision {
  const { attempt, maxAttempts, deferredSince, deferral, nowMs, random } = work;
  if (isAccountFailure(error)) return { kind: 'pause' };
  const isDeferredTooLong = deferredSince !== undefined && nowMs - Date.parse(deferredSince) > MAX_DEFERRAL_MS;
  if (isRateLimited(error) && !isDeferredTooLong) {
    // Without a hint, a second: the next refusal may have one.
    const leastMs = isBudgetBusy(error) ? busyWaitMs(deferral?.count ?? 0, random) : MIN_DEFERRAL_MS;
    return { kind: 'defer', waitMs: Math.max(leastMs, askedWaitMs(error)) };
  }
  if (!isTransient(error)) return { kind: 'give-up', isPermanent: true };
  if (attempt + 1 >= maxAttempts) return { kind: 'give-up', isPermanent: false };
  return { kind: 'retry', delaySeconds: retryDelaySeconds({ attempt, random, errors: [error] }) };
}
