import { ConfigurationError } from '@frigg-crm/core';
import type { Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { translateError } from '../errors/translate-error.ts';
import { DEFAULT_SCHEMA, type ProcessDatabase } from '../process-database.ts';
import { createProcesses } from './0001-create-processes.ts';
import { indexQuestions } from './0002-index-questions.ts';
import { createMappingsLeasesLimits } from './0003-mappings-leases-limits.ts';
import { createDocuments } from './0004-documents.ts';
import { indexActiveByIntegration } from './0005-active-by-integration.ts';
import { addDueProcesses } from './0015-due-processes.ts';

/** Numbered, and only ever appended to: what ran somewhere never changes. */
const MIGRATIONS: Readonly<Record<string, (db: Kysely<unknown>) => Promise<void>>> = {
  '0001-create-processes': createProcesses,
  '0002-index-questions': indexQuestions,
  '0003-mappings-leases-limits': createMappingsLeasesLimits,
  '0004-documents': createDocuments,
  '0005-active-by-integration': indexActiveByIntegration,
  '0015-due-processes': addDueProcesses,
};

/** Settings of {@link migrate}. */
export interface MigrateOptions {
  /** The schema that holds the tables; created when it is missing. @defaultValue 'public' */
  readonly schema?: string | undefined;
}

/**
 * Brings the tables to the state that this version of the package needs. Programs may start it at the same time: they
 * take turns (an advisory lock), and whoever comes second finds nothing to do. A migration takes effect whole or not
 * at all.
 *
 * @returns the names of the migrations that ran now.
 * @throws {ConfigurationError} when a newer version of the package has migrated the tables, or access is refused.
 * @throws {StorageError} when the database does not answer, or a migration fails.
 */
export async function migrate(db: Kysely<ProcessDatabase>, { schema = DEFAULT_SCHEMA }: MigrateOptions = {}): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrationsOf(schema) },
    migrationTableSchema: schema,
    migrationTableName: 'frigg_process_migrations',
    migrationLockTableName: 'frigg_process_migrations_lock',
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw isFromTheFuture(error) ? newerSchema(error) : translateError(error);
  return results.map(({ migrationName }) => migrationName);
}

function migrationsOf(schema: string): Record<string, Migration> {
  return Object.fromEntries(
    Object.entries(MIGRATIONS).map(([name, up]) => [name, { up: async (db: Kysely<unknown>) => up(db.withSchema(schema)) }]),
  );
}

/** Kysely has no class for it: a migration ran that we do not know. */
function isFromTheFuture(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('corrupted migrations');
}

function newerSchema(cause: unknown): ConfigurationError {
  return new ConfigurationError(
    'The process tables were migrated by a newer version of @frigg-crm/postgres-process-repo: update this program',
    { cause },
  );
}
