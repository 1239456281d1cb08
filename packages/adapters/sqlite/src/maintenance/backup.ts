import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { getBuiltinModule } from 'node:process';
import { ConfigurationError, type CallOptions } from '@frigg-crm/core';
import type { SqliteDatabase } from '../connection/sqlite-database.ts';
import { translateError } from '../errors/translate-error.ts';

/** How many pages are copied before other work has its turn. */
const PAGES_PER_STEP = 500;

/**
 * Copies the database as it is at one moment, while programs go on reading and writing. The file appears under its name
 * when it is complete and on disk; one of that name is replaced.
 *
 * @throws {ConfigurationError} when the file is the database itself.
 * @throws {StorageError} when the disk is full.
 */
export async function backup(database: SqliteDatabase, file: string, { signal }: CallOptions = {}): Promise<void> {
  signal?.throwIfAborted();
  const target = resolve(file);
  if (target === database.file) throw new ConfigurationError('A backup needs a file of its own: name another one than the database');
  const unfinished = `${target}.unfinished`;
  await mkdir(dirname(target), { recursive: true });
  await rm(unfinished, { force: true });
  try {
    await getBuiltinModule('node:sqlite').backup(database.connection, unfinished, { rate: PAGES_PER_STEP });
    signal?.throwIfAborted();
    await syncToDisk(unfinished);
    await rename(unfinished, target);
    await syncToDisk(dirname(target));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw translateError(error);
  }
}

async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  try {
    await handle?.sync();
  } catch {
    // Windows cannot flush a folder, nor a file that was opened for reading.
  } finally {
    await handle?.close();
  }
}
