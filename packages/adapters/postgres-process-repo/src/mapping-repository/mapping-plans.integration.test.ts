import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestSchema, type TestSchema } from '../__fixtures__/open-test-schema.ts';
import { planOf, rowsReadBy, type Explainable } from '../__fixtures__/plan-of.ts';
import { migrate } from '../migrations/migrate.ts';
import type { ProcessDatabase } from '../process-database.ts';
import { selectByPhones, selectCount, selectFailed, selectMany, selectUnseen } from './mapping-queries.ts';

const PEOPLE = 20_000;
const SCOPE = { integrationId: 'i7', objectType: 'person' };

/** A thousand numbers, of people of all integrations. */
const NUMBERS = Array.from({ length: 1000 }, (_, index) => `+1555${index * 7 + 7}`);

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

const QUESTIONS: readonly {
  readonly name: string;
  readonly ask: (db: Kysely<ProcessDatabase>) => Explainable;
  readonly index: RegExp;
  readonly most: number;
}[] = [
  { name: 'people by their ids', ask: (db) => selectMany(db, SCOPE, ['p7', 'p57', 'nobody']), index: /_pkey$/, most: 2 },
  { name: 'the owners of a phone number', ask: (db) => selectByPhones(db, 'i7', ['+15557']), index: /_by_phone$/, most: 1 },
  { name: 'the owners of a thousand phone numbers', ask: (db) => selectByPhones(db, 'i7', NUMBERS), index: /_by_phone$/, most: 1000 },
  {
    name: 'who failed in a process',
    ask: (db) => selectFailed(db, { ...SCOPE, processId: 'process-7', limit: 100 }),
    index: /_failed$/,
    most: 4,
  },
  {
    name: 'who failed in a process behind somebody',
    ask: (db) => selectFailed(db, { ...SCOPE, processId: 'process-7', after: 'p5', limit: 1 }),
    index: /_failed$/,
    most: 4,
  },
  {
    name: 'whom a sync did not see',
    ask: (db) => selectUnseen(db, { ...SCOPE, seenIn: 'strue', knownBefore: '2099-01-01T00:00:00Z', limit: 1000 }),
    index: /_pkey$/,
    most: PEOPLE / 50,
  },
  { name: 'how many people there are', ask: (db) => selectCount(db, SCOPE), index: /_pkey$/, most: PEOPLE / 50 },
];

beforeAll(async () => {
  store = await openTestSchema('mapping_plans');
  await migrate(store.db, store);
  await fill(store);
});

afterAll(async () => {
  await store.drop();
});

describe('the plans of the questions about people', () => {
  it.each(QUESTIONS)('use an index for $name, and read nobody of another integration', async ({ ask, index, most }) => {
    const query = ask(store.db.withSchema(store.schema));
    const plan = await planOf(query);
    expect(plan.nodes).not.toContain('Seq Scan');
    expect(plan.indexes).toEqual([expect.stringMatching(index)]);
    expect(await rowsReadBy(query)).toBeLessThanOrEqual(most);
  });

  it('need no sorting to go on page by page', async () => {
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
});
