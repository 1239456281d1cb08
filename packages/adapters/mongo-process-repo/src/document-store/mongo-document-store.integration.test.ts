import type { DocumentStore, StoredDocument } from '@frigg-crm/core';
import { describeDocumentStore } from '@frigg-crm/testing';
import { MongoClient, type Collection, type Db, type Document, type Filter } from 'mongodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { openShared, type SharedCollection } from '../test-support/open-stores.ts';
import { plantFailure } from '../test-support/plant-failure.ts';
import { startWireServer, type WireServer } from '../testing/server/wire-server.ts';
import { createMongoDocumentStore } from './mongo-document-store.ts';

const collectionName = 'test_documents';
const moment = '2026-01-05T10:00:00.000Z';
const later = '2026-01-05T11:00:00.000Z';

let shared: SharedCollection<DocumentStore>;
beforeAll(() => {
  shared = openShared(collectionName, createMongoDocumentStore);
});
afterAll(async () => {
  await shared.close();
});
describeDocumentStore('on MongoDB', { make: async () => shared.make(), open: () => shared.open() });

function aDocument(overrides: Partial<StoredDocument> = {}): StoredDocument {
  const key = { collection: 'things', integrationId: 'i', id: 'd' };
  return { ...key, value: {}, tags: [], dueAt: null, expiresAt: null, version: 0, ...overrides };
}

/** @returns the database, in which something happens before anything is deleted. */
function beforeDeleting(db: Db, happen: () => Promise<unknown>): Db {
  const collection = (...[name, options]: Parameters<Db['collection']>): Collection => {
    const real = db.collection(name, options);
    const deleteMany = async (filter: Filter<Document>): Promise<unknown> => {
      await happen();
      return real.deleteMany(filter);
    };
    return Object.create(real, { deleteMany: { value: deleteMany } }) as Collection;
  };
  return Object.create(db, { collection: { value: collection } }) as Db;
}

describe('the document store on MongoDB, beyond the contract', () => {
  let client: MongoClient;
  let kept: Collection;
  let documents: DocumentStore;

  beforeEach(async () => {
    client = new MongoClient(inject('mongoUrl'), { monitorCommands: true });
    kept = client.db().collection(collectionName);
    await kept.deleteMany({});
    documents = createMongoDocumentStore({ db: client.db(), collectionName });
  });
  afterEach(async () => {
    await client.close();
  });

  it('saves with a single command on a single document, acknowledged by a majority', async () => {
    const commands: unknown[] = [];
    client.on('commandStarted', ({ command }) => void commands.push(command));
    await documents.insert([aDocument()]);
    await documents.save(aDocument());
    expect(commands).toMatchObject([
      { insert: collectionName, writeConcern: { w: 'majority' }, ordered: false },
      { updates: [{ q: { _id: { $eq: '["things","i","d"]' }, version: { $eq: 0 } } }], writeConcern: { w: 'majority' } },
    ]);
  });

  it('leaves what other code reads in the types of MongoDB, and the value as text', async () => {
    const value = JSON.parse('{"a.b":1,"$set":{"$ne":null},"":0.1,"__proto__":{"x":[1e300]}}') as StoredDocument['value'];
    const document = aDocument({ value, tags: ['a.b', '$in'], dueAt: moment, expiresAt: later });
    await documents.insert([document]);
    expect(await kept.findOne({ dueAt: { $lte: new Date(moment) } })).toEqual({
      ...document,
      _id: '["things","i","d"]',
      value: JSON.stringify(value),
      dueAt: new Date(moment),
      expiresAt: new Date(later),
    });
    expect(await documents.find(document)).toStrictEqual(document);
  });

  it('stores more than one command holds, and says of all of them which were new', async () => {
    const many = Array.from({ length: 40 }, (_, index) => aDocument({ id: String(index), value: { text: 'x'.repeat(900_000) } }));
    const [first, last] = [many[0], many[39]] as [StoredDocument, StoredDocument];
    await documents.insert([first, last]);
    const added = await documents.insert([...many, ...many]);
    expect(added).toEqual(many.slice(1, -1).map(({ collection, integrationId, id }) => ({ collection, integrationId, id })));
    await documents.remove(many);
    expect(await kept.find({}).toArray()).toEqual([]);
  });

  it('refuses more tags than a document of MongoDB holds, before anything is stored', async () => {
    const tags = Array.from({ length: 40_000 }, (_, index) => String(index).padStart(500, '0'));
    await expect(documents.insert([aDocument(), aDocument({ id: 'e', tags })])).rejects.toMatchObject({
      code: 'INVALID_DOCUMENT',
      message: 'A document cannot be stored: its tags take more than the 16777216 bytes of a document of MongoDB',
    });
    expect(await kept.find({}).toArray()).toEqual([]);
  });

  it('does not remove what is saved between being found expired and being removed', async () => {
    await documents.insert([aDocument({ expiresAt: moment }), aDocument({ id: 'e', expiresAt: moment })]);
    const db = beforeDeleting(client.db(), async () => documents.save(aDocument()));
    const removing = createMongoDocumentStore({ db, collectionName });
    expect(await removing.removeExpired({ before: later, limit: 10 })).toBe(1);
    expect(await documents.query({ collection: 'things', limit: 10 })).toMatchObject([{ id: 'd', version: 1, expiresAt: null }]);
  });

  it('continues behind a key of another integration than the one of the query', async () => {
    await documents.insert([aDocument(), aDocument({ integrationId: 'é' })]);
    const behind = async (integrationId: string, after: string) =>
      (await documents.query({ collection: 'things', integrationId, after: { integrationId: after, id: 'z' }, limit: 10 })).length;
    expect([await behind('i', 'h'), await behind('i', 'i'), await behind('i', 'j')]).toEqual([1, 0, 0]);
    expect([await behind('é', '\uFFFD'), await behind('é', 'z'), await behind('é', '😀')]).toEqual([0, 1, 0]);
  });

  it('spares no collection for a name that becomes its name on the way to the server', async () => {
    await documents.insert([aDocument({ collection: '\uFFFD' })]);
    await documents.removeIntegration({ integrationId: 'i', except: ['\uD83D'] });
    expect(await kept.find({}).toArray()).toEqual([]);
  });

  it('treats a condition as a value, whatever a caller without types passes', async () => {
    await documents.insert([aDocument()]);
    const operator = { $ne: 'x', isWellFormed: () => true, includes: () => false } as unknown as string;
    expect(await documents.find(aDocument({ id: operator }))).toBeUndefined();
    expect(await documents.query({ collection: operator, limit: 10 })).toEqual([]);
    expect(await documents.query({ collection: 'things', tag: operator, limit: 10 })).toEqual([]);
    await documents.remove([aDocument({ id: operator })]);
    await documents.removeIntegration({ integrationId: operator });
    expect(await documents.find(aDocument())).toStrictEqual(aDocument());
  });

  it('says which fields of a stored document are wrong, and nothing of its contents', async () => {
    await documents.insert([aDocument({ value: { name: 'Jane Doe' } })]);
    await kept.updateOne({}, { $set: { value: '{"name":"Jane', version: '3' } });
    const error = await documents.find(aDocument()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'STORAGE_FAILED',
      message: 'A stored JSON document cannot be read: check value, version of the document',
    });
  });
});

describe('a document store whose server fails', () => {
  let server: WireServer;
  let url: string;
  let client: MongoClient;
  let documents: DocumentStore;

  beforeEach(async () => {
    server = await startWireServer();
    url = `mongodb://127.0.0.1:${server.port}/app`;
    client = new MongoClient(url);
    documents = createMongoDocumentStore({ db: client.db() });
  });
  afterEach(async () => {
    await client.close();
    await server.stop();
  });

  it.each([
    ['before it takes effect', { closeConnection: true }, []],
    ['after it took effect', { closeAfterwards: true }, ['d', 'e']],
    ['and a majority never acknowledged it', { writeConcernError: { code: 64, errmsg: 'waiting for jane@example.com' } }, ['d', 'e']],
    ['because it takes no writes for now', { errorCode: 10107 }, []],
  ])('rejects as retryable when an insert is lost %s, without data in the error', async (_when, failure, stored) => {
    const both = [aDocument({ value: { name: 'jane@example.com' } }), aDocument({ id: 'e', tags: ['jane@example.com'] })];
    await plantFailure(url, { failCommands: ['insert'], ...failure });
    const error = await documents.insert(both).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
    const { stack, cause } = error as Error;
    expect(JSON.stringify([stack, cause, (cause as Error).stack])).not.toMatch(/jane|127\.0\.0\.1|"things"/);
    expect(Object.keys(cause as Error).toSorted()).toEqual(['code', 'name']);
    const found = await documents.query({ collection: 'things', limit: 10 });
    expect(found.map(({ id }) => id)).toEqual(stored);
    expect(await documents.insert(both)).toHaveLength(2 - stored.length);
  });

  it('does not report documents as stored when some keys are taken and a majority never acknowledged the others', async () => {
    await documents.insert([aDocument()]);
    await plantFailure(url, { failCommands: ['insert'], writeConcernError: { code: 64, errmsg: 'timed out' } });
    await expect(documents.insert([aDocument(), aDocument({ id: 'e' })])).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });

  it('reports that a save may have taken effect when the response is lost, and a repetition conflicts', async () => {
    await documents.insert([aDocument()]);
    await plantFailure(url, { failCommands: ['update'], closeAfterwards: true });
    await expect(documents.save(aDocument())).rejects.toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
    await expect(documents.save(aDocument())).rejects.toMatchObject({ code: 'DOCUMENT_CONFLICT' });
    expect(await documents.find(aDocument())).toMatchObject({ version: 1 });
  });

  it('stops waiting when the signal says so', async () => {
    await plantFailure(url, { failCommands: ['insert', 'find'], hang: true }, 2);
    const waiting = new AbortController();
    const reason = new Error('shutting down');
    const calls = [documents.insert([aDocument()], waiting), documents.query({ collection: 'things', limit: 1, signal: waiting.signal })];
    setImmediate(() => waiting.abort(reason));
    for (const call of calls) await expect(call).rejects.toBe(reason);
  });
});
