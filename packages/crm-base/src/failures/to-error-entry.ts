import { ApiError } from '@frigg-crm/http';
import { FriggCrmError, type ProcessErrorEntry } from '@frigg-crm/core';

/** @returns the error as an entry of a process: code and, for errors of ours, the message. Foreign texts may hold personal data. */
export function toErrorEntry(error: unknown, facts: { externalId?: string; unit?: number } = {}): ProcessErrorEntry {
  if (FriggCrmError.is(error))
    return { ...facts, code: ApiError.is(error) ? (error.apiCode ?? error.code) : error.code, message: error.message };
  const name = error instanceof Error ? error.name : 'unknown';
  return { ...facts, code: 'UNEXPECTED_ERROR', message: `An error of type ${name} came up; its text is not kept` };
}
