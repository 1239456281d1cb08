import { FriggCrmError } from '@frigg-crm/core';

/** Answers that say for certain that nothing was written. */
const NOT_WRITTEN: ReadonlySet<string> = new Set([
  'API_RATE_LIMITED',
  'API_REFUSED',
  'API_UNAUTHORIZED',
  'REQUEST_BUDGET_PAUSED',
  'CONFIGURATION_INVALID',
]);

/** @returns whether a write that failed with this may have taken effect. */
export function isOutcomeUnknown(error: unknown): boolean {
  return !FriggCrmError.is(error) || !NOT_WRITTEN.has(error.code);
}
