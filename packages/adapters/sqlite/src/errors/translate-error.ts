import { ConfigurationError, FriggCrmError, InvalidProcessDataError, StorageError } from '@frigg-crm/core';

/** Result codes: https://sqlite.org/rescode.html. An extended code holds its primary code in the lowest byte. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'SQLITE_ERROR',
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  18: 'SQLITE_TOOBIG',
  23: 'SQLITE_AUTH',
  26: 'SQLITE_NOTADB',
};

/** @returns SQLite's name of the failure, such as `SQLITE_BUSY`; `undefined` when the error is not SQLite's. */
export function sqliteCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return NAMES[error.errcode & 0xff] ?? `SQLITE_${error.errcode}`;
}

/** @returns whether another connection holds the lock that this call needs: nothing happened, and it may be repeated. */
export function isBusy(error: unknown): boolean {
  return ['SQLITE_BUSY', 'SQLITE_LOCKED'].includes(sqliteCode(error) ?? '');
}

type Translate = (code: string, options: { readonly cause: unknown }) => FriggCrmError;

const locked: Translate = (code, options) =>
  new StorageError(`Another program keeps the database locked (${code}), nothing was stored: repeat later`, options);
const notWritable: Translate = (code, options) =>
  new ConfigurationError(
    `The database cannot be written (${code}): this program needs write access to the file, its -wal and -shm files and their folder`,
    options,
  );

const TRANSLATIONS: Readonly<Record<string, Translate>> = {
  SQLITE_FULL: (code, options) => new StorageError(`The disk is full (${code}), nothing of this call was stored: free some space`, options),
  SQLITE_BUSY: locked,
  SQLITE_LOCKED: locked,
  SQLITE_CORRUPT: damaged,
  SQLITE_NOTADB: damaged,
  SQLITE_READONLY: notWritable,
  SQLITE_PERM: notWritable,
  SQLITE_AUTH: notWritable,
  SQLITE_CANTOPEN: notWritable,
  SQLITE_TOOBIG: (code, options) => new InvalidProcessDataError(`SQLite cannot hold this (${code}): make it smaller`, options),
  SQLITE_ERROR: (code, options) =>
    new ConfigurationError(`The tables are missing or out of date (${code}): call migrate() before the first use`, options),
};

/** @returns one of our errors for whatever SQLite threw. The message names the code and says what to do. */
export function translateError(error: unknown): unknown {
  const code = sqliteCode(error);
  if (FriggCrmError.is(error) || code === undefined) return error;
  const translate = TRANSLATIONS[code];
  if (translate !== undefined) return translate(code, { cause: error });
  return new StorageError(`SQLite failed (${code}); whether a change took effect is unknown: repeat it`, { cause: error });
}

/** What is said of a file that SQLite cannot read any more. */
export function damaged(code: string, options: { readonly cause?: unknown } = {}): ConfigurationError {
  return new ConfigurationError(
    `The database file is damaged (${code}): stop all programs that use it and restore a backup, or start with a new file`,
    options,
  );
}
