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

/** @returns one of our errors for whatever SQLite threw. The message names the code and says what to do. */
export function translateError(error: unknown): unknown {
  if (FriggCrmError.is(error)) return error;
  const code = sqliteCode(error);
  const options = { cause: error };
  switch (code) {
    case undefined:
      return error;
    case 'SQLITE_FULL':
      return new StorageError('The disk is full (SQLITE_FULL), nothing of this call was stored: free some space', options);
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return new StorageError(`Another program keeps the database locked (${code}), nothing was stored: repeat later`, options);
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return damaged(code, options);
    case 'SQLITE_READONLY':
    case 'SQLITE_PERM':
    case 'SQLITE_AUTH':
    case 'SQLITE_CANTOPEN':
      return new ConfigurationError(
        `The database cannot be written (${code}): this program needs write access to the file, its -wal and -shm files and their folder`,
        options,
      );
    case 'SQLITE_TOOBIG':
      return new InvalidProcessDataError('SQLite cannot hold this (SQLITE_TOOBIG): make it smaller', options);
    case 'SQLITE_ERROR':
      return new ConfigurationError('The tables are missing or out of date (SQLITE_ERROR): call migrate() before the first use', options);
    default:
      return new StorageError(`SQLite failed (${code}); whether a change took effect is unknown: repeat it`, options);
  }
}

/** What is said of a file that SQLite cannot read any more. */
export function damaged(code: string, options: { readonly cause?: unknown } = {}): ConfigurationError {
  return new ConfigurationError(
    `The database file is damaged (${code}): stop all programs that use it and restore a backup, or start with a new file`,
    options,
  );
}
