import { StorageError, toProcessId } from '@frigg-crm/core';
import type { TransferableStore } from '@frigg-crm/core/adapter';
import { createPgliteFolder, createPostgresDatabase, type PgliteFolder, type PostgresDatabase } from '@frigg-crm/kit';
import { openMongoStore } from '@frigg-crm/mongo-process-repo';
import { startTestMongo, type TestMongo } from '@frigg-crm/mongo-process-repo/testing';
import { openPostgresStore } from '@frigg-crm/postgres-process-repo';
import { openSqliteStore } from '@frigg-crm/sqlite';
import { aProcess } from '@frigg-crm/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fillStore, openVault } from '../test-support/fill-store.ts';
import { digestStore, moveStore, type StoreMove } from './move-store.ts';

let folder: PgliteFolder;
let postgres: PostgresDatabase;
let mongo: TestMongo;
const opened: TransferableStore[] = [];

beforeAll(async () => {
  [folder, postgres, mongo] = await Promise.all([createPgliteFolder(), createPostgresDatabase(), startTestMongo()]);
}, 60_000);
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
afterAll(async () => Promise.all([folder.remove(), postgres.drop(), mongo.stop()]));

async function openSqlite(): Promise<TransferableStore> {
  const store = await openSqliteStore({ file: ':memory:' });
  opened.push(store);
  return store;
}

/** Its documents fail at one of their writes, and the move notes each page by one. */
function failingAt(store: TransferableStore, failing: number): TransferableStore {
  let calls = 0;
  const count = (): void => {
    calls += 1;
    if (calls === failing) throw new StorageError('the power is gone');
  };
  return {
    ...store,
    documents: {
      ...store.documents,
      insert: async (...args) => {
        count();
        return store.documents.insert(...args);
      },
      save: async (...args) => {
        count();
        return store.documents.save(...args);
      },
      remove: async (...args) => {
        count();
        return store.documents.remove(...args);
      },
    },
    transfer: {
      ...store.transfer,
      writePeople: async (...args) => {
        count();
        return store.transfer.writePeople(...args);
      },
    },
  };
}

async function move(from: TransferableStore, to: TransferableStore, more: Partial<StoreMove> = {}): ReturnType<typeof moveStore> {
  return moveStore({ from, to, source: 'sqlite:a', ...more });
}

describe('a store that is moved', () => {
  it('holds the same in every kind of store, credentials included', { timeout: 120_000 }, async () => {
    const first = await openSqlite();
    await fillStore(first);
    const before = await digestStore(first);
    expect(before).toMatchObject({ processes: { count: 130 }, persons: { count: 2100 }, documents: { count: 451 } });
    const others = [
      await openPostgresStore({ connectionString: postgres.url }),
      await openMongoStore({ url: mongo.url }),
      await openPostgresStore({ dataDir: await folder.createDataDir() }),
      await openSqlite(),
    ];
    opened.push(...others.slice(0, -1));
    let from = first;
    for (const to of others) {
      expect(await move(from, to)).toEqual(before);
      expect(await openVault(to.documents).read({ integrationId: 'i1', name: 'oauth' })).toMatchObject({ value: { token: 'secret' } });
      from = to;
    }
    expect(await digestStore(from)).toEqual(before);
  });

  it('is whole when the move was interrupted at any of its writes, and no page but the interrupted one is copied twice', async () => {
    const from = await openSqlite();
    await fillStore(from);
    const expected = await digestStore(from);
    let isThrough = false;
    for (let failing = 1; !isThrough; failing += 1) {
      const to = await openSqlite();
      const copied: number[] = [];
      const onCopied = (_part: string, count: number): void => void copied.push(count);
      await move(from, failingAt(to, failing), { onCopied }).then(
        () => (isThrough = true),
        () => undefined,
      );
      if (isThrough) break;
      expect(await move(from, to, { onCopied }), `after a failure at write ${failing}`).toEqual(expected);
      expect(copied.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(130 + 2100 + 451 + 1000);
      expect(await digestStore(to)).toEqual(expected);
    }
  });

  it('is not moved into a store that holds something, nor is an empty one', async () => {
    const [empty, full] = [await openSqlite(), await openSqlite()];
    await full.processRepository.create(aProcess());
    await expect(move(full, full)).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringMatching(/the target is not empty/) as string,
    });
    await expect(move(empty, await openSqlite())).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringMatching(/the source is empty/) as string,
    });
    expect(await digestStore(full)).toMatchObject({ processes: { count: 1 } });
  });

  it('is continued from its own source only', async () => {
    const [from, to] = [await openSqlite(), await openSqlite()];
    await fillStore(from);
    await expect(move(from, failingAt(to, 4))).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await expect(move(from, to, { source: 'sqlite:b' })).rejects.toMatchObject({
      message: expect.stringMatching(/a part of another store/) as string,
    });
    await move(from, to);
  });

  it('does not count as moved when a program has written to the source meanwhile', async () => {
    const [from, to] = [await openSqlite(), await openSqlite()];
    await fillStore(from, { persons: 1 });
    const onCopied = (part: string): void => {
      if (part === 'processes') void from.documents.remove([{ collection: 'inbox', integrationId: 'integration-0', id: 'document-0' }]);
    };
    await expect(move(from, to, { onCopied })).rejects.toMatchObject({
      code: 'RUN_FAILED',
      message: expect.stringMatching(/the documents of the two stores differ \(450 and 451\)/) as string,
    });
    expect(await to.processRepository.findById(toProcessId('process-0'))).toBeDefined();
  });
});
