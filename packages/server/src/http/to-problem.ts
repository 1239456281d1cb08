import { FriggCrmError } from '@frigg-crm/core';
import { isTimeout } from '@frigg-crm/core/adapter';
import { PROBLEMS, type ProblemCode } from './problem-catalogue.ts';
import { ProblemError } from './problem-error.ts';

/** What errors of the packages below mean to a caller. Their messages hold no personal data, and say what to do. */
const CODES: Readonly<Record<string, ProblemCode>> = {
  PROCESS_NOT_FOUND: 'NOT_FOUND',
  INTEGRATION_NOT_FOUND: 'NOT_FOUND',
  UNKNOWN_INTEGRATION: 'NOT_FOUND',
  INTEGRATION_EXISTS: 'CONFLICT',
  INTEGRATION_IN_DELETION: 'CONFLICT',
  ACTIVE_PROCESS_EXISTS: 'CONFLICT',
  ILLEGAL_TRANSITION: 'CONFLICT',
  ILLEGAL_STATUS: 'CONFLICT',
  UNITS_OUTSTANDING: 'CONFLICT',
  INVALID_PROCESS_DATA: 'CONFLICT',
  PROCESS_CONFLICT: 'CONFLICT',
  DOCUMENT_CONFLICT: 'CONFLICT',
  CREDENTIAL_UNREADABLE: 'CONFLICT',
  ACCOUNT_CHANGED: 'CONFLICT',
  INVALID_INTEGRATION_DATA: 'UNPROCESSABLE',
  CONFIGURATION_INVALID: 'UNPROCESSABLE',
  OAUTH_DENIED: 'CONFLICT',
  OAUTH_STATE_INVALID: 'GONE',
  OAUTH_CALLBACK_INVALID: 'UNPROCESSABLE',
  OAUTH_EXCHANGE_FAILED: 'CONFLICT',
  ACTION_UNCLEAR: 'CONFLICT',
  INTEGRATION_NOT_ENABLED: 'CONFLICT',
  UNKNOWN_ACTION: 'NOT_FOUND',
  SEARCH_UNSUPPORTED: 'UNPROCESSABLE',
  WORK_TIMED_OUT: 'DEADLINE_EXCEEDED',
  API_UNAUTHORIZED: 'UPSTREAM_FAILED',
  API_RATE_LIMITED: 'UPSTREAM_FAILED',
  API_REFUSED: 'UPSTREAM_FAILED',
  API_UNAVAILABLE: 'UPSTREAM_FAILED',
  API_ANSWER_UNEXPECTED: 'UPSTREAM_FAILED',
  STORAGE_FAILED: 'STORE_UNAVAILABLE',
  QUEUE_SEND_FAILED: 'STORE_UNAVAILABLE',
};

/** @returns what a caller gets to know of an error. Texts of unknown errors may hold anything, so they stay here. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (isTimeout(error)) return retryLater('DEADLINE_EXCEEDED', 'The request was given up; narrow it, or send it again later', error);
  const code = FriggCrmError.is(error) ? CODES[error.code] : undefined;
  if (code === undefined || !FriggCrmError.is(error))
    return new ProblemError('INTERNAL', 'The log of the server names the reason under this request id', { cause: error });
  if (PROBLEMS[code].status === 503) return retryLater(code, 'Send the request again later', error);
  return new ProblemError(code, error.message, { cause: error });
}

function retryLater(code: ProblemCode, detail: string, cause: unknown): ProblemError {
  return new ProblemError(code, detail, { headers: { 'retry-after': '5' }, cause });
}
