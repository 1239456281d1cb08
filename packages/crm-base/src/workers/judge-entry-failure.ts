import { FriggCrmError } from '@frigg-crm/core';
import type { ClaimedEntry } from '@frigg-crm/core/adapter';
import type { ApiErrorCode } from '@frigg-crm/http';
import type { ActivityBusyError } from '../failures/activity-busy-error.ts';
import { isBudgetBusy } from '../failures/classify-failure.ts';
import { decideRetry } from '../failures/decide-retry.ts';
import { retryDelaySeconds } from '../failures/retry-delay.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { CrmBaseErrorCode } from '../failures/crm-base-error-code.ts';

/** What to do about an entry that could not be worked on. */
export type EntryVerdict =
  | { readonly kind: 'give-up' }
  | { readonly kind: 'busy' | 'rate-limited' | 'refused' | 'again'; readonly waitMs: number; readonly isFailure: boolean };

/** An API that is down may come back within days; what has to be written to it is kept for so long. */
const MAX_AGE_MS = 3 * 24 * 3600 * 1000;
/** An unknown error is a bug, mostly: repeating it does not fix it. */
const MAX_UNKNOWN_FAILURES = 10;
const CHANGED_ACCOUNT_MS = 900_000;
const MAX_BUSY_MS = 2000;
/** Errors that are permanent for a page of a sync, and may pass for an entry that waits. */
const MAY_PASS: ReadonlySet<string> = new Set(['UNKNOWN_INTEGRATION', 'CONFIGURATION_INVALID', 'CREDENTIAL_UNREADABLE']);

/** Decides what to do about an entry that could not be worked on. */
export function judgeEntryFailure(
  entry: Pick<ClaimedEntry, 'acceptedAt' | 'failedAttempts' | 'code' | 'isOrphan'>,
  error: unknown,
  { nowMs, random }: { readonly nowMs: number; readonly random: () => number },
): EntryVerdict {
  const { failedAttempts: attempt } = entry;
  const decision = decideRetry(error, { attempt, maxAttempts: Number.POSITIVE_INFINITY, nowMs, random });
  // A rate limit, and another worker, say nothing of the entry.
  if (decision.kind === 'defer') return { kind: isBudgetBusy(error) ? 'busy' : 'rate-limited', waitMs: decision.waitMs, isFailure: false };
  if (FriggCrmError.hasCode<CrmBaseErrorCode>(error, 'ACTIVITY_BUSY'))
    return { kind: 'busy', waitMs: Math.min((error as ActivityBusyError).busyForMs, MAX_BUSY_MS), isFailure: false };
  // Kept until the account of before is back, or the integration is deleted.
  if (FriggCrmError.hasCode<CrmBaseErrorCode>(error, 'ACCOUNT_CHANGED'))
    return { kind: 'again', waitMs: CHANGED_ACCOUNT_MS, isFailure: false };
  const isHopeless = FriggCrmError.is(error) ? decision.kind === 'give-up' && !MAY_PASS.has(error.code) : isRepeatedBug(entry, error);
  if (nowMs - Date.parse(entry.acceptedAt) > MAX_AGE_MS || isHopeless) return { kind: 'give-up' };
  const delaySeconds = decision.kind === 'retry' ? decision.delaySeconds : retryDelaySeconds({ attempt, random, errors: [error] });
  const isRefused = FriggCrmError.hasCode<ApiErrorCode>(error, 'API_UNAUTHORIZED');
  return { kind: isRefused ? 'refused' : 'again', waitMs: delaySeconds * 1000, isFailure: true };
}

/** A bug fails as the last attempt did; an error right after an outage is none. */
function isRepeatedBug({ code, failedAttempts }: Pick<ClaimedEntry, 'failedAttempts' | 'code'>, error: unknown): boolean {
  return code === toErrorEntry(error).code && failedAttempts + 1 >= MAX_UNKNOWN_FAILURES;
}

/** @returns whether the workers of an entry have crashed for so long that none should claim it again. */
export function isPoisonMessage({ acceptedAt, isOrphan, failedAttempts }: ClaimedEntry, nowMs: number): boolean {
  return isOrphan && failedAttempts >= MAX_UNKNOWN_FAILURES && nowMs - Date.parse(acceptedAt) > 3600_000;
}
