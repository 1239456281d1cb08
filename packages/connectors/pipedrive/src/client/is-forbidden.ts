import { FriggCrmError } from '@frigg-crm/core';
import { hasStatus } from './has-status.ts';

/** @returns whether the user or the app may not do this. A 403 that may be repeated is the rate limit of the edge, and no such response. */
export function isForbidden(error: unknown): boolean {
  return hasStatus(error, 403) && FriggCrmError.is(error) && !error.retryable;
}
