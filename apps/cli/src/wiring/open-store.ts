import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError, type Store } from '@frigg-crm/core';
import { assertNever, type StoreTransfer, type TransferableStore } from '@frigg-crm/core/adapter';
import { openMemoryStore } from '@frigg-crm/memory';
import type { MongoStore } from '@frigg-crm/mongo-process-repo';
import type { PostgresStoreSource } from '@frigg-crm/postgres-process-repo';
import type { SqliteStore } from '@frigg-crm/sqlite';
import type { Flag } from '../config/flag.ts';
import type { StoreSetting } from '../config/store-setting.ts';
import { withOrigin } from './naming-setting.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** An open store, whose errors name the setting. */
export interface OpenStore extends Store {
  /** The same store, when it is a SQLite file: what can be done with the file besides. */
  readonly sqlite?: SqliteStore | undefined;
  /** The same store, when it is MongoDB. */
  readonly mongo?: MongoStore | undefined;
  /** What copies it to another kind of store; not in memory. */
  readonly transfer?: StoreTransfer | undefined;
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
    ...(store.maintain !== undefined && { maintain: async (options) => store.maintain?.(options) }),
    ...('database' in store && { sqlite: store }),
    ...('db' in store && { mongo: store }),
    ...('transfer' in store && { transfer: withOrigin(store.transfer, flag) }),
  };
}

/**
 * Opens a store that must be there: opening would make an empty one.
 * @throws {ConfigurationError} when there is none, and as `openStore`.
 */
export async function openExistingStore(setting: StoreSetting, flag: Flag): Promise<OpenStore> {
  const path = setting.kind === 'sqlite' ? setting.file : setting.kind === 'pglite' ? join(setting.dataDir, 'PG_VERSION') : undefined;
  try {
    if (path !== undefined) await access(path);
  } catch (error) {
    throw new ConfigurationError('there is no such store', { cause: error });
  }
  return openStore(setting, flag);
}

/** Drivers are loaded only where they are needed: the demo starts at once. */
async function open(setting: StoreSetting): Promise<Store | TransferableStore | SqliteStore | MongoStore> {
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

async function openPostgres(source: PostgresStoreSource): Promise<TransferableStore> {
  const { openPostgresStore } = await import('@frigg-crm/postgres-process-repo');
  return openPostgresStore(source);
}

/**
 * Does work that occupies the only thread for seconds, such as opening PGlite: no handler of a signal would run meanwhile.
 * So there is none, and the operating system ends the program at once, with the exit status that belongs to the signal. The
 * first program of a container keeps its handlers, because the system ends it for no signal.
 */
async function withDefaultSignals<Result>(work: () => Promise<Result>): Promise<Result> {
  if (process.pid === 1) return work();
  const handlers = SIGNALS.map((name) => ({ name, listeners: process.listeners(name) }));
  for (const { name, listeners } of handlers) for (const listener of listeners) process.off(name, listener);
  try {
    return await work();
  } finally {
    for (const { name, listeners } of handlers) for (const listener of listeners) process.on(name, listener);
  }
}
