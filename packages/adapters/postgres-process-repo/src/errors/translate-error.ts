import { ConfigurationError, FriggCrmError, InvalidProcessDataError, StorageError } from '@frigg-crm/core';

/** SQLSTATE values are listed in PostgreSQL's manual, appendix A. */
const NOT_MIGRATED = new Set(['42P01', '42703', '3F000']);
const NO_ACCESS = new Set(['28000', '28P01', '3D000', '42501']);
const READ_ONLY = '25006';
const TOO_LARGE = new Set(['54000', '54001']);

/** @returns the SQLSTATE of a database error or the code of a connection error; `undefined` when there is none. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^[A-Z0-9_]{3,40}$/.test(error.code) ? error.code : undefined;
}

/** @returns which unique rule was broken, `undefined` when none was. */
export function brokenConstraint(error: unknown): string | undefined {
  if (errorCode(error) !== '23505') return undefined;
  return typeof error === 'object' && error !== null && 'constraint' in error && typeof error.constraint === 'string'
    ? error.constraint
    : undefined;
}

/** @returns one of our errors for whatever a driver threw. Its message names the code and nothing else of the driver's. */
export function translateError(error: unknown): FriggCrmError {
  if (FriggCrmError.is(error)) return error;
  const code = errorCode(error) ?? 'no code';
  const options = { cause: withoutData(error) };
  if (NOT_MIGRATED.has(code))
    return new ConfigurationError(`The process tables are missing or out of date (${code}): call migrate() before the first use`, options);
  if (NO_ACCESS.has(code))
    return new ConfigurationError(`PostgreSQL refuses access (${code}): check user, password, database and grants`, options);
  if (code.startsWith('22') || TOO_LARGE.has(code)) return new InvalidProcessDataError(`PostgreSQL cannot hold this (${code})`, options);
  if (code === READ_ONLY) return new StorageError(`The PostgreSQL server is not the writer (${code}); nothing was changed`, options);
  return new StorageError(`PostgreSQL failed (${code}); whether a change took effect is unknown`, options);
}

/** Drivers attach statements, parameters and row contents to their errors; a log must not contain them. */
function withoutData(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  const cause: Error & { code?: string } = new Error(error.message);
  cause.name = error.name;
  if (error.stack !== undefined) cause.stack = error.stack;
  const code = errorCode(error);
  if (code !== undefined) cause.code = code;
  return cause;
}
