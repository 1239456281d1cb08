import { FriggCrmError } from '@frigg-crm/core';
import { ApiRateLimitedError, ApiUnavailableError, type ApiErrorCode, type ApiErrorFacts } from '@frigg-crm/http';
import { msLeft } from './ms-left.ts';
import type { StoredTokens } from './stored-tokens.ts';

/** A token endpoint that is down is left alone for so long, and each further time for twice as long. */
const FIRST_OUTAGE_MS = 5000;
const LONGEST_OUTAGE_MS = 60_000;
/** The longest pause that a CRM is granted. */
const MAX_PAUSE_MS = 600_000;

/** What is stored of a pause. */
export type RefreshPause = Pick<StoredTokens, 'pausedUntilMs' | 'outages'>;

/** @returns how long all processes leave the token endpoint alone after a failed exchange. */
export function pauseAfter(error: unknown, { outages }: RefreshPause, nowMs: number): RefreshPause {
  if (ApiRateLimitedError.is(error)) return { pausedUntilMs: nowMs + Math.min(error.retryAfterMs, MAX_PAUSE_MS), outages: 0 };
  if (!FriggCrmError.hasCode<ApiErrorCode>(error, 'API_UNAVAILABLE')) return { pausedUntilMs: null, outages: 0 };
  return { pausedUntilMs: nowMs + Math.min(FIRST_OUTAGE_MS * 2 ** outages, LONGEST_OUTAGE_MS), outages: outages + 1 };
}

/**
 * @throws {ApiUnavailableError} during the pause after an outage.
 * @throws {ApiRateLimitedError} during the one that the CRM has requested.
 */
export function assertNotPaused({ pausedUntilMs, outages }: RefreshPause, nowMs: number, facts: ApiErrorFacts): void {
  const leftMs = msLeft(pausedUntilMs, { nowMs, longestMs: MAX_PAUSE_MS });
  if (leftMs === 0) return;
  if (outages > 0) throw new ApiUnavailableError({ ...facts, apiCode: 'REFRESH_PAUSED' });
  throw new ApiRateLimitedError(facts, leftMs);
}
