import type { DocumentQuery } from '@frigg-crm/core';
import { CompiledQuery, sql, type Kysely, type RawBuilder } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestSchema, type TestSchema } from '../test-support/open-test-schema.ts';
import { pagesReadBy, planOf, rowsReadBy, type Explainable } from '../test-support/plan-of.ts';
import { migrate } from '../migrations/migrate.ts';
import type { ProcessDatabase } from '../process-database.ts';
import { selectDocument, selectDocuments, updateIfUnchanged } from './document-queries.ts';
import { insertStatement, removeExpiredStatement, removeIntegrationStatement, removeStatement } from './document-statements.ts';

const ENTRIES = 12_000;
/** Those that are busy, of all. */
const BUSY = 12;
const INTEGRATIONS = 2000;
const NOW = '2026-01-05T10:00:00.000Z';
const DOCUMENT = { collection: 'inbox', integrationId: 'i7', id: 'd7', value: {}, tags: [], dueAt: null, expiresAt: null, version: 0 };

let store: TestSchema;

/** A month of an inbox: of a hundred entries of an integration three are open, one has failed, and all others are done, a few of them for long. */
async function fill({ db, schema }: TestSchema): Promise<void> {
  const table = sql.id(schema, 'frigg_documents');
  await sql`
    insert into ${table}
    select 'inbox', 'i' || n % ${BUSY}::int, 'd' || n, '{}'::jsonb, case when n / ${BUSY}::int % 100 = 3 then array['failed'] else '{}'::text[] end,
           case when n / ${BUSY}::int % 100 < 3 then ${NOW}::timestamptz + (n % 500 - 60) * interval '1 minute' end,
           case when n / ${BUSY}::int % 100 >= 3 then ${NOW}::timestamptz + (n - 50) * interval '1 minute' end, 2
    from generate_series(1, ${ENTRIES}::int) as n
    union all
    select 'integrations', 'i' || n, 'integration', '{}'::jsonb, array['userId:u' || n % 200, 'connector:zoho', 'status:ENABLED', 'key:zoho/' || n],
           null::timestamptz, null::timestamptz, 0
    from generate_series(0, ${INTEGRATIONS - 1}::int) as n`.execute(db);
  // The list of tags that the index collects (fast update) becomes part of it; autovacuum does so elsewhere.
  await sql`vacuum analyze ${table}`.execute(db);
}

/** A statement that can be explained like a query. */
function explainable(db: Kysely<ProcessDatabase>, statement: RawBuilder<unknown>): Explainable {
  return {
    async explain(_, options) {
      const { sql: text, parameters } = statement.compile(db);
      const run = options === undefined ? 'explain (format json)' : 'explain (analyze, format json)';
      const { rows } = await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(`${run} ${text}`, [...parameters]));
      return rows;
    },
  };
}

const QUERIES: readonly {
  readonly name: string;
  readonly query: Omit<DocumentQuery, 'limit'>;
  readonly index: RegExp;
  readonly most: number;
}[] = [
  { name: 'what is due', query: { collection: 'inbox', dueBefore: NOW }, index: /_due$/, most: 122 },
  {
    name: 'what has failed in an integration',
    query: { collection: 'inbox', integrationId: 'i7', tag: 'failed' },
    index: /_(by_tag|pkey)$/,
    most: ENTRIES / BUSY,
  },
  { name: 'an integration by a key', query: { collection: 'integrations', tag: 'key:zoho/7' }, index: /_by_tag$/, most: 1 },
  { name: 'the integrations of a user', query: { collection: 'integrations', tag: 'userId:u7' }, index: /_by_tag$/, most: 10 },
  {
    name: 'the integrations with a status',
    query: { collection: 'integrations', tag: 'status:ENABLED' },
    index: /_(by_tag|pkey)$/,
    most: INTEGRATIONS,
  },
  {
    name: 'what there is of an integration',
    query: { collection: 'inbox', integrationId: 'i7' },
    index: /_pkey$/,
    most: ENTRIES / BUSY,
  },
  {
    name: 'what there is of an integration, behind a key',
    query: { collection: 'inbox', integrationId: 'i7', after: { integrationId: 'i7', id: 'd9' } },
    index: /_pkey$/,
    most: ENTRIES / BUSY,
  },
  { name: 'all of a collection', query: { collection: 'integrations' }, index: /_pkey$/, most: INTEGRATIONS },
];

const STATEMENTS: readonly {
  readonly name: string;
  readonly make: (schema: string) => RawBuilder<unknown>;
  readonly index: RegExp;
  readonly most: number;
}[] = [
  {
    name: 'removes what has expired',
    make: (schema) => removeExpiredStatement(schema, NOW, 20),
    index: /_(expired|pkey)$/,
    most: 20,
  },
  { name: 'removes some', make: (schema) => removeStatement(schema, [DOCUMENT, { ...DOCUMENT, id: 'd19' }]), index: /_pkey$/, most: 2 },
  {
    name: 'removes an integration',
    make: (schema) => removeIntegrationStatement(schema, 'i7', ['mappings']),
    index: /_pkey$/,
    most: ENTRIES / BUSY + 1,
  },
  { name: 'inserts', make: (schema) => insertStatement(schema, [DOCUMENT]), index: /_pkey$/, most: 1 },
];

beforeAll(async () => {
  store = await openTestSchema('document_plans');
  await migrate(store.db, store);
  await fill(store);
});

afterAll(async () => {
  await store.drop();
});

describe('the plans of the queries about documents', () => {
  it.each(QUERIES)('use an index for $name, and read little else', async ({ query, index, most }) => {
    const selection = selectDocuments(store.db.withSchema(store.schema), { ...query, limit: 1000 });
    const plan = await planOf(selection);
    expect(plan.nodes).not.toContain('Seq Scan');
    // For two conditions the planner may join two indexes.
    expect(plan.indexes).toEqual(plan.indexes.map(() => expect.stringMatching(index)));
    expect(plan.indexes).not.toHaveLength(0);
    expect(await rowsReadBy(selection)).toBeLessThanOrEqual(most);
  });

  it('need no sorting to continue page by page, or to find the longest due', async () => {
    const after = { integrationId: 'i3', id: 'd' };
    for (const query of [{ after }, { integrationId: 'i7', after }, { dueBefore: NOW }]) {
      const selection = selectDocuments(store.db.withSchema(store.schema), { collection: 'inbox', ...query, limit: 2 });
      expect((await planOf(selection)).nodes).not.toContain('Sort');
      expect(await rowsReadBy(selection)).toBe(2);
    }
  });

  it('go by the primary key to find one and to save it', async () => {
    const db = store.db.withSchema(store.schema);
    for (const query of [selectDocument(db, DOCUMENT), updateIfUnchanged(db, DOCUMENT)]) {
      const plan = await planOf(query);
      expect(plan.nodes).not.toContain('Seq Scan');
      expect(plan.indexes).toEqual(['frigg_documents_pkey']);
    }
  });

  it.each(STATEMENTS)('use indexes for what $name, and touch nothing else', async ({ make, index, most }) => {
    await store.db.transaction().execute(async (db) => {
      const statement = explainable(db, make(store.schema));
      const plan = await planOf(statement);
      expect(plan.nodes).not.toContain('Seq Scan');
      expect(plan.indexes).toEqual(plan.indexes.map(() => expect.stringMatching(index)));
      expect(await rowsReadBy(statement)).toBeLessThanOrEqual(most);
    });
  });

  it('is found to read the whole table without an index', async () => {
    const selection = store.db.withSchema(store.schema).selectFrom('frigg_documents').selectAll().where('version', '=', 9);
    expect(await planOf(selection)).toEqual({ nodes: ['Seq Scan'], indexes: [] });
  });

  it('F28: read as few pages for a tag right after many writes as after a vacuum', async () => {
    await sql`
      insert into ${sql.id(store.schema, 'frigg_documents')}
      select 'integrations', 'new' || n, 'integration', '{}'::jsonb, array['key:new/' || n], null, null, 0
      from generate_series(1, ${ENTRIES}::int) as n`.execute(store.db);
    const selection = selectDocuments(store.db.withSchema(store.schema), { collection: 'integrations', tag: 'key:zoho/7', limit: 1 });
    // A pending list of GIN would add up to 500.
    expect(await pagesReadBy(selection)).toBeLessThan(20);
  });
});
