import { DatabaseSync } from 'node:sqlite';
import { systemClock, type StoredDocument } from '@frigg-crm/core';
import { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTemporaryFolder, type TemporaryFolder } from '../test-support/temporary-folder.ts';
import { openSqliteStore, type SqliteStore } from '../open-sqlite-store.ts';
import type { Session } from './session.ts';
import { machineLoop } from './event-loop.ts';
import { SqliteDatabase } from './sqlite-database.ts';

let folder: TemporaryFolder;
let store: SqliteStore;
let other: DatabaseSync;

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  const file = folder.newFile();
  store = await openSqliteStore({ file, lockTimeoutMs: 60 });
  other = new DatabaseSync(file, { timeout: 5000 });
});

afterEach(async () => {
  if (other.isOpen) other.close();
  await store.close();
  await folder.remove();
});

const insertLease = (key: string) => (session: Session) =>
  session.run(CompiledQuery.raw('insert into frigg_leases (key, holder, ends_at) values (?, ?, 0)', [key, 'holder']));

function storedKeys(): readonly unknown[] {
  return other
    .prepare('select key from frigg_leases order by key')
    .all()
    .map(({ key }) => key);
}

function aDocument(id: number, text = ''): StoredDocument {
  return { collection: 'c', integrationId: 'i', id: `d${id}`, value: { text }, tags: [], dueAt: null, expiresAt: null, version: 0 };
}

describe('writes of one program', () => {
  it('share one transaction when they are requested in the same turn of the event loop', async () => {
    const before = other.prepare('pragma data_version').get();
    let commits = 0;
    const connection = store.database.connection;
    const exec = connection.exec.bind(connection);
    connection.exec = (sql) => {
      if (sql === 'commit') commits += 1;
      exec(sql);
    };
    await Promise.all(['a', 'b', 'c'].map(async (key) => store.database.write(insertLease(key))));
    expect([commits, storedKeys()]).toEqual([1, ['a', 'b', 'c']]);
    expect(other.prepare('pragma data_version').get()).not.toEqual(before);
  });

  it('are undone alone when one of them fails', async () => {
    const results = await Promise.allSettled([
      store.database.write(insertLease('a')),
      store.database.write((session) => {
        insertLease('b')(session);
        throw new Error('not this one');
      }),
      store.database.write(insertLease('c')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(storedKeys()).toEqual(['a', 'c']);
  });

  it('are all rejected when SQLite undoes their transaction', async () => {
    const failure = new Error('disk I/O error');
    const results = await Promise.allSettled([
      store.database.write(insertLease('a')),
      store.database.write(() => {
        store.database.connection.exec('rollback');
        throw failure;
      }),
      store.database.write(insertLease('c')),
    ]);
    expect(results).toMatchObject([{ reason: failure }, { reason: failure }, { status: 'fulfilled' }]);
    expect(storedKeys()).toEqual(['c']);
  });

  it('are not begun when their signal is aborted before their turn', async () => {
    const controller = new AbortController();
    const write = store.database.write(insertLease('a'), { signal: controller.signal });
    controller.abort(new Error('stopped'));
    await expect(write).rejects.toThrow('stopped');
    expect(storedKeys()).toEqual([]);
  });

  it('are all rejected with a StorageError when the disk is full, store nothing, and go on when there is space', async () => {
    const { connection } = store.database;
    const pages = Number(connection.prepare('pragma page_count').get()?.['page_count']);
    connection.exec(`pragma max_page_count = ${pages + 3}`);
    const documents = Array.from({ length: 20 }, (_, index) => aDocument(index, 'x'.repeat(4000)));
    const results = await Promise.allSettled([store.documents.insert(documents), store.documents.insert([aDocument(99)])]);
    expect(results[0]).toMatchObject({ status: 'rejected', reason: { code: 'STORAGE_FAILED', retryable: true } });
    expect(String((results[0] as PromiseRejectedResult).reason)).toMatch(
      /disk is full \(SQLITE_FULL\), nothing of this call was stored: free some space/,
    );
    expect(await store.documents.find(aDocument(0))).toBeUndefined();
    connection.exec(`pragma max_page_count = ${pages + 1000}`);
    expect(await store.documents.insert(documents)).toHaveLength(20);
  });

  it('leave room for other work between the portions of a large one', async () => {
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await store.documents.insert(Array.from({ length: 5000 }, (_, index) => aDocument(index)));
    isDone = true;
    // Ten portions: at least one turn between two.
    expect(turns).toBeGreaterThanOrEqual(9);
  });
});

it('commits what is written until the next turn of a given event loop together, and waits for locks in its time', async () => {
  const turns: (() => void)[] = [];
  let sleptMs = 0;
  const loop = {
    now: () => sleptMs,
    nextTurn: async () => new Promise<void>((resolve) => turns.push(resolve)),
    async sleep(ms: number) {
      sleptMs += ms;
      if (sleptMs > 5000 && other.isTransaction) other.exec('commit');
    },
  };
  const { file } = store.database;
  const connection = new DatabaseSync(file);
  const database = new SqliteDatabase({ connection, file, clock: systemClock, lockTimeoutMs: 10_000, loop });
  const writes = [database.write(insertLease('a')), database.write(insertLease('b'))];
  expect([storedKeys(), turns.length]).toEqual([[], 1]);
  other.exec('begin immediate');
  turns.shift()?.();
  await Promise.all(writes);
  expect([storedKeys(), sleptMs > 5000]).toEqual([['a', 'b'], true]);
  turns.shift()?.();
  await database.close();
});

it('stores nothing that was requested before the program was suspended for so long that its caller has given up', async () => {
  let nowMs = 0;
  let resume = (): void => {};
  const nextTurn = async (): Promise<void> => new Promise((resolve) => (resume = resolve));
  const { file } = store.database;
  const loop = { ...machineLoop, now: () => nowMs, nextTurn };
  const database = new SqliteDatabase({ connection: new DatabaseSync(file), file, clock: systemClock, lockTimeoutMs: 50, loop });
  const early = database.write(insertLease('a'));
  nowMs = 60_001;
  const late = database.write(insertLease('b'));
  resume();
  await expect(early).rejects.toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
  await late;
  expect(storedKeys()).toEqual(['b']);
  resume();
  await database.close();
});

describe('a database that another program has locked', () => {
  it('lets timers run while a write waits, and stores when the lock is gone', async () => {
    other.exec('begin immediate');
    const write = store.database.write(insertLease('a'));
    setTimeout(() => other.exec('commit'), 20);
    await write;
    expect(storedKeys()).toEqual(['a']);
  });

  it('is a retryable StorageError when it stays locked too long', async () => {
    other.exec('begin immediate');
    const error: unknown = await store.database.write(insertLease('a')).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
    expect(String(error)).toMatch(/Another program keeps the database locked \(SQLITE_BUSY\), nothing was stored: repeat later/);
    other.exec('rollback');
    await store.database.write(insertLease('a'));
    expect(storedKeys()).toEqual(['a']);
  });

  it('keeps no write waiting whose signal is aborted', async () => {
    other.exec('begin immediate');
    const controller = new AbortController();
    const write = store.database.write(insertLease('a'), { signal: controller.signal });
    setImmediate(() => controller.abort(new Error('stopped')));
    await expect(write).rejects.toThrow('stopped');
    other.exec('commit');
    await store.database.write(insertLease('b'));
    expect(storedKeys()).toEqual(['b']);
  });

  it('can still be read', async () => {
    other.exec('begin immediate');
    expect(await store.processRepository.find({})).toEqual([]);
    other.exec('rollback');
  });
});

describe('a database that cannot be used', () => {
  const openReadOnly = (): SqliteDatabase =>
    new SqliteDatabase({
      connection: new DatabaseSync(store.database.file, { readOnly: true }),
      file: store.database.file,
      clock: systemClock,
      lockTimeoutMs: 50,
      loop: machineLoop,
    });

  it('says that it is read-only, and can be read', async () => {
    const database = openReadOnly();
    await expect(database.write(insertLease('a'))).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining('cannot be written (SQLITE_READONLY)') as string,
    });
    await database.close();
  });

  it('says that its tables are missing', async () => {
    other.exec('drop table frigg_leases');
    await expect(store.database.write(insertLease('a'))).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining('call migrate() before the first use') as string,
    });
  });

  it('names a row that was changed by hand, and nothing of its content', async () => {
    await store.documents.insert([aDocument(1)]);
    other.exec(`update frigg_documents set value = '{"name":"Jane'`);
    const error: unknown = await store.documents.find(aDocument(1)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'STORAGE_FAILED', message: 'A stored row cannot be read: check value of frigg_documents' });
  });
});
