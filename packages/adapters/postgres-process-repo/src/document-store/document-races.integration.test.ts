import type { StoredDocument } from '@frigg-crm/core';
import { Kysely, PostgresDialect, sql, type LogEvent } from 'kysely';
import { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { openTwoPrograms, type TwoPrograms } from '../test-support/open-two-programs.ts';
import { createPgDatabase } from '../connection/pg-database.ts';
import type { ProcessDatabase } from '../process-database.ts';
import { createPostgresDocumentStore } from './postgres-document-store.ts';

const EXPIRED = '2026-01-05T10:00:00.000Z';
const LATER = '2026-01-05T10:00:00.001Z';

let programs: TwoPrograms;
let store: TwoPrograms['store'];
let otherProgram: TwoPrograms['otherProgram'];

beforeAll(async () => {
  programs = await openTwoPrograms('document_races');
  ({ store, otherProgram } = programs);
});

beforeEach(async () => {
  await sql`truncate ${sql.id(store.schema, 'frigg_documents')}`.execute(store.db);
});

afterAll(async () => programs.close());

function aDocument(id: string, overrides: Partial<StoredDocument> = {}): StoredDocument {
  const rest = { collection: 'inbox', integrationId: 'i1', value: { text: id }, tags: [], dueAt: null, expiresAt: null, version: 0 };
  return { ...rest, id, ...overrides };
}

const documentsUpTo = (count: number): readonly StoredDocument[] => Array.from({ length: count }, (_, index) => aDocument(`d${index}`));

/** A database of its own, and what happens on it. */
function watchedDatabase(max: number): { readonly db: Kysely<ProcessDatabase>; readonly events: readonly LogEvent[] } {
  const events: LogEvent[] = [];
  const pool = new Pool({ connectionString: inject('postgresUrl'), max });
  return { db: new Kysely<ProcessDatabase>({ dialect: new PostgresDialect({ pool }), log: (event) => void events.push(event) }), events };
}

describe('the document store on a PostgreSQL server, beyond the contract', () => {
  it('needs one statement for a call, however many documents it is about, and one for each thousand that it inserts', async () => {
    const { db, events } = watchedDatabase(1);
    const documents = createPostgresDocumentStore({ db, schema: store.schema });
    await documents.insert(documentsUpTo(1000));
    await documents.insert(documentsUpTo(1001));
    await documents.save(aDocument('d1'));
    await documents.remove(documentsUpTo(700));
    await documents.removeExpired({ before: LATER, limit: 1000 });
    await documents.removeIntegration({ integrationId: 'i1' });
    await db.destroy();
    const verbs = events.map(({ query }) => query.sql.trim().split(' ')[0]);
    expect(verbs).toEqual(['insert', 'insert', 'insert', 'update', 'with', 'with', 'with']);
  });

  it('takes a lost race for a conflict under repeatable read, too', async () => {
    const documents = createPostgresDocumentStore(store);
    await documents.insert([aDocument('a')]);
    const url = new URL(inject('postgresUrl'));
    url.searchParams.set('options', '-c default_transaction_isolation=repeatable\\ read');
    const strict = await createPgDatabase({ connectionString: url.href });
    const strictly = createPostgresDocumentStore({ db: strict.db, schema: store.schema });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, async () => strictly.save(aDocument('a'))));
    await strict.close();
    const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? String((outcome.reason as { code?: string }).code) : 'saved'));
    expect(codes.toSorted()).toEqual([...Array.from({ length: 19 }, () => 'DOCUMENT_CONFLICT'), 'saved']);
    expect((await documents.find(aDocument('a')))?.version).toBe(1);
  });

  it('deadlocks on no calls that share documents, in opposite orders, while an integration is removed', async () => {
    const { db, events } = watchedDatabase(12);
    const documents = createPostgresDocumentStore({ db, schema: store.schema });
    const given = documentsUpTo(150).map((document) => ({ ...document, expiresAt: EXPIRED }));
    const rounds = Array.from({ length: 12 }, async (_, number) => {
      const own = number % 2 === 0 ? given : given.toReversed();
      for (let round = 0; round < 3; round += 1) {
        await documents.insert(own);
        if (number % 3 === 0) await documents.remove(own.slice(0, 60));
        if (number % 3 === 1) await documents.removeExpired({ before: LATER, limit: 50 });
        if (number === 2) await documents.removeIntegration({ integrationId: 'i1' });
      }
    });
    await Promise.all(rounds);
    await db.destroy();
    expect(events.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('leaves alone what another program holds when it removes what has expired, and what was saved meanwhile', async () => {
    const documents = createPostgresDocumentStore(store);
    await documents.insert(['a', 'b', 'c'].map((id) => aDocument(id, { expiresAt: EXPIRED })));
    await otherProgram.db.transaction().execute(async (db) => {
      const others = createPostgresDocumentStore({ db, schema: store.schema });
      await others.save(aDocument('b', { expiresAt: null }));
      expect(await documents.removeExpired({ before: LATER, limit: 10 })).toBe(2);
    });
    expect(await documents.removeExpired({ before: LATER, limit: 10 })).toBe(0);
    expect((await documents.find(aDocument('b')))?.version).toBe(1);
  });

  it('stops waiting for a locked row when the signal aborts', async () => {
    const documents = createPostgresDocumentStore(store);
    await documents.insert([aDocument('a')]);
    const waiting = new AbortController();
    const reason = new Error('shutting down');
    await otherProgram.db.transaction().execute(async (other) => {
      await other.withSchema(store.schema).selectFrom('frigg_documents').select('id').forUpdate().execute();
      const save = documents.save(aDocument('a'), { signal: waiting.signal });
      setImmediate(() => waiting.abort(reason));
      await expect(save).rejects.toBe(reason);
    });
    await expect(documents.find(aDocument('a'))).resolves.toBeDefined();
  });

  it('inserts what another program has inserted and taken back meanwhile', async () => {
    const documents = createPostgresDocumentStore(store);
    let insert: Promise<readonly unknown[]> = Promise.resolve([]);
    const undone = otherProgram.db.transaction().execute(async (db) => {
      await createPostgresDocumentStore({ db, schema: store.schema }).insert([aDocument('a', { value: { undone: true } })]);
      insert = documents.insert([aDocument('a'), aDocument('b')]);
      await untilLockAwaited();
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    expect(await insert).toHaveLength(2);
    expect(await documents.find(aDocument('a'))).toEqual(aDocument('a'));
  });

  it('touches no index when a save changes the value only', async () => {
    const name = `${store.schema}.frigg_documents`;
    await store.db.transaction().execute(async (db) => {
      const documents = createPostgresDocumentStore({ db, schema: store.schema });
      let document = aDocument('a', { tags: ['x'], dueAt: EXPIRED });
      await documents.insert([document]);
      const count = async (): Promise<readonly [number, number]> => {
        const { rows } = await sql<{ all: number; hot: number }>`
          select pg_stat_get_xact_tuples_updated(${name}::regclass)::int as "all",
                 pg_stat_get_xact_tuples_hot_updated(${name}::regclass)::int as "hot"`.execute(db);
        return [rows[0]?.all ?? 0, rows[0]?.hot ?? 0];
      };
      const before = await count();
      for (let saves = 1; saves <= 5; saves += 1) document = await documents.save({ ...document, value: { saves } });
      const after = await count();
      expect([after[0] - before[0], after[1] - before[1]]).toEqual([5, 5]);
    });
  });
});

async function untilLockAwaited(): Promise<void> {
  for (;;) {
    const { rows } = await sql`select 1 from pg_locks where not granted and locktype in ('transactionid', 'tuple')`.execute(store.db);
    if (rows.length > 0) return;
  }
}
