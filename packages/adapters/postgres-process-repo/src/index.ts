export { openProcessStore, type ProcessStore, type ProcessStoreOptions } from './connection/open-process-store.ts';
export { createPgDatabase, type PgDatabaseOptions } from './connection/pg-database.ts';
export { createPgliteDatabase, type PgliteDatabaseOptions } from './connection/pglite-database.ts';
export { migrate, type MigrateOptions } from './migrations/migrate.ts';
export type { ProcessDatabase, ProcessDatabaseHandle, ProcessTable } from './process-database.ts';
export {
  createPostgresProcessRepository,
  type PostgresProcessRepositoryOptions,
} from './process-repository/postgres-process-repository.ts';
