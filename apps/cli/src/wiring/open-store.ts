import type { Store } from '@frigg-crm/core';
import { assertNever } from '@frigg-crm/core/adapter';
import { openMemoryStore } from '@frigg-crm/memory';
import type { PostgresStoreSource } from '@frigg-crm/postgres-process-repo';
import type { SqliteStore } from '@frigg-crm/sqlite';
import type { Flag } from '../config/flag.ts';
import type { StoreSetting } from '../config/store-setting.ts';
import { withOrigin } from './naming-setting.ts';
import { withDefaultSignals } from './with-default-signals.ts';

/** An open store, whose errors name the setting. */
export interface OpenStore extends Store {
  /** The same store, when it is a SQLite file: what can be done with the file besides. */
  readonly sqlite?: SqliteStore | undefined;
}

/**
 * Opens the store, and migrates its tables or indexes. Its errors name the setting.
 * @throws {ConfigurationError} or {StorageError} when it cannot be used.
 */
export async function openStore(setting: StoreSetting, flag: Flag): Promise<OpenStore> {
  const store = await open(setting);
  return {
    processRepository: withOrigin(store.processRepository, flag),
    mappingRepository: withOrigin(store.mappingRepository, flag),
    documents: withOrigin(store.documents, flag),
    leases: withOrigin(store.leases, flag),
    rateLimits: withOrigin(store.rateLimits, flag),
    close: async () => store.close(),
    ...('database' in store && { sqlite: store }),
  };
}

/** Drivers are loaded only where they are needed: the demo starts at once. */
async function open(setting: StoreSetting): Promise<Store | SqliteStore> {
  switch (setting.kind) {
    case 'memory':
      return openMemoryStore();
    case 'sqlite': {
      const { openSqliteStore } = await import('@frigg-crm/sqlite');
      return openSqliteStore({ file: setting.file });
    }
    case 'pglite':
      return withDefaultSignals(async () => openPostgres({ dataDir: setting.dataDir }));
    case 'postgres':
      return openPostgres({ connectionString: setting.connectionString });
    case 'mongodb': {
      const { openMongoStore } = await import('@frigg-crm/mongo-process-repo');
      return openMongoStore({ url: setting.url });
    }
    default:
      return assertNever(setting);
  }
}

async function openPostgres(source: PostgresStoreSource): Promise<Store> {
  const { openPostgresStore } = await import('@frigg-crm/postgres-process-repo');
  return openPostgresStore(source);
}
