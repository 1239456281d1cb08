import { FriggCrmError } from '@frigg-crm/core';
import { ApiError } from '@frigg-crm/http';

/** The code that says most about an error, never its text. */
export function toReason(error: unknown): string {
  if (ApiError.is(error) && error.apiCode !== undefined) return error.apiCode;
  return FriggCrmError.is(error) ? error.code : 'UNKNOWN';
}

/** Whether the same may succeed later. */
export function isRetryable(error: unknown): boolean {
  return FriggCrmError.is(error) && error.retryable;
}
