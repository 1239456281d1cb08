import { createIntegrationRepository, type DocumentQuery, type DocumentStore, type StoredDocument } from '@frigg-crm/core';
import { documentStoreCases, integrationRepositoryCases } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createMemoryDocumentStore } from './memory-document-store.ts';

type Fault = (inner: DocumentStore) => Partial<DocumentStore>;

const soon = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const querying =
  (change: (query: DocumentQuery) => DocumentQuery): Fault =>
  (inner) => ({ query: async (query) => inner.query(change(query)) });
const storing =
  (change: (document: StoredDocument) => StoredDocument): Fault =>
  (inner) => ({
    insert: async (documents, options) => inner.insert(documents.map(change), options),
    save: async (document, options) => inner.save(change(document), options),
  });

/** Faults that an adapter may have. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'saves whatever the version': (inner) => ({
    save: async (document, options) => inner.save({ ...document, version: (await inner.find(document))?.version ?? -1 }, options),
  }),
  'reads the version, waits, and then saves': (inner) => ({
    save: async (document, options) => {
      const isNewest = (await inner.find(document))?.version === document.version;
      await soon();
      return inner.save(isNewest ? { ...document, version: (await inner.find(document))?.version ?? 0 } : document, options);
    },
  }),
  'restores what is gone when it is saved': (inner) => ({
    save: async (document, options) => {
      await inner.insert([document]);
      return inner.save(document, options);
    },
  }),
  'returns the old version': (inner) => ({ save: async (document, options) => inner.save(document, options).then(() => document) }),
  'replaces what is there when it inserts': (inner) => ({
    insert: async (documents, options) => {
      await inner.remove(documents, options);
      return inner.insert(documents, options);
    },
  }),
  'takes the last of a key that is given twice': (inner) => ({
    insert: async (documents, options) => {
      const given = documents.map(({ collection, integrationId, id }) => JSON.stringify([collection, integrationId, id]));
      return inner.insert(
        documents.filter((_, index) => given.lastIndexOf(given[index] ?? '') === index),
        options,
      );
    },
  }),
  'names all keys as new': (inner) => ({
    insert: async (documents, options) => {
      await inner.insert(documents, options);
      return documents.map(({ collection, integrationId, id }) => ({ collection, integrationId, id }));
    },
  }),
  'names the new keys in its own order': (inner) => ({
    insert: async (documents, options) => (await inner.insert(documents, options)).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  }),
  'gives up inserting where one is there': (inner) => ({
    insert: async (documents, options) => {
      const there = await Promise.all(documents.map(async (document) => inner.find(document)));
      return inner.insert(there.some((found) => found !== undefined) ? [] : documents, options);
    },
  }),
  'checks what is new before it inserts': (inner) => ({
    insert: async (documents, options) => {
      const there = await Promise.all(documents.map(async (document) => inner.find(document)));
      await soon();
      await inner.insert(documents, options);
      return documents
        .filter((_, index) => there[index] === undefined)
        .map(({ collection, integrationId, id }) => ({ collection, integrationId, id }));
    },
  }),
  'inserts what stands before a document that it refuses': (inner) => ({
    insert: async (documents, options) => {
      const added = await Promise.all(documents.map(async (document) => inner.insert([document], options)));
      return added.flat();
    },
  }),
  'inserts a thousand at most': (inner) => ({ insert: async (documents, options) => inner.insert(documents.slice(0, 1000), options) }),
  'loses milliseconds': storing((document) => ({ ...document, expiresAt: document.expiresAt?.replace(/\d{3}Z$/, '000Z') ?? null })),
  'keeps one tag': storing((document) => ({ ...document, tags: document.tags.slice(0, 1) })),
  'keeps the tags that a document had': (inner) => ({
    save: async (document, options) =>
      inner.save({ ...document, tags: [...new Set([...((await inner.find(document))?.tags ?? []), ...document.tags])] }, options),
  }),
  'does not move what is due later': (inner) => ({
    save: async (document, options) =>
      inner.save({ ...document, dueAt: document.dueAt === null ? null : ((await inner.find(document))?.dueAt ?? null) }, options),
  }),
  'writes null where there is nothing': storing((document) => ({
    ...document,
    value: JSON.parse(JSON.stringify(document.value, (_, value: unknown) => value ?? null)) as StoredDocument['value'],
  })),
  'returns what it stores, not a copy': (inner) => {
    const handedOut = new Map<string, StoredDocument | undefined>();
    return {
      find: async (key, options) => {
        const found = await inner.find(key, options);
        const name = JSON.stringify([key.collection, key.integrationId, key.id, found?.version]);
        if (!handedOut.has(name)) handedOut.set(name, found);
        return found === undefined ? undefined : handedOut.get(name);
      },
    };
  },
  'ignores the integration': querying((query) => ({ ...query, integrationId: undefined })),
  'ignores the tag where it queries what is due': querying((query) => ({
    ...query,
    tag: query.dueBefore === undefined ? query.tag : undefined,
  })),
  'leaves out what is due at this very moment': querying((query) =>
    query.dueBefore === undefined ? query : { ...query, dueBefore: new Date(Date.parse(query.dueBefore) - 1).toISOString() },
  ),
  'begins each page anew': querying((query) => ({ ...query, after: undefined })),
  'goes on behind the id, in each integration': (inner) => ({
    query: async (query) => {
      const { after } = query;
      const found = await inner.query({ ...query, after: undefined, limit: 1e6 });
      return found.filter(({ id }) => after === undefined || id > after.id).slice(0, query.limit);
    },
  }),
  'pages by UTF-16': (inner) => ({
    query: async (query) =>
      (await inner.query({ ...query, limit: 1e6 }))
        .toSorted((a, b) => (`${a.integrationId} ${a.id}` < `${b.integrationId} ${b.id}` ? -1 : 1))
        .slice(0, query.limit),
  }),
  'returns in the order of keys what is due': (inner) => ({
    query: async ({ dueBefore, ...query }) => {
      const found = await inner.query({ ...query, limit: 1e6 });
      return found.filter(({ dueAt }) => dueBefore === undefined || (dueAt !== null && dueAt <= dueBefore)).slice(0, query.limit);
    },
  }),
  'knows no order of what is due at the same moment': (inner) => ({
    query: async (query) =>
      (await inner.query(query)).toSorted((a, b) => (a.dueAt ?? '').localeCompare(b.dueAt ?? '') || b.id.localeCompare(a.id)),
  }),
  'takes a limit of 0 for none': querying((query) => ({ ...query, limit: query.limit === 0 ? 100 : query.limit })),
  'removes what expires at this very moment': (inner) => ({
    removeExpired: async (request) => inner.removeExpired({ ...request, before: new Date(Date.parse(request.before) + 1).toISOString() }),
  }),
  'removes all that expired, however many': (inner) => ({
    removeExpired: async (request) => inner.removeExpired({ ...request, limit: 1e6 }),
  }),
  'hides what has expired': (inner) => ({
    query: async (query) => (await inner.query(query)).filter(({ expiresAt }) => expiresAt === null || expiresAt > '2026'),
  }),
  'removes what it was to leave': (inner) => ({
    removeIntegration: async (request) => inner.removeIntegration({ ...request, except: [] }),
  }),
  'leaves the last of what it was to leave, and removes the others': (inner) => ({
    removeIntegration: async (request) => inner.removeIntegration({ ...request, except: request.except?.slice(-1) }),
  }),
  'cannot remove what is gone': (inner) => ({
    remove: async (keys, options) => {
      for (const key of keys) if ((await inner.find(key)) === undefined) throw new Error('not found');
      await inner.remove(keys, options);
    },
  }),
  'removes the first only': (inner) => ({ remove: async (keys, options) => inner.remove(keys.slice(0, 1), options) }),
  'replaces text that it cannot hold': (inner) => ({
    insert: async (documents, options) =>
      inner.insert(JSON.parse(JSON.stringify(documents).replaceAll(String.raw`\u0000`, '')) as readonly StoredDocument[], options),
  }),
  'ignores the signal where there is nothing to do': (inner) => ({
    remove: async (keys, options) => (keys.length === 0 ? undefined : inner.remove(keys, options)),
  }),
  'goes on querying after an abort': (inner) => ({
    removeExpired: async (request) => inner.removeExpired({ ...request, signal: undefined }),
  }),
};

/** @returns the first promise of the contract that the store breaks. */
async function brokenPromise(fault: Fault): Promise<string | undefined> {
  for (const { title, run } of documentStoreCases) {
    const inner = createMemoryDocumentStore();
    const documents = { ...inner, ...fault(inner) };
    const isKept = await run({ documents, open: () => documents }).then(
      () => true,
      () => false,
    );
    if (!isKept) return title;
  }
  return undefined;
}

/** Faults that matter to integrations over documents. */
const HARMFUL = [
  'saves whatever the version',
  'reads the version, waits, and then saves',
  'replaces what is there when it inserts',
  'names all keys as new',
  'keeps one tag',
  'begins each page anew',
  'returns in the order of keys what is due',
] as const;

describe('the contract of the document store', () => {
  it.each(Object.entries(FAULTS))('catches a store that %s', async (_, fault) => {
    expect(await brokenPromise(fault)).toBeDefined();
  });

  it('finds no fault in one that has none', async () => {
    expect(await brokenPromise(() => ({}))).toBeUndefined();
  });

  it.each(HARMFUL)('is what the repository of integrations stands on: it fails over a store that %s', async (name) => {
    const broken: string[] = [];
    for (const { title, run } of integrationRepositoryCases) {
      const inner = createMemoryDocumentStore();
      const integrations = createIntegrationRepository({ ...inner, ...FAULTS[name]?.(inner) });
      await run({ integrations, open: () => integrations }).catch(() => broken.push(title));
    }
    expect(broken).not.toEqual([]);
  });
});
