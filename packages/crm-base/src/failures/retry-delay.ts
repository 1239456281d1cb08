import { ApiError, classifyError, type ApiRateLimitedError } from '@frigg-crm/http';
import { FriggCrmError, type ProcessErrorEntry } from '@frigg-crm/core';

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
 * failed together do not come back together; never sooner than the API asked for.
 */
export function retryDelaySeconds({ attempt, random, errors }: RetryDelayOptions): number {
  const ceiling = Math.min(MAX_DELAY_SECONDS, BASE_SECONDS * FACTOR ** Math.min(attempt, 20));
  const asked = Math.max(0, ...errors.map((error) => Math.ceil(askedWaitMs(error) / 1000)));
  return Math.min(MAX_DELAY_SECONDS, Math.max(asked, Math.floor(random() * (ceiling + 1))));
}

/** @returns the milliseconds that an API asked us to wait, 0 when it did not. */
export function askedWaitMs(error: unknown): number {
  const asked = isRateLimited(error) ? (error as Partial<ApiRateLimitedError>).retryAfterMs : undefined;
  return typeof asked === 'number' && asked > 0 ? asked : 0;
}

/** @returns whether the API asked us to come later; no attempt was made, so none is used up. */
export function isRateLimited(error: unknown): boolean {
  return classifyError(error).kind === 'rate-limited';
}

/** @returns whether the same work may succeed later without anybody changing anything. Unknown errors get the chance. */
export function isTransient(error: unknown): boolean {
  return classifyError(error).kind !== 'permanent';
}

/** @returns whether no other call of this account could succeed either, until somebody acts. */
export function isAccountFailure(error: unknown): boolean {
  const { level, kind } = classifyError(error);
  return level === 'account' && kind === 'permanent';
}

/** @returns the error as an entry of a process: code and, for errors of ours, the message. Foreign texts may hold personal data. */
export function toErrorEntry(error: unknown, facts: { externalId?: string; unit?: number } = {}): ProcessErrorEntry {
  if (FriggCrmError.is(error))
    return { ...facts, code: error instanceof ApiError ? (error.apiCode ?? error.code) : error.code, message: error.message };
  const name = error instanceof Error ? error.name : 'unknown';
  return { ...facts, code: 'UNEXPECTED_ERROR', message: `An error of type ${name} came up; its text is not kept` };
}
