import type { ProcessQuery } from '@frigg-crm/core';
import { aProcess } from '@frigg-crm/testing';
import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planOf, rowsReadBy } from '../test-support/plan-of.ts';
import { openTestSchema, type TestSchema } from '../test-support/open-test-schema.ts';
import { createPgliteDatabase } from '../connection/pglite-database.ts';
import { migrate } from '../migrations/migrate.ts';
import type { ProcessDatabase, ProcessDatabaseHandle } from '../process-database.ts';
import { selectById, selectByIds, selectNewest, updateIfUnchanged } from './process-queries.ts';

const ROWS = 6000;
/** When the newest of them was created; each other one a minute before the next. */
const LAST = '2026-01-05T10:00:00.000Z';
const FOUR_DAYS_EARLIER = '2026-01-01T10:00:00.000Z';

/** Fills the table as a year would: many integrations, few processes that have not ended. */
async function fill(db: Kysely<ProcessDatabase>, schema: string): Promise<void> {
  const table = sql.table(`${schema}.frigg_processes`);
  await sql`
    insert into ${table}
    select 'p' || n, 'u' || n % 50, 'i' || n % 300, 'n' || n % 400, 'T' || n % 60, 'S' || n % 70, '{}', '{}',
           case when n % 10 = 0 then 'p' || n / 10 end, '[]', case when n % 100 = 0 then 'k' || n end, '{}', n % 7,
           created_at, created_at + interval '1 minute', case when n % 100 = 0 then null else created_at + interval '1 minute' end
    from generate_series(1, ${ROWS}::int) as n, lateral (select ${LAST}::timestamptz - n * interval '1 minute' as created_at) as times`.execute(
    db,
  );
  await sql`analyze ${table}`.execute(db);
}

const QUERIES: readonly { readonly query: ProcessQuery; readonly index: RegExp }[] = [
  { query: {}, index: /_by_time$/ },
  { query: { limit: 1 }, index: /_by_time$/ },
  { query: { integrationId: 'i7' }, index: /_by_integration_id$/ },
  { query: { type: 'T7' }, index: /_by_type$/ },
  { query: { name: 'n7' }, index: /_by_name$/ },
  { query: { state: 'S7' }, index: /_by_state$/ },
  { query: { parentProcessId: 'p7' }, index: /_by_parent$/ },
  { query: { active: true }, index: /_active$/ },
  { query: { active: false }, index: /_by_time$/ },
  { query: { active: true, type: 'T0' }, index: /_active$|_active_by_integration$|_by_type$/ },
  { query: { integrationId: 'i7', type: 'T7', active: true }, index: /_active_by_integration$/ },
  { query: { integrationId: 'i7', active: true }, index: /_active_by_integration$/ },
  { query: { updatedBefore: LAST, active: true }, index: /_active$/ },
  { query: { updatedBefore: FOUR_DAYS_EARLIER, active: true }, index: /_active$/ },
  { query: { updatedBefore: LAST, active: true, order: 'oldest-first' }, index: /_active$/ },
  { query: { dueBefore: LAST, order: 'oldest-first' }, index: /_due$/ },
  { query: { dueBefore: LAST, order: 'oldest-first', type: 'T7', after: { at: FOUR_DAYS_EARLIER, id: 'p7' } }, index: /_due$/ },
  { query: { updatedBefore: LAST }, index: /_by_time$/ },
  { query: { endedBefore: FOUR_DAYS_EARLIER }, index: /_ended$/ },
  { query: { endedBefore: FOUR_DAYS_EARLIER, limit: 1000 }, index: /_ended$/ },
  { query: { endedBefore: LAST }, index: /_by_time$/ },
  { query: { integrationId: 'i7', type: 'T7' }, index: /_by_integration_id$|_by_type$/ },
];

let server: TestSchema;
let pglite: ProcessDatabaseHandle;
interface NamedDatabase {
  readonly name: string;
  db: Kysely<ProcessDatabase> | undefined;
}

const databases: readonly NamedDatabase[] = [
  { name: 'a PostgreSQL server', db: undefined },
  { name: 'PGlite', db: undefined },
];

function opened(database: NamedDatabase | undefined): Kysely<ProcessDatabase> {
  if (database?.db === undefined) throw new TypeError('the database is not open');
  return database.db;
}

beforeAll(async () => {
  server = await openTestSchema('plans');
  pglite = await createPgliteDatabase();
  for (const [index, { db, schema }] of [server, { db: pglite.db, schema: 'public' }].entries()) {
    await migrate(db, { schema });
    await fill(db, schema);
    const database = databases[index];
    if (database !== undefined) database.db = db.withSchema(schema);
  }
});

afterAll(async () => {
  await server.drop();
  await pglite.close();
});

describe('the plans of the queries', () => {
  for (const database of databases) {
    it.each(QUERIES)(`use an index on ${database.name} for $query`, async ({ query, index }) => {
      const plan = await planOf(selectNewest(opened(database), query));
      expect(plan.nodes).not.toContain('Seq Scan');
      // For two conditions the planner may join two indexes.
      expect(plan.indexes).toEqual(plan.indexes.map(() => expect.stringMatching(index)));
      expect(plan.indexes).not.toHaveLength(0);
    });

    it(`go by the primary key on ${database.name} for ids and for saves`, async () => {
      const db = opened(database);
      for (const query of [selectById(db, 'p7'), selectByIds(db, ['p7', 'p8', 'p9']), updateIfUnchanged(db, aProcess())]) {
        const plan = await planOf(query);
        expect(plan.nodes).not.toContain('Seq Scan');
        expect(plan.indexes).toEqual(['frigg_processes_pkey']);
      }
    });

    it(`read on ${database.name} those that have not ended, and no other, to find those that were silent for long`, async () => {
      const query = selectNewest(opened(database), { active: true, updatedBefore: FOUR_DAYS_EARLIER, limit: 1000 });
      expect(await query.execute()).toHaveLength(3);
      expect(await rowsReadBy(query)).toBeLessThanOrEqual(ROWS / 100);
    });

    it(`read on ${database.name} those that ended long ago, and no other, to find them`, async () => {
      const query = selectNewest(opened(database), { endedBefore: FOUR_DAYS_EARLIER, limit: 1000 });
      const found = await query.execute();
      expect(found.length).toBeGreaterThan(200);
      expect(await rowsReadBy(query)).toBe(found.length);
    });
  }

  it('is found to read the whole table without an index', async () => {
    const plan = await planOf(opened(databases[0]).selectFrom('frigg_processes').selectAll().where('user_id', '=', 'u7'));
    expect(plan).toEqual({ nodes: ['Seq Scan'], indexes: [] });
  });
});
