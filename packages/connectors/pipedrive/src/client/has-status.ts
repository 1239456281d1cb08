import { ApiError } from '@frigg-crm/http';

/** @returns whether the API answered with one of these statuses. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): boolean {
  return ApiError.is(error) && error.status !== undefined && statuses.includes(error.status);
}
