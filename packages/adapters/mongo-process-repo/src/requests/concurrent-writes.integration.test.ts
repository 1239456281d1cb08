import type { StoredDocument } from '@frigg-crm/core';
import { compareByBytes } from '@frigg-crm/core/adapter';
import { MongoBulkWriteError, MongoClient, type BulkWriteResult, type Collection, type Db, type Document } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plantFailure } from '../test-support/plant-failure.ts';
import { createMongoDocumentStore } from '../document-store/mongo-document-store.ts';
import { ensureIndexes } from '../indexes/ensure-indexes.ts';
import { createMongoLeases } from '../leases/mongo-leases.ts';
import { createMongoMappingRepository } from '../mapping-repository/mongo-mapping-repository.ts';
import { startWireServer, type WireServer } from '../testing/server/wire-server.ts';
import { insertNew } from './insert-new.ts';

const SCOPE = { integrationId: 'i', objectType: 'person' };
/** U+FFFD stands before the emoji in UTF-8, and behind it in UTF-16. */
const KEYS = ['b', '😀', 'a', '\uFFFD', '"', 'é', 'c'];
let server: WireServer;
let url: string;
let client: MongoClient;

beforeEach(async () => {
  server = await startWireServer({ deviations: { locksDocuments: true } });
  url = `mongodb://127.0.0.1:${server.port}/app`;
  client = new MongoClient(url, { monitorCommands: true });
});

afterEach(async () => {
  await client.close();
  await server.stop();
});

function aDocument(id: string): StoredDocument {
  return { collection: 'things', integrationId: 'i', id, value: {}, tags: [], dueAt: null, expiresAt: null, version: 0 };
}

function partsOf(db: Db) {
  return {
    leases: createMongoLeases({ db }),
    mappings: createMongoMappingRepository({ db }),
    documents: createMongoDocumentStore({ db }),
  };
}

/** Writes the same keys into every part, in the order of the list. */
async function writeAll(db: Db, keys: readonly string[], name: string): Promise<void> {
  const { leases, mappings, documents } = partsOf(db);
  await leases.hold(keys, { holder: name, ttlMs: 1 });
  const people = keys.map((externalId) => ({ externalId, contentHash: name, sourceModifiedAt: null }));
  const claim = { ...SCOPE, claimId: name, claimTtlMs: 60_000, seenIn: name };
  await mappings.beginWrites({ ...claim, people });
  await mappings.recordFailures({ ...SCOPE, processId: name, people: keys.map((externalId) => ({ externalId, code: 'C' })) });
  await documents.insert(keys.map(aDocument));
  await documents.remove(keys.map(aDocument));
  await mappings.remove({ ...SCOPE, externalIds: keys });
  await leases.release(keys, { holder: name });
}

/** @returns the ids that a write names, in its order. */
function idsOf({ documents = [], updates = [], deletes = [] }: Document): readonly (readonly string[])[] {
  const named = (filter: Document): readonly string[] => filter['_id'].$in ?? [filter['_id'].$eq];
  return [
    (documents as readonly Document[]).map(({ _id }) => String(_id)),
    (updates as readonly Document[]).flatMap(({ q }) => named(q as Document)),
    ...(deletes as readonly Document[]).map(({ q }) => named(q as Document)),
  ].filter((ids) => ids.length > 1);
}

describe('writes of several documents', () => {
  it('F48: name them in one order, whatever the order of the caller', async () => {
    const named: (readonly string[])[] = [];
    client.on('commandStarted', ({ command }) => void named.push(...idsOf(command)));
    await writeAll(client.db(), KEYS, 'w');
    expect(named.length).toBeGreaterThanOrEqual(7);
    for (const ids of named) expect(ids).toEqual(ids.toSorted(compareByBytes));
  });

  it('F48: by six programs in different orders end without a single conflict', async () => {
    const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`);
    const orders = [keys, keys.toReversed(), [...keys.slice(20), ...keys.slice(0, 20)]];
    const others = Array.from({ length: 5 }, () => new MongoClient(url, { monitorCommands: true }));
    const clients = [client, ...others];
    const conflicts: unknown[] = [];
    for (const each of clients) each.on('commandFailed', ({ failure }) => void conflicts.push(failure));
    await ensureIndexes(client.db());
    await Promise.all(clients.map(async (each, index) => writeAll(each.db(), orders[index % 3] ?? keys, `program-${index}`)));
    expect(conflicts).toEqual([]);
    for (const other of others) await other.close();
  });

  it('F48: are repeated when the server has undone them, and report no document twice', async () => {
    const { leases, documents, mappings } = partsOf(client.db());
    await documents.insert([aDocument('a')]);
    await plantFailure(url, { failCommands: ['insert', 'update', 'delete'], errorCode: 112 }, 3);
    expect(await documents.insert(['b', 'a', 'c'].map(aDocument))).toMatchObject([{ id: 'b' }, { id: 'c' }]);
    await plantFailure(url, { failCommands: ['update'], errorCode: 246 }, 3);
    expect(await leases.hold(KEYS, { holder: 'w', ttlMs: 60_000 })).toEqual(KEYS);
    await plantFailure(url, { failCommands: ['delete'], errorCode: 112 }, 3);
    await mappings.remove({ ...SCOPE, externalIds: KEYS });
    await plantFailure(url, { failCommands: ['update'], errorCode: 112 }, 3);
    expect((await documents.save(aDocument('a'))).version).toBe(1);
  });

  it('F48: end after a bounded number of conflicts, and say that nothing was changed', async () => {
    const { documents } = partsOf(client.db());
    await documents.insert([aDocument('a')]);
    await plantFailure(url, { failCommands: ['update'], errorCode: 112 }, 1000);
    await expect(documents.save(aDocument('a'))).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      retryable: true,
      message: 'Concurrent writes to the same documents kept conflicting (112); nothing was changed: repeat later',
    });
  });

  it('F48: stop being repeated when the signal says so', async () => {
    const stopping = new AbortController();
    const reason = new Error('shutting down');
    await plantFailure(url, { failCommands: ['insert'], errorCode: 112 }, 1000);
    client.once('commandFailed', () => stopping.abort(reason));
    await expect(partsOf(client.db()).documents.insert([aDocument('a')], stopping)).rejects.toBe(reason);
  });
});

describe('an insert of many documents', () => {
  interface Item {
    readonly _id: string;
  }

  /** What the driver throws: failures of single statements, or of a whole command after `insertedCount` documents. */
  function bulkError(failed: readonly { readonly index: number; readonly code: number }[], whole?: { readonly insertedCount: number }) {
    const result = { getWriteErrors: () => failed, insertedCount: whole?.insertedCount ?? 0 } as unknown as BulkWriteResult;
    const facts = whole === undefined ? { message: 'x', code: 112, writeErrors: [...failed] } : { message: 'x', code: 112 };
    return new MongoBulkWriteError(facts as ConstructorParameters<typeof MongoBulkWriteError>[0], result);
  }

  /** @returns a collection whose inserts fail as listed, and which inserts it was sent. */
  function failing(...errors: readonly Error[]): { readonly collection: Collection<Item>; readonly sent: (readonly string[])[] } {
    const left = [...errors];
    const sent: (readonly string[])[] = [];
    const insertMany = async (documents: readonly Item[]): Promise<void> => {
      sent.push(documents.map(({ _id }) => _id));
      const error = left.shift();
      if (error !== undefined) throw error;
    };
    return { collection: { insertMany } as unknown as Collection<Item>, sent };
  }

  const items = ['d', 'a', 'c', 'b'].map((_id): Item => ({ _id }));

  it('F48: repeats the statements that conflicted alone, and reports those that are taken', async () => {
    const { collection, sent } = failing(
      bulkError([
        { index: 1, code: 112 },
        { index: 2, code: 11000 },
        { index: 3, code: 112 },
      ]),
    );
    expect(await insertNew(collection, items, {})).toEqual([2]);
    expect(sent).toEqual([
      ['a', 'b', 'c', 'd'],
      ['b', 'd'],
    ]);
  });

  it('F48: does not send again what commands before the one that failed have stored', async () => {
    const { collection, sent } = failing(bulkError([{ index: 0, code: 11000 }], { insertedCount: 1 }));
    expect(await insertNew(collection, items, {})).toEqual([1]);
    expect(sent[1]).toEqual(['c', 'd']);
  });
});
