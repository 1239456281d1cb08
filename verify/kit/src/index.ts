/** What `verify/*` and the tests of the CLI share: stores, queues and databases for one test run. */
export { byEffort } from './by-effort.ts';
export { createPgliteFolder, type PgliteFolder } from './databases/create-pglite-folder.ts';
export { createPostgresDatabase, type PostgresDatabase } from './databases/create-postgres-database.ts';
export { QUEUES, type TestQueues } from './queues.ts';
export { STORES, type TestStore } from './stores.ts';
