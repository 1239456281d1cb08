import { describeLeases, describeMappingRepository, describeRateLimits } from '@frigg-crm/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgresStore, type PostgresStore } from '../connection/open-postgres-store.ts';
import { createPostgresLeases } from '../leases/postgres-leases.ts';
import { createPostgresRateLimits } from '../rate-limits/postgres-rate-limits.ts';
import { createPostgresMappingRepository } from './postgres-mapping-repository.ts';

let store: PostgresStore;

beforeAll(async () => {
  store = await openPostgresStore({ dataDir: undefined });
});

afterAll(async () => {
  await store.close();
});

describeMappingRepository('on PGlite', {
  make: async (clock) => {
    await store.db.deleteFrom('frigg_person_mappings').execute();
    return createPostgresMappingRepository({ db: store.db, clock });
  },
});

describeLeases('on PGlite', {
  make: async (clock) => {
    await store.db.deleteFrom('frigg_leases').execute();
    return createPostgresLeases({ db: store.db, clock });
  },
});

describeRateLimits('on PGlite', {
  make: async (clock) => {
    await store.db.deleteFrom('frigg_rate_limits').execute();
    return createPostgresRateLimits({ db: store.db, clock });
  },
});

it('hands out everything on a store that is opened, by the clock of the database', async () => {
  const { db, leases, mappingRepository, rateLimits } = store;
  await db.deleteFrom('frigg_leases').execute();
  await db.deleteFrom('frigg_rate_limits').execute();
  expect(await leases.hold(['a'], { holder: 'first', ttlMs: 60_000 })).toEqual(['a']);
  expect(await leases.hold(['a'], { holder: 'second', ttlMs: 60_000 })).toEqual([]);
  expect(await rateLimits.reserve('a', { costMs: 60_000 })).toBe(0);
  expect(await rateLimits.reserve('a', { costMs: 60_000 })).toBeGreaterThan(50_000);
  expect(await mappingRepository.count({ integrationId: 'nobody', objectType: 'person' })).toBe(0);
});
