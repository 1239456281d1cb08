import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { getBuiltinModule } from 'node:process';
import { ConfigurationError } from '@frigg-crm/core';

/** The file that is locked while the directory is in use. It stays afterwards: only the lock on it means something. */
export const LOCK_FILE = 'frigg.lock';
/** https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** A directory that no other program can lock. */
export interface DirectoryLock {
  /** Releases the directory. May be called twice. */
  readonly release: () => void;
}

/**
 * Makes the directory if it is missing, and locks it for this program.
 *
 * The lock is the operating system's, on a file in the directory: it ends with the program, however that ends, so a
 * lock is never stale and no process id can be mistaken for another. Node has no call for file locks; its SQLite takes
 * the same ones on every platform.
 *
 * @throws {ConfigurationError} when another program, or another part of this one, uses the directory; or when it is
 * not a directory that can be written to.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw unusable(directory, error);
  }
  // Not an import: bundlers shorten `node:sqlite` to `sqlite`, which is no module of Node's.
  const { DatabaseSync } = getBuiltinModule('node:sqlite');
  try {
    const file = new DatabaseSync(join(directory, LOCK_FILE));
    try {
      file.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      file.close();
      throw error;
    }
    return {
      release: () => {
        if (file.isOpen) file.close();
      },
    };
  } catch (error) {
    throw isBusy(error) ? inUse(directory, error) : unusable(directory, error);
  }
}

function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function inUse(directory: string, cause: unknown): ConfigurationError {
  return new ConfigurationError(
    `The data directory ${directory} is in use by another running program: stop that one, or choose another directory`,
    { cause },
  );
}

function unusable(directory: string, cause: unknown): ConfigurationError {
  return new ConfigurationError(`The data directory ${directory} cannot be used: it must be a directory that this program may write to`, {
    cause,
  });
}
