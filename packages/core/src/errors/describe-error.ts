import { FriggCrmError } from './frigg-crm-error.ts';

/**
 * @returns the code of an error of ours, `UNEXPECTED_ERROR` for any other: what a process, an API or a metric may name.
 */
export function errorCodeOf(error: unknown): string {
  return FriggCrmError.is(error) ? error.code : 'UNEXPECTED_ERROR';
}

/** @returns the kind of an error, without its text: that of others may hold anything. */
export function codeOf(error: unknown): string {
  if (FriggCrmError.is(error)) return error.code;
  return error instanceof Error ? error.name : 'UNKNOWN';
}

/** @returns why, in one sentence without contents: errors of ours say so themselves. */
export function reasonOf(error: unknown): string {
  return FriggCrmError.is(error) ? error.message : codeOf(error);
}
