import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeDocumentStore,
  describeLeases,
  describeMappingRepository,
  describeProcessRepository,
  describeRateLimits,
  describeStoreTransfer,
} from '@frigg-crm/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgresStore, type PostgresStore } from './connection/open-postgres-store.ts';
import { createPostgresLeases } from './leases/postgres-leases.ts';
import { createPostgresMappingRepository } from './mapping-repository/postgres-mapping-repository.ts';
import type { ProcessDatabase } from './process-database.ts';
import { createPostgresRateLimits } from './rate-limits/postgres-rate-limits.ts';

let home: string;
let inMemory: PostgresStore;
let inDirectory: PostgresStore;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'frigg-pglite-'));
  inMemory = await openPostgresStore({ dataDir: undefined });
  inDirectory = await openPostgresStore({ dataDir: join(home, 'made', 'on', 'demand') });
});

afterAll(async () => {
  await inMemory.close();
  await inDirectory.close();
  await rm(home, { recursive: true });
});

async function emptied(store: PostgresStore, table: keyof ProcessDatabase): Promise<PostgresStore> {
  await store.db.deleteFrom(table).execute();
  return store;
}

describeProcessRepository('on PGlite in memory', {
  make: async () => (await emptied(inMemory, 'frigg_processes')).processRepository,
});
describeProcessRepository('on PGlite in a directory', {
  make: async () => (await emptied(inDirectory, 'frigg_processes')).processRepository,
});
describeMappingRepository('on PGlite', {
  make: async (clock) => createPostgresMappingRepository({ db: (await emptied(inMemory, 'frigg_person_mappings')).db, clock }),
});
describeLeases('on PGlite', {
  make: async (clock) => createPostgresLeases({ db: (await emptied(inMemory, 'frigg_leases')).db, clock }),
});
describeRateLimits('on PGlite', {
  make: async (clock) => createPostgresRateLimits({ db: (await emptied(inMemory, 'frigg_rate_limits')).db, clock }),
});
describeDocumentStore('on PGlite', {
  make: async () => (await emptied(inMemory, 'frigg_documents')).documents,
});
describeStoreTransfer('on PGlite', {
  make: async () => {
    await emptied(inMemory, 'frigg_person_mappings');
    return emptied(inMemory, 'frigg_documents');
  },
});

it('has all parts of a store, which go by the clock of the database', async () => {
  const { db, leases, mappingRepository, rateLimits } = inMemory;
  await db.deleteFrom('frigg_leases').execute();
  await db.deleteFrom('frigg_rate_limits').execute();
  expect(await leases.hold(['a'], { holder: 'first', ttlMs: 60_000 })).toEqual(['a']);
  expect(await leases.hold(['a'], { holder: 'second', ttlMs: 60_000 })).toEqual([]);
  expect(await rateLimits.reserve('a', { costMs: 60_000 })).toBe(0);
  expect(await rateLimits.reserve('a', { costMs: 60_000 })).toBeGreaterThan(50_000);
  expect(await mappingRepository.count({ integrationId: 'unknown', objectType: 'person' })).toBe(0);
});
