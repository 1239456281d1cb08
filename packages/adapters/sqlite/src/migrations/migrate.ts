import { ConfigurationError } from '@frigg-crm/core';
import { APPLICATION_ID, readPragma } from '../connection/check-file.ts';
import type { SqliteDatabase } from '../connection/sqlite-database.ts';
import { CREATE_TABLES } from './0001-create-tables.ts';

/** Numbered, and only ever appended to: what ran somewhere never changes. `user_version` counts how many of them ran. */
const MIGRATIONS: readonly { readonly name: string; readonly statements: string }[] = [
  { name: '0001-create-tables', statements: CREATE_TABLES },
];

/** What `user_version` says of a file that this version of the package uses. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Creates or upgrades the tables to the schema of this version of the package. Programs may start it at the same time: the
 * first one takes the write lock and runs all migrations in one transaction, the others find nothing to do.
 *
 * @returns the names of the migrations that ran now.
 * @throws {ConfigurationError} when a newer version of the package has migrated the file.
 * @throws {StorageError} when the file stays locked, or the disk is full; nothing was changed then.
 */
export async function migrate(database: SqliteDatabase): Promise<readonly string[]> {
  const { connection } = database;
  if ((await database.read(() => readPragma(connection, 'user_version'))) === MIGRATIONS.length) return [];
  return database.write(() => {
    const version = readPragma(connection, 'user_version');
    if (version > MIGRATIONS.length) throw newerSchema();
    const missing = MIGRATIONS.slice(version);
    for (const { statements } of missing) connection.exec(statements);
    connection.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${MIGRATIONS.length}`);
    return missing.map(({ name }) => name);
  });
}

function newerSchema(): ConfigurationError {
  return new ConfigurationError(
    'The database file was migrated by a newer version of @frigg-crm/sqlite: upgrade the package in this program',
  );
}
