import { resolve } from 'node:path';
import { StorageError } from '@frigg-crm/core';
import type { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import type { ProcessDatabase, ProcessDatabaseHandle } from '../process-database.ts';
import { finishDataDirectory, prepareDataDirectory } from './data-directory.ts';
import { lockDirectory } from './directory-lock.ts';
import { loadPeer } from './load-peer.ts';
import { once } from './once.ts';
import { createPgliteMaintenance } from './pglite-maintenance.ts';

/** Settings of {@link createPgliteDatabase}. */
export interface PgliteDatabaseOptions {
  /**
   * The directory of the database; made when it is missing. What is saved there survives the end of the program, a killed
   * one included. `undefined`: in memory, until `close()`.
   * @defaultValue undefined
   */
  readonly dataDir?: string | undefined;
}

/**
 * Opens PGlite, PostgreSQL inside this program. `@electric-sql/pglite` must be installed. One program at a time may
 * use a data directory, which a lock ensures. After many writes the tables are vacuumed and analysed.
 *
 * @throws {ConfigurationError} when the directory is in use or cannot be used, or PGlite is not installed.
 * @throws {StorageError} when the database does not start.
 */
export async function createPgliteDatabase({ dataDir }: PgliteDatabaseOptions = {}): Promise<ProcessDatabaseHandle> {
  if (dataDir === undefined) return toHandle(await startPglite(), () => {});
  const directory = resolve(dataDir);
  const lock = await lockDirectory(directory);
  try {
    await prepareDataDirectory(directory);
    const pglite = await startPglite(directory);
    await finishDataDirectory(directory);
    return toHandle(pglite, lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startPglite(directory?: string): Promise<PGlite> {
  const module = await loadPeer('@electric-sql/pglite', async () => import('@electric-sql/pglite'));
  try {
    return await module.PGlite.create(directory === undefined ? {} : { dataDir: directory });
  } catch (error) {
    throw new StorageError('PGlite did not start; if this repeats, the data directory is damaged or was made by another version', {
      cause: error,
    });
  }
}

function toHandle(pglite: PGlite, release: () => void): ProcessDatabaseHandle {
  const maintenance = createPgliteMaintenance(pglite);
  const db = new Kysely<ProcessDatabase>({ dialect: new PGliteDialect({ pglite }), plugins: [maintenance.plugin] });
  const close = once(async () => {
    try {
      await maintenance.settled();
      if (!pglite.closed) await pglite.close();
    } finally {
      release();
    }
  });
  return { db, close };
}
