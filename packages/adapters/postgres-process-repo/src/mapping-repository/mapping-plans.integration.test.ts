import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestSchema, type TestSchema } from '../test-support/open-test-schema.ts';
import { pagesReadBy, planOf, rowsReadBy, type Explainable } from '../test-support/plan-of.ts';
import { migrate } from '../migrations/migrate.ts';
import type { ProcessDatabase } from '../process-database.ts';
import { selectByPhones, selectCount, selectFailed, selectMany, selectUnseen } from './mapping-queries.ts';

const PEOPLE = 20_000;
const SCOPE = { integrationId: 'i7', objectType: 'person' };

/** A thousand numbers, of people of all integrations. */
const NUMBERS = Array.from({ length: 1000 }, (_, index) => `+1555${index * 7 + 7}`);

const BY_PHONE = ['frigg_person_phones_pkey', 'frigg_person_mappings_pkey'];

let store: TestSchema;

/** Fifty integrations with 400 people each; each has a number of its own, one in a hundred failed or was not seen. */
async function fill({ db, schema }: TestSchema): Promise<void> {
  const table = sql.id(schema, 'frigg_person_mappings');
  await sql`
    insert into ${table} (integration_id, object_type, external_id, quo_contact_id, phone_numbers, content_hash, seen_in, known_since, failed_process_id)
    select 'i' || n % 50, 'person', 'p' || n, 'q' || n, array['+1555' || n], 'h', 's' || (n % 100)::bool, now() - interval '1 day',
           case when n / 50 % 100 = 0 then 'process-' || n % 50 end
    from generate_series(1, ${PEOPLE}::int) as n`.execute(db);
  await sql`analyze ${table}`.execute(db);
}

const QUERIES: readonly {
  readonly name: string;
  readonly select: (db: Kysely<ProcessDatabase>) => Explainable;
  readonly indexes: readonly string[];
  readonly most: number;
}[] = [
  {
    name: 'people by their ids',
    select: (db) => selectMany(db, SCOPE, ['p7', 'p57', 'unknown']),
    indexes: ['frigg_person_mappings_pkey'],
    most: 2,
  },
  { name: 'the owners of a phone number', select: (db) => selectByPhones(db, 'i7', ['+15557']), indexes: BY_PHONE, most: 1 },
  { name: 'the owners of a thousand phone numbers', select: (db) => selectByPhones(db, 'i7', NUMBERS), indexes: BY_PHONE, most: 1000 },
  {
    name: 'who failed in a process',
    select: (db) => selectFailed(db, { ...SCOPE, processId: 'process-7', limit: 100 }),
    indexes: ['frigg_person_mappings_failed'],
    most: 4,
  },
  {
    name: 'who failed in a process, after an id',
    select: (db) => selectFailed(db, { ...SCOPE, processId: 'process-7', after: 'p5', limit: 1 }),
    indexes: ['frigg_person_mappings_failed'],
    most: 4,
  },
  {
    name: 'people that a sync did not see',
    select: (db) => selectUnseen(db, { ...SCOPE, seenIn: 'strue', knownBefore: '2099-01-01T00:00:00Z', limit: 1000 }),
    indexes: ['frigg_person_mappings_pkey'],
    most: PEOPLE / 50,
  },
  { name: 'how many people there are', select: (db) => selectCount(db, SCOPE), indexes: ['frigg_person_mappings_pkey'], most: PEOPLE / 50 },
];

beforeAll(async () => {
  store = await openTestSchema('mapping_plans');
  await migrate(store.db, store);
  await fill(store);
});

afterAll(async () => {
  await store.drop();
});

describe('the plans of the queries about people', () => {
  it.each(QUERIES)('use an index for $name, and read no row of another integration', async ({ select, indexes, most }) => {
    const query = select(store.db.withSchema(store.schema));
    const plan = await planOf(query);
    expect(plan.nodes).not.toContain('Seq Scan');
    expect(plan.indexes).toEqual(indexes);
    expect(await rowsReadBy(query)).toBeLessThanOrEqual(most);
  });

  it('need no sorting to continue page by page', async () => {
    const query = selectUnseen(store.db.withSchema(store.schema), {
      ...SCOPE,
      seenIn: 's',
      knownBefore: '2099-01-01',
      after: 'p3',
      limit: 10,
    });
    const { nodes } = await planOf(query);
    expect(nodes).not.toContain('Sort');
    expect(await rowsReadBy(query)).toBe(10);
  });

  it('F28: read as few pages for a phone number right after many writes as after a vacuum', async () => {
    const db = store.db.withSchema(store.schema);
    const lookup = selectByPhones(db, 'i7', ['+15557']);
    // Nothing has vacuumed or analysed what follows.
    await sql`
      insert into ${sql.id(store.schema, 'frigg_person_mappings')} (integration_id, object_type, external_id, phone_numbers)
      select 'i7', 'person', 'new' || n, array['+1777' || n] from generate_series(1, ${PEOPLE}::int) as n`.execute(store.db);
    const rightAfter = await pagesReadBy(lookup);
    expect(await planOf(lookup)).toMatchObject({ indexes: BY_PHONE });
    for (const table of ['frigg_person_mappings', 'frigg_person_phones'])
      await sql`vacuum analyze ${sql.id(store.schema, table)}`.execute(store.db);
    expect(rightAfter).toBeLessThan(20);
    expect(rightAfter - (await pagesReadBy(lookup))).toBeLessThanOrEqual(4);
  });
});
