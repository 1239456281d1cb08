import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DocumentKey, StoredDocument } from '../domain/documents/stored-document.ts';
import { StorageError } from '../errors/storage-error.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import { systemClock } from '../system/system-clock.ts';
import { createSharedFinds } from './shared-finds.ts';
import { withSharedInserts } from './with-shared-inserts.ts';

function aDocument(id: string): StoredDocument {
  return { collection: 'notes', integrationId: 'i1', id, value: { text: id }, tags: [], dueAt: null, expiresAt: null, version: 0 };
}

/** A store that notes its statements, and fails those that name what it is to fail for. */
function createStore({ failsFor }: { readonly failsFor?: string } = {}) {
  const stored = new Map<string, StoredDocument>();
  const statements: (readonly string[])[] = [];
  const run = async (keys: readonly DocumentKey[]): Promise<void> => {
    statements.push(keys.map(({ id }) => id));
    await Promise.resolve();
    if (keys.some(({ id }) => id === failsFor)) throw new StorageError('the store is away');
  };
  const store: Pick<DocumentStore, 'insert' | 'find' | 'findMany'> = {
    async insert(documents) {
      await run(documents);
      const added = documents.filter((document) => !stored.has(document.id) && stored.set(document.id, document));
      return added.map(({ collection, integrationId, id }) => ({ collection, integrationId, id }));
    },
    async find(key) {
      await run([key]);
      return stored.get(key.id);
    },
    async findMany(keys) {
      await run(keys);
      return keys.map(({ id }) => stored.get(id));
    },
  };
  return { stored, statements, documents: store as DocumentStore };
}

it('what is inserted at the same time shares a statement, and each caller learns what of its own was new', async () => {
  const { documents, statements, stored } = createStore();
  const { insert } = withSharedInserts(documents, systemClock);
  const added = await Promise.all([
    insert([aDocument('b'), aDocument('a')]),
    insert([aDocument('c')]),
    insert([aDocument('a')]),
    insert([]),
  ]);
  expect(statements).toEqual([['a', 'a', 'b', 'c']]);
  expect(added.map((keys) => keys.map(({ id }) => id))).toEqual([['b', 'a'], ['c'], [], []]);
  expect([...stored.keys()].toSorted()).toEqual(['a', 'b', 'c']);
});

it('a document that cannot be stored is refused alone', async () => {
  const { documents, stored } = createStore();
  const { insert } = withSharedInserts(documents, systemClock);
  const results = await Promise.allSettled([insert([aDocument('a')]), insert([{ ...aDocument('b'), version: -1 }])]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect([...stored.keys()]).toEqual(['a']);
});

it('a store that is away fails each caller of the statement, none of which has to believe that it is stored', async () => {
  const { documents } = createStore({ failsFor: 'b' });
  const { insert } = withSharedInserts(documents, systemClock);
  const results = await Promise.allSettled([insert([aDocument('a')]), insert([aDocument('b')])]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

it('what is searched for at the same time shares a statement, and what is asked for later is read anew', async () => {
  const { documents, statements } = createStore();
  const find = createSharedFinds(documents, systemClock);
  await documents.insert([aDocument('a')]);
  const found = await Promise.all(['a', 'b', 'a'].map(async (id) => find(aDocument(id))));
  expect(found.map((each) => each?.id)).toEqual(['a', undefined, 'a']);
  await documents.insert([aDocument('b')]);
  expect((await find(aDocument('b')))?.id).toBe('b');
  expect(statements).toEqual([['a'], ['a', 'b', 'a'], ['b'], ['b']]);
});

it('a document that cannot be read fails alone', async () => {
  const { documents } = createStore({ failsFor: 'b' });
  const find = createSharedFinds(documents, systemClock);
  await documents.insert([aDocument('a')]);
  const results = await Promise.allSettled(['a', 'b'].map(async (id) => find(aDocument(id))));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

it('each key is new for exactly one of the callers that give it, however they come', async () => {
  const inserts = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 4 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(inserts, fc.array(fc.nat(3)), async (plan, gaps) => {
      const { documents, stored } = createStore();
      const { insert } = withSharedInserts(documents, systemClock);
      const added = await Promise.all(
        plan.map(async (ids, index) => {
          for (let turn = 0; turn < (gaps[index] ?? 0) * 10; turn += 1) await Promise.resolve();
          return insert(ids.map(aDocument));
        }),
      );
      const fresh = added.flat().map(({ id }) => id);
      expect(fresh.toSorted()).toEqual([...stored.keys()].toSorted());
      expect([...stored.keys()].toSorted()).toEqual([...new Set(plan.flat())].toSorted());
    }),
  );
});
