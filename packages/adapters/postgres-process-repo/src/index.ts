export {
  openPostgresStore,
  openProcessStore,
  type PostgresStore,
  type PostgresStoreSource,
  type ProcessStore,
  type ProcessStoreOptions,
} from './connection/open-postgres-store.ts';
export { createPgDatabase, type PgDatabaseOptions, type PgDeadlineOptions } from './connection/pg-database.ts';
export { createPgliteDatabase, type PgliteDatabaseOptions } from './connection/pglite-database.ts';
export { createPostgresDocumentStore, type PostgresDocumentStoreOptions } from './document-store/postgres-document-store.ts';
export { createPostgresLeases } from './leases/postgres-leases.ts';
export { createPostgresMappingRepository } from './mapping-repository/postgres-mapping-repository.ts';
export { migrate, type MigrateOptions } from './migrations/migrate.ts';
export type {
  DocumentTable,
  LeaseTable,
  PersonMappingTable,
  PersonPhoneTable,
  ProcessDatabase,
  ProcessDatabaseHandle,
  ProcessTable,
  RateLimitTable,
} from './process-database.ts';
export {
  createPostgresProcessRepository,
  type PostgresProcessRepositoryOptions,
} from './process-repository/postgres-process-repository.ts';
export {
  createPostgresProgressFeed,
  type NotificationClient,
  type PostgresProgressFeed,
  type PostgresProgressFeedOptions,
} from './progress-feed/postgres-progress-feed.ts';
export { createPostgresRateLimits } from './rate-limits/postgres-rate-limits.ts';
export type { PostgresStoreOptions } from './store-options.ts';
