import { FriggCrmError } from '@frigg-crm/core';
import { ApiError } from './errors/api-error.ts';
import { FAILURE_TABLE, type FailureClass, type FailureRow } from './failure-table.ts';

/** An error of no known class: a bug or a foreign library. It may be transient, so it is retried. */
const UNKNOWN: FailureClass = { level: 'record', kind: 'transient' };

/**
 * Says how far a failure reaches and whether it is worth repeating, by {@link FAILURE_TABLE}: from the error's code, the
 * HTTP status and the API's own code, never from a text. Errors that are not ours are `record`, `transient`: their
 * number of attempts is what ends them.
 *
 * The end of an `AbortSignal` is no failure: check the signal first.
 * @example
 * const { level, kind } = classifyError(error);
 * if (level === 'account' && kind === 'permanent') stopTheSync();
 */
export function classifyError(error: unknown): FailureClass {
  if (!FriggCrmError.is(error)) return UNKNOWN;
  const row = FAILURE_TABLE.find((candidate) => fits(candidate, error));
  return row === undefined ? UNKNOWN : { level: row.level, kind: row.kind };
}

function fits(row: FailureRow, error: FriggCrmError): boolean {
  const { status, apiCode } = ApiError.is(error) ? error : {};
  return (
    (row.code === undefined || row.code === error.code) &&
    (row.retryable === undefined || row.retryable === error.retryable) &&
    (row.status === undefined || (status !== undefined && hasStatus(row.status, status))) &&
    (row.apiCode === undefined || (apiCode !== undefined && row.apiCode.includes(apiCode)))
  );
}

function hasStatus(wanted: NonNullable<FailureRow['status']>, status: number): boolean {
  return 'from' in wanted ? status >= wanted.from && status <= wanted.to : wanted.includes(status);
}
