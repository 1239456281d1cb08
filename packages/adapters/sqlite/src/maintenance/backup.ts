import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { getBuiltinModule } from 'node:process';
import { ConfigurationError, type CallOptions } from '@frigg-crm/core';
import { APPLICATION_ID } from '../connection/check-file.ts';
import type { SqliteDatabase } from '../connection/sqlite-database.ts';
import { translateError } from '../errors/translate-error.ts';

/** How many pages are copied before other work has its turn. */
const PAGES_PER_STEP = 500;
/** Where the header of a database says whose it is: https://sqlite.org/fileformat.html#the_database_header */
const APPLICATION_ID_AT = 68;
const HEADER_BYTES = 100;

/**
 * Copies the database as it is at one moment, while programs go on reading and writing. The file appears under its name
 * when it is complete and on disk, for its owner alone; one of that name is replaced.
 *
 * @throws {ConfigurationError} when the file is the database itself, another program's, or in use.
 * @throws {StorageError} when the disk is full.
 */
export async function backup(database: SqliteDatabase, file: string, { signal }: CallOptions = {}): Promise<void> {
  signal?.throwIfAborted();
  const target = resolve(file);
  if (target === database.file) throw new ConfigurationError('A backup needs a file of its own: name another one than the database');
  await assertReplaceable(target);
  const unfinished = `${target}.unfinished`;
  await mkdir(dirname(target), { recursive: true });
  await rm(unfinished, { force: true });
  try {
    // As the database itself: it holds what it holds.
    await (await open(unfinished, 'wx', 0o600)).close();
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

/** @throws {ConfigurationError} when a file of that name is no copy of ours, or is in use: its -wal would be taken for that of the copy. */
async function assertReplaceable(target: string): Promise<void> {
  const handle = await open(target, 'r').catch(() => undefined);
  if (handle === undefined) return;
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    if (bytesRead > 0 && (bytesRead < HEADER_BYTES || buffer.readUInt32BE(APPLICATION_ID_AT) !== APPLICATION_ID))
      throw new ConfigurationError(`${target} is another program's: name another file for the copy`);
  } finally {
    await handle.close();
  }
  const wal = await stat(`${target}-wal`).catch(() => undefined);
  if (wal !== undefined && wal.size > 0)
    throw new ConfigurationError(
      `${target} is in use, or was not closed: stop the program that has it open, or name another file for the copy`,
    );
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
