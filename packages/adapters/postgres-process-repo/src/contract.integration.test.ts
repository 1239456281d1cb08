import { randomUUID } from 'node:crypto';
import { createCredentialVault, createIntegrationRepository, type Clock } from '@frigg-crm/core';
import {
  describeCredentialVault,
  describeDocumentStore,
  describeIntegrationRepository,
  describeLeases,
  describeMappingRepository,
  describeProcessRepository,
  describeRateLimits,
  describeStoreTransfer,
} from '@frigg-crm/testing';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openTransactionPooler } from './test-support/transaction-pooler.ts';
import { createPgDatabase } from './connection/pg-database.ts';
import { createPostgresDocumentStore } from './document-store/postgres-document-store.ts';
import { createPostgresLeases } from './leases/postgres-leases.ts';
import { createPostgresMappingRepository } from './mapping-repository/postgres-mapping-repository.ts';
import { migrate } from './migrations/migrate.ts';
import type { ProcessDatabase, ProcessDatabaseHandle } from './process-database.ts';
import { createPostgresProcessRepository } from './process-repository/postgres-process-repository.ts';
import { createPostgresRateLimits } from './rate-limits/postgres-rate-limits.ts';
import { createPostgresTransfer } from './transfer/postgres-transfer.ts';

/*
 * The contract suites, on the server of `PG_URL` or on one of their own. The program under test uses a pool that changes
 * the session with every transaction, as a pooler in transaction mode does; the second program a pool of its own.
 */

/** Of its own: the server of `PG_URL` may hold other tables, and serve other runs. */
const schema = `frigg_contract_${randomUUID().slice(0, 8)}`;
const BACKENDS = 6;

let pooled: Kysely<ProcessDatabase>;
let otherProgram: ProcessDatabaseHandle;

beforeAll(async () => {
  pooled = new Kysely<ProcessDatabase>({
    dialect: new PostgresDialect({ pool: await openTransactionPooler(inject('contractUrl'), BACKENDS) }),
  });
  otherProgram = await createPgDatabase({ connectionString: inject('contractUrl'), maxConnections: 20 });
  await migrate(pooled, { schema });
});

afterAll(async () => {
  await pooled.schema.dropSchema(schema).cascade().execute();
  await otherProgram.close();
  await pooled.destroy();
});

async function emptied(table: keyof ProcessDatabase): Promise<{ readonly db: Kysely<ProcessDatabase>; readonly schema: string }> {
  await sql`truncate ${sql.id(schema, table)}`.execute(pooled);
  return { db: pooled, schema };
}

const opened = (clock?: Clock) => ({ db: otherProgram.db, schema, clock });

describeProcessRepository('on a PostgreSQL server', {
  make: async () => createPostgresProcessRepository(await emptied('frigg_processes')),
  open: () => createPostgresProcessRepository(opened()),
});
describeMappingRepository('on a PostgreSQL server', {
  make: async (clock) => createPostgresMappingRepository({ ...(await emptied('frigg_person_mappings')), clock }),
  open: (clock) => createPostgresMappingRepository(opened(clock)),
});
describeLeases('on a PostgreSQL server', {
  make: async (clock) => createPostgresLeases({ ...(await emptied('frigg_leases')), clock }),
  open: (clock) => createPostgresLeases(opened(clock)),
});
describeRateLimits('on a PostgreSQL server', {
  make: async (clock) => createPostgresRateLimits({ ...(await emptied('frigg_rate_limits')), clock }),
  open: (clock) => createPostgresRateLimits(opened(clock)),
});
describeDocumentStore('on a PostgreSQL server', {
  make: async () => createPostgresDocumentStore(await emptied('frigg_documents')),
  open: () => createPostgresDocumentStore(opened()),
});
describeStoreTransfer('on a PostgreSQL server', {
  make: async () => {
    await emptied('frigg_person_mappings');
    const tables = await emptied('frigg_documents');
    return {
      mappingRepository: createPostgresMappingRepository(tables),
      documents: createPostgresDocumentStore(tables),
      transfer: createPostgresTransfer(tables),
    };
  },
});
describeIntegrationRepository('over documents on a PostgreSQL server', {
  make: async () => createIntegrationRepository(createPostgresDocumentStore(await emptied('frigg_documents'))),
  open: () => createIntegrationRepository(createPostgresDocumentStore(opened())),
});
describeCredentialVault('over documents on a PostgreSQL server', {
  make: async () => {
    const documents = createPostgresDocumentStore(await emptied('frigg_documents'));
    return (keys) => createCredentialVault({ documents, keys });
  },
});

it('F43: leaves nothing in a session that a pooler would hand to the next client', async () => {
  const residues = await Promise.all(
    Array.from({ length: BACKENDS }, async () =>
      pooled.transaction().execute(async (session) => {
        const { rows } = await sql<{ residue: string }>`
          select 'prepared ' || name as residue from pg_prepared_statements
          union all select 'temporary ' || relname from pg_class where relpersistence = 't' and pg_table_is_visible(oid)
          union all select 'listening ' || channel from pg_listening_channels() as channel
          union all select 'setting ' || name from pg_settings where source = 'session'
          union all select 'lock ' || objid from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`.execute(session);
        return rows.map(({ residue }) => residue);
      }),
    ),
  );
  // What the driver sets when it connects.
  expect(residues.flat().filter((residue) => !/^setting (client_encoding|DateStyle|application_name)$/.test(residue))).toEqual([]);
});
