import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError } from '@frigg-crm/core';
import { LOCK_FILE } from './directory-lock.ts';

/** Marks a directory whose database is being created: if it still exists at the next start, creation was interrupted. */
const UNFINISHED_FILE = 'frigg.unfinished';
/** Every PostgreSQL data directory has it. */
const VERSION_FILE = 'PG_VERSION';

/**
 * Prepares a locked directory for PGlite: an empty one is marked until its database is complete; what an earlier,
 * killed first start left behind is removed (nothing was ever stored in it).
 *
 * @throws {ConfigurationError} when the directory holds something else than a database.
 */
export async function prepareDataDirectory(directory: string): Promise<void> {
  const entries = (await readdir(directory)).filter((entry) => !entry.startsWith(LOCK_FILE));
  if (entries.includes(UNFINISHED_FILE)) {
    for (const entry of entries) if (entry !== UNFINISHED_FILE) await rm(join(directory, entry), { recursive: true, force: true });
    return;
  }
  if (entries.length === 0) {
    await writeFile(join(directory, UNFINISHED_FILE), '');
    return;
  }
  const version = entries.includes(VERSION_FILE) && (await stat(join(directory, VERSION_FILE))).isFile();
  if (!version)
    throw new ConfigurationError(`The data directory ${directory} holds files that are no database: choose an empty or new directory`);
}

/** Marks the database in the directory as complete. */
export async function finishDataDirectory(directory: string): Promise<void> {
  await rm(join(directory, UNFINISHED_FILE), { force: true });
}
