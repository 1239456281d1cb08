import { sql, type Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestSchema, type TestSchema } from '../test-support/open-test-schema.ts';
import { createPgliteDatabase } from '../connection/pglite-database.ts';
import { createPostgresMappingRepository } from '../mapping-repository/postgres-mapping-repository.ts';
import type { ProcessDatabase, ProcessDatabaseHandle } from '../process-database.ts';
import { createProcesses } from './0001-create-processes.ts';
import { indexQuestions } from './0002-index-questions.ts';
import { createMappingsLeasesLimits } from './0003-mappings-leases-limits.ts';
import { createDocuments } from './0004-documents.ts';
import { indexActiveByIntegration } from './0005-active-by-integration.ts';
import { migrate } from './migrate.ts';

const OLDER: Readonly<Record<string, (db: Kysely<unknown>) => Promise<void>>> = {
  '0001-create-processes': createProcesses,
  '0002-index-questions': indexQuestions,
  '0003-mappings-leases-limits': createMappingsLeasesLimits,
  '0004-documents': createDocuments,
  '0005-active-by-integration': indexActiveByIntegration,
};
const SCOPE = { integrationId: 'i1', objectType: 'person' };

let server: TestSchema;
let pglite: ProcessDatabaseHandle;

beforeAll(async () => {
  server = await openTestSchema('person_phones');
  pglite = await createPgliteDatabase();
});

beforeEach(async () => {
  await server.db.schema.dropSchema(server.schema).ifExists().cascade().execute();
});

afterAll(async () => {
  await server.drop();
  await pglite.close();
});

/** Migrates as an earlier version did, with the same library. */
async function migrateAsBefore(db: Kysely<ProcessDatabase>, schema: string): Promise<void> {
  const migrations = Object.entries(OLDER).map(([name, up]) => [name, { up: async (on: Kysely<unknown>) => up(on.withSchema(schema)) }]);
  const { error } = await new Migrator({
    db,
    provider: {
      getMigrations: async () => Object.fromEntries(migrations) as Record<string, { up: (on: Kysely<unknown>) => Promise<void> }>,
    },
    migrationTableSchema: schema,
    migrationTableName: 'frigg_process_migrations',
    migrationLockTableName: 'frigg_process_migrations_lock',
  }).migrateToLatest();
  expect(error).toBeUndefined();
}

/** Stores people with numbers of their own, as any version does: the insert names no table but the mappings. */
async function storePeople(db: Kysely<ProcessDatabase>, schema: string, count: number): Promise<void> {
  await sql`
    insert into ${sql.id(schema, 'frigg_person_mappings')} (integration_id, object_type, external_id, phone_numbers)
    select 'i' || n % 3, 'person', 'p' || n, array['+1555' || n, '+1666' || n % 7] from generate_series(1, ${count}::int) as n`.execute(db);
}

const phonesOf = async ({ db, schema }: Pick<TestSchema, 'db' | 'schema'>, externalId: string): Promise<readonly string[]> =>
  (
    await db
      .withSchema(schema)
      .selectFrom('frigg_person_phones')
      .select('number')
      .where('external_id', '=', externalId)
      .orderBy('number')
      .execute()
  ).map(({ number }) => number);

describe('the table of phone numbers', () => {
  it.each(['a PostgreSQL server', 'PGlite'])('F28: gets the numbers of all people who are stored already, on %s', async (name) => {
    const { db, schema } = name === 'PGlite' ? { db: pglite.db, schema: 'public' } : server;
    await migrateAsBefore(db, schema);
    await storePeople(db, schema, 12_001);
    // Too long for any index on several columns; it was stored before there was one.
    const odd = 'x'.repeat(2550);
    await sql`
      insert into ${sql.id(schema, 'frigg_person_mappings')} (integration_id, object_type, external_id, phone_numbers)
      values ('i1', 'person', ${odd}, array['+1777'])`.execute(db);
    expect(await migrate(db, { schema })).toEqual([
      '0006-person-phones',
      '0007-fill-person-phones',
      '0008-no-pending-lists',
      '0009-due-processes',
    ]);
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${sql.id(schema, 'frigg_person_phones')}`.execute(db);
    expect(rows).toEqual([{ count: 24_002 }]);
    const mappings = createPostgresMappingRepository({ db, schema });
    const found = await mappings.findByPhones({ integrationId: 'i1', phoneNumbers: ['+155512001', '+15551', '+15552'] });
    expect(found.map(({ externalId }) => externalId)).toEqual(['p1', 'p12001']);
  });

  it('F28: follows every change of a mapping, also one that an earlier version of the program makes', async () => {
    const { db, schema } = server;
    await migrate(db, { schema });
    const mappings = createPostgresMappingRepository(server);
    await storePeople(db, schema, 1);
    expect(await phonesOf(server, 'p1')).toEqual(['+15551', '+16661']);
    const confirmed = { externalId: 'p1', contentHash: 'h', quoContactId: 'q' };
    await mappings.confirmWrites({ ...SCOPE, claimId: 'c', people: [{ ...confirmed, phoneNumbers: ['+15552', '+15551', '+15552'] }] });
    expect(await phonesOf(server, 'p1')).toEqual(['+15551', '+15552']);
    await sql`update ${sql.id(schema, 'frigg_person_mappings')} set phone_numbers = array['+15553']`.execute(db);
    expect(await phonesOf(server, 'p1')).toEqual(['+15553']);
    await mappings.remove({ ...SCOPE, externalIds: ['p1'] });
    expect(await phonesOf(server, 'p1')).toEqual([]);
  });

  it('finds no person by a number whose row outlived its mapping', async () => {
    await migrate(server.db, server);
    await server.db
      .withSchema(server.schema)
      .insertInto('frigg_person_phones')
      .values({ integration_id: 'i1', number: '+15551', object_type: 'person', external_id: 'gone' })
      .execute();
    expect(await createPostgresMappingRepository(server).findByPhones({ integrationId: 'i1', phoneNumbers: ['+15551'] })).toEqual([]);
  });
});
