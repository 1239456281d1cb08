import { Kysely, PostgresDialect, sql, type LogEvent } from 'kysely';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openTwoPrograms, type TwoPrograms } from '../test-support/open-two-programs.ts';
import type { ProcessDatabase } from '../process-database.ts';
import { createPostgresMappingRepository } from './postgres-mapping-repository.ts';

const SCOPE = { integrationId: 'integration-1', objectType: 'person' };

let programs: TwoPrograms;
let store: TwoPrograms['store'];
let otherProgram: TwoPrograms['otherProgram'];

beforeAll(async () => {
  programs = await openTwoPrograms('mappings');
  ({ store, otherProgram } = programs);
});

afterAll(async () => programs.close());

async function empty(): Promise<void> {
  await sql`truncate ${sql.id(store.schema, 'frigg_person_mappings')}`.execute(store.db);
}

const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `p${index}`);
const intended = (externalId: string) => ({ externalId, contentHash: 'h', sourceModifiedAt: null });
const written = (externalId: string) => ({ externalId, contentHash: 'h', quoContactId: `quo-${externalId}`, phoneNumbers: ['+15550100'] });

describe('the mapping repository on a PostgreSQL server, beyond the contract', () => {
  it('needs one statement for a page, whether it begins, confirms, fails or removes', async () => {
    await empty();
    const statements: string[] = [];
    const pool = new Pool({ connectionString: inject('postgresUrl'), max: 1 });
    const db = new Kysely<ProcessDatabase>({ dialect: new PostgresDialect({ pool }), log: ({ query }) => void statements.push(query.sql) });
    const mappings = createPostgresMappingRepository({ db, schema: store.schema });
    await mappings.beginWrites({ ...SCOPE, claimId: 'a', claimTtlMs: 1000, people: ids(1000).map(intended) });
    await mappings.confirmWrites({ ...SCOPE, claimId: 'a', people: ids(1000).map(written) });
    await mappings.recordFailures({ ...SCOPE, processId: 'x', people: [{ externalId: 'p1', code: 'X' }] });
    await mappings.remove({ ...SCOPE, externalIds: ids(10) });
    await mappings.removeAll(SCOPE);
    await db.destroy();
    expect(statements.map((statement) => statement.trim().split(' ')[0])).toEqual(['insert', 'insert', 'insert', 'delete', 'delete']);
  });

  it('deadlocks on no pages that share people, in opposite orders, while an integration is removed', async () => {
    await empty();
    const errors: unknown[] = [];
    const pool = new Pool({ connectionString: inject('postgresUrl'), max: 12 });
    const log = (event: LogEvent): void => void (event.level === 'error' && errors.push(event.error));
    const db = new Kysely<ProcessDatabase>({ dialect: new PostgresDialect({ pool }), log });
    const mappings = createPostgresMappingRepository({ db, schema: store.schema });
    const programs = Array.from({ length: 12 }, async (_, number) => {
      const people = number % 2 === 0 ? ids(200) : ids(200).toReversed();
      for (let round = 0; round < 3; round += 1) {
        await mappings.beginWrites({ ...SCOPE, claimId: `${number}`, claimTtlMs: 60_000, people: people.map(intended) });
        await mappings.confirmWrites({ ...SCOPE, claimId: `${number}`, people: people.map(written) });
        if (number === 0) await mappings.removeAll(SCOPE);
        if (number === 1) await mappings.remove({ ...SCOPE, externalIds: people.slice(0, 50) });
      }
    });
    await Promise.all(programs);
    await db.destroy();
    expect(errors).toEqual([]);
  });

  it('repeats a statement that lost a deadlock which another program caused', async () => {
    await empty();
    const mappings = createPostgresMappingRepository(store);
    await mappings.beginWrites({ ...SCOPE, claimId: 'a', claimTtlMs: 1000, people: ids(2).map(intended) });
    const table = sql.id(store.schema, 'frigg_person_mappings');
    let begin: Promise<unknown> = Promise.resolve();
    const careless = otherProgram.db.transaction().execute(async (other) => {
      // PostgreSQL undoes the transaction that checks for a deadlock first.
      await sql`set local deadlock_timeout = '5s'`.execute(other);
      await sql`update ${table} set seen_in = 'x' where external_id = 'p1'`.execute(other);
      begin = mappings.beginWrites({ ...SCOPE, claimId: 'b', claimTtlMs: 1000, people: ids(2).map(intended) });
      await untilLockAwaited();
      await sql`update ${table} set seen_in = 'x' where external_id = 'p0'`.execute(other);
    });
    await careless;
    await expect(begin).resolves.toEqual(
      new Map([
        ['p0', 'write'],
        ['p1', 'write'],
      ]),
    );
  });

  it('measures the age of claims by the clock of the database when it is given none', async () => {
    await empty();
    const mappings = createPostgresMappingRepository(store);
    const attempt = async (claimId: string, claimTtlMs: number): Promise<string | null | undefined> => {
      await mappings.beginWrites({ ...SCOPE, claimId, claimTtlMs, people: [intended('p1')], force: true });
      await mappings.confirmWrites({ ...SCOPE, claimId, people: [written('p1')] });
      return (await mappings.findMany({ ...SCOPE, externalIds: ['p1'] }))[0]?.contentHash;
    };
    await mappings.beginWrites({ ...SCOPE, claimId: 'open', claimTtlMs: 0, people: [intended('p1')] });
    expect(await attempt('a', 3_600_000)).toBeNull();
    expect(await attempt('b', 0)).toBe('h');
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect(await mappings.findUnseen({ ...SCOPE, seenIn: 's', knownBefore: yesterday, limit: 9 })).toEqual([]);
    expect(await mappings.findUnseen({ ...SCOPE, seenIn: 's', knownBefore: tomorrow, limit: 9 })).toEqual(['p1']);
  });

  it('touches no index when a sync sees a person again, and when it writes one again', async () => {
    await empty();
    const name = `${store.schema}.frigg_person_mappings`;
    // So few that all their versions find room on one page: inside a transaction none of them is cleared away.
    const people = ids(5);
    await store.db.transaction().execute(async (db) => {
      const mappings = createPostgresMappingRepository({ db, schema: store.schema });
      const sync = async (seenIn: string, force: boolean): Promise<void> => {
        await mappings.beginWrites({ ...SCOPE, claimId: seenIn, claimTtlMs: 1000, seenIn, force, people: people.map(intended) });
        if (force) await mappings.confirmWrites({ ...SCOPE, claimId: seenIn, people: people.map(written) });
      };
      const count = async (): Promise<readonly number[]> => {
        const { rows } = await sql<{ all: number; hot: number }>`
          select pg_stat_get_xact_tuples_updated(${name}::regclass)::int as "all",
                 pg_stat_get_xact_tuples_hot_updated(${name}::regclass)::int as "hot"`.execute(db);
        return [rows[0]?.all ?? 0, rows[0]?.hot ?? 0];
      };
      await sync('sync-1', true);
      const [allBefore = 0, hotBefore = 0] = await count();
      await sync('sync-2', false);
      await sync('sync-3', true);
      const [all = 0, hot = 0] = await count();
      expect({ all: all - allBefore, hot: hot - hotBefore }).toEqual({ all: 15, hot: 15 });
    });
  });

  it('refuses, for good, an id that is too long for an index', async () => {
    const random = Array.from({ length: 9000 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000))).join('');
    const begin = createPostgresMappingRepository(store).beginWrites({ ...SCOPE, claimId: 'a', claimTtlMs: 1, people: [intended(random)] });
    await expect(begin).rejects.toMatchObject({ code: 'INVALID_PROCESS_DATA', retryable: false });
  });
});

async function untilLockAwaited(): Promise<void> {
  for (;;) {
    const { rows } = await sql`select 1 from pg_locks where not granted and locktype in ('transactionid', 'tuple')`.execute(store.db);
    if (rows.length > 0) return;
  }
}
