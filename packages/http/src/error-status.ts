import { ApiError } from './errors/api-error.ts';

/** @returns whether the API responded with one of these statuses. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): boolean {
  return ApiError.is(error) && error.status !== undefined && statuses.includes(error.status);
}

/** @returns whether the user or the app may not do this. A 403 that may be repeated is the rate limit of a firewall, and no such response. */
export function isForbidden(error: unknown): boolean {
  return hasStatus(error, 403) && ApiError.is(error) && !error.retryable;
}
