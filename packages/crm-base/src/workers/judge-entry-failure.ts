import { FriggCrmError, type ClaimedEntry } from '@frigg-crm/core';
import { classifyError, type ApiErrorCode } from '@frigg-crm/http';
import type { ActivityBusyError } from '../failures/activity-busy-error.ts';
import { askedWaitMs, isRateLimited } from '../failures/classify-failure.ts';
import { retryDelaySeconds } from '../failures/retry-delay.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { CrmBaseErrorCode } from '../failures/crm-base-error-code.ts';

/** What is to be done about an entry that could not be worked on. */
export type EntryVerdict =
  | { readonly kind: 'give-up' }
  | { readonly kind: 'busy' | 'rate-limited' | 'refused' | 'again'; readonly waitMs: number; readonly isFailure: boolean };

/** An API that is away may come back within days; what it was to be told is kept for so long. */
const MAX_AGE_MS = 3 * 24 * 3600 * 1000;
/** An error that nobody knows is a bug, mostly: repeating it does not mend it. */
const MAX_UNKNOWN_FAILURES = 10;
const MAX_BUSY_MS = 2000;
/** Errors that are permanent for a page of a sync, and may pass for an entry that waits. */
const MAY_PASS: ReadonlySet<string> = new Set(['UNKNOWN_INTEGRATION', 'CONFIGURATION_INVALID', 'CREDENTIAL_UNREADABLE']);

/** Decides what is to be done about an entry that could not be worked on. */
export function judgeEntryFailure(
  entry: Pick<ClaimedEntry, 'acceptedAt' | 'failedAttempts' | 'code' | 'isOrphan'>,
  error: unknown,
  { nowMs, random }: { readonly nowMs: number; readonly random: () => number },
): EntryVerdict {
  // An API that wants no calls, and a colleague, say nothing of the entry.
  if (isRateLimited(error)) return { kind: 'rate-limited', waitMs: Math.max(1000, askedWaitMs(error)), isFailure: false };
  if (FriggCrmError.hasCode<CrmBaseErrorCode>(error, 'ACTIVITY_BUSY'))
    return { kind: 'busy', waitMs: Math.min((error as ActivityBusyError).busyForMs, MAX_BUSY_MS), isFailure: false };
  if (nowMs - Date.parse(entry.acceptedAt) > MAX_AGE_MS || isHopeless(entry, error)) return { kind: 'give-up' };
  const waitMs = retryDelaySeconds({ attempt: entry.failedAttempts, random, errors: [error] }) * 1000;
  return { kind: FriggCrmError.hasCode<ApiErrorCode>(error, 'API_UNAUTHORIZED') ? 'refused' : 'again', waitMs, isFailure: true };
}

function isHopeless({ code, failedAttempts }: Pick<ClaimedEntry, 'failedAttempts' | 'code'>, error: unknown): boolean {
  // Of a bug the last attempt knows as well; a hiccup after an outage is none.
  if (!FriggCrmError.is(error)) return code === toErrorEntry(error).code && failedAttempts + 1 >= MAX_UNKNOWN_FAILURES;
  const { level, kind } = classifyError(error);
  return kind === 'permanent' && level !== 'account' && !MAY_PASS.has(error.code);
}

/** @returns whether an entry has killed its workers for so long that nobody should take it up again. */
export function isPoisonMessage({ acceptedAt, isOrphan, failedAttempts }: ClaimedEntry, nowMs: number): boolean {
  return isOrphan && failedAttempts >= MAX_UNKNOWN_FAILURES && nowMs - Date.parse(acceptedAt) > 3600_000;
}
