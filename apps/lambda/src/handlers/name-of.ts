import { FriggCrmError } from '@frigg-crm/core';

/** @returns what an error is in a log line: texts of errors of others may hold anything. */
export function nameOf(error: unknown): string {
  if (FriggCrmError.is(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.name : 'unknown';
}
