import { FriggCrmError } from '@frigg-crm/core';
import { ApiError, classifyError, type ApiRateLimitedError, type RequestBudgetBusyError } from '@frigg-crm/http';

/** @returns whether an API is rate-limited; no attempt was made, so none is used up. */
export function isRateLimited(error: unknown): boolean {
  return classifyError(error).kind === 'rate-limited';
}

/**
 * @returns whether only this program's own budget was used up for now. No API has refused anything, so other work of the
 * integration need not wait.
 */
export function isBudgetBusy(error: unknown): boolean {
  return isRateLimited(error) && FriggCrmError.hasCode<RequestBudgetBusyError['code']>((error as Error).cause, 'REQUEST_BUDGET_BUSY');
}

/** @returns whether the same work may succeed later without any change. Unknown errors may. */
export function isTransient(error: unknown): boolean {
  return classifyError(error).kind !== 'permanent';
}

/** @returns whether a response was larger than the API sends (413) or a client reads: a request for fewer records may succeed at once. */
export function isTooLarge(error: unknown): boolean {
  return ApiError.is(error) && !isRateLimited(error) && (error.status === 413 || error.apiCode === 'TOO_LARGE');
}

/** @returns whether no other call of this account could succeed either, until an operator acts. */
export function isAccountFailure(error: unknown): boolean {
  const { level, kind } = classifyError(error);
  return level === 'account' && kind === 'permanent';
}

/** @returns the milliseconds to wait that an API has named, 0 when it has not. */
export function askedWaitMs(error: unknown): number {
  const waitMs = isRateLimited(error) ? (error as Partial<ApiRateLimitedError>).retryAfterMs : undefined;
  return typeof waitMs === 'number' && waitMs > 0 ? waitMs : 0;
}

/** @returns under which name the account is paused in the store of rate limits; `undefined` where it is not. */
export function rateLimitKeyOf(error: unknown): string | undefined {
  return isRateLimited(error) ? (error as Partial<ApiRateLimitedError>).rateLimitKey : undefined;
}
