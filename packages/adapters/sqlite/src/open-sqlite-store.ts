import { systemClock, type CallOptions } from '@frigg-crm/core';
import type { TransferableStore } from '@frigg-crm/core/adapter';
import { openSqliteDatabase, type SqliteDatabaseOptions } from './connection/open-sqlite-database.ts';
import type { SqliteDatabase } from './connection/sqlite-database.ts';
import { createSqliteDocumentStore } from './document-store/sqlite-document-store.ts';
import { createSqliteLeases } from './leases/sqlite-leases.ts';
import { backup } from './maintenance/backup.ts';
import { check, type CheckResult } from './maintenance/check.ts';
import { maintain, type MaintenanceResult } from './maintenance/maintain.ts';
import { createSqliteMappingRepository } from './mapping-repository/sqlite-mapping-repository.ts';
import { readSizes } from './message-queue/inspect-queue.ts';
import type { QueueSize } from './message-queue/sqlite-queue-options.ts';
import { migrate } from './migrations/migrate.ts';
import { createSqliteProcessRepository } from './process-repository/sqlite-process-repository.ts';
import { createSqliteRateLimits } from './rate-limits/sqlite-rate-limits.ts';
import { createSqliteTransfer } from './sqlite-transfer.ts';

/** Settings of {@link openSqliteStore}. */
export type SqliteStoreOptions = SqliteDatabaseOptions;

/** A migrated file with everything that an engine stores in it. */
export interface SqliteStore extends TransferableStore {
  /** What `createSqliteQueue` takes as well. */
  readonly database: SqliteDatabase;
  /** Frees disk space and refreshes the planner's statistics. The engine of a sync calls it once an hour. */
  maintain(options?: CallOptions): Promise<MaintenanceResult>;
  /** @returns what the queues of the file hold, dead-letter queues included, by their names; empty ones are left out. */
  queueSizes(options?: CallOptions): Promise<readonly (QueueSize & { readonly name: string })[]>;
  /** Copies the database to another file while programs use it. @throws {StorageError} when the disk is full. */
  backup(file: string, options?: CallOptions): Promise<void>;
  /** Reads the whole file and says what is wrong with it. */
  check(options?: CallOptions): Promise<CheckResult>;
}

/**
 * Opens a database file, migrates it and puts the repositories on it. Any number of programs on one machine may share the
 * file. The first program that opens it has the messages handed out again that were in hand when all programs before were killed.
 *
 * @example
 * ```ts
 * const store = await openSqliteStore({ file: '.frigg-crm/store.sqlite' });
 * const processes = await store.processRepository.find({ active: true });
 * await store.close();
 * ```
 * @throws {ConfigurationError} when the file is another program's, damaged, on a network file system, cannot be written
 * to, or was migrated by a newer version of this package.
 * @throws {StorageError} when the disk is full, or another program keeps the file locked.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { clock = systemClock } = options;
  const database = await openSqliteDatabase(options);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    database,
    processRepository: createSqliteProcessRepository(database),
    mappingRepository: createSqliteMappingRepository(database, { clock }),
    documents: createSqliteDocumentStore(database),
    leases: createSqliteLeases(database, { clock }),
    rateLimits: createSqliteRateLimits(database, { clock }),
    transfer: createSqliteTransfer(database),
    maintain: async (callOptions) => maintain(database, clock, callOptions),
    queueSizes: async (callOptions) => database.read(readSizes, callOptions),
    backup: async (file, callOptions) => backup(database, file, callOptions),
    check: async (callOptions) => check(database, callOptions),
    close: async () => database.close(),
  };
}
