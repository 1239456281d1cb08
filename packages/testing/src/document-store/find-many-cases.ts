import type { DocumentKey, DocumentStore, StoredDocument } from '@frigg-crm/core';
import { expect } from 'vitest';
import { ODD_KEYS, aDocument, documentsOf, expectDocument, idsUpTo, keyOf } from './a-document.ts';
import type { DocumentCase } from './document-case.ts';

/** A store without `findMany` promises nothing: what it does with `find` is held to the same. */
async function findMany(documents: DocumentStore, keys: readonly DocumentKey[]): Promise<readonly (StoredDocument | undefined)[]> {
  return documents.findMany === undefined ? Promise.all(keys.map(async (key) => documents.find(key))) : documents.findMany(keys);
}

export const findManyCases: readonly DocumentCase[] = [
  {
    title: 'finds several by their keys, each as it would be found alone, in the order of the keys',
    run: async ({ documents, open }) => {
      const stored = [
        aDocument('a', { tags: ['x'] }),
        aDocument('b'),
        aDocument('a', { integrationId: 'other' }),
        aDocument('a', { collection: 'others' }),
      ];
      await documents.insert(stored);
      const keys = [...stored.toReversed(), aDocument('not there'), aDocument('b')].map(keyOf);
      const found = await findMany(open(), keys);
      expect(found.map((each) => each && keyOf(each))).toEqual(keys.map((key) => (key.id === 'not there' ? undefined : key)));
      for (const [index, document] of stored.toReversed().entries()) expectDocument(found[index], document);
      expect(await findMany(documents, [])).toEqual([]);
    },
  },
  {
    title: 'finds what was changed a moment ago as it is',
    run: async ({ documents, open }) => {
      await documents.insert(documentsOf(['kept', 'gone']));
      await documents.save(aDocument('kept', { value: { text: 'new' } }));
      await documents.remove([aDocument('gone')]);
      const found = await findMany(open(), documentsOf(['kept', 'gone']));
      expect(found.map((each) => each?.value)).toEqual([{ text: 'new' }, undefined]);
    },
  },
  {
    title: 'finds by keys of any form, and nothing by those that no store can hold',
    run: async ({ documents }) => {
      await documents.insert(documentsOf(ODD_KEYS));
      const found = await findMany(documents, documentsOf([...ODD_KEYS, '\u0000', '\ud800']));
      expect(found.map((each) => each?.id)).toEqual([...ODD_KEYS, undefined, undefined]);
    },
  },
  {
    title: 'finds several never behind the back of a copy that has another find',
    run: async ({ documents }) => {
      await documents.insert(documentsOf(['a', 'b']));
      const find: DocumentStore['find'] = async () => undefined;
      const isFind = (key: PropertyKey): boolean => key === 'find';
      const copies = [
        { ...documents, find },
        Object.create(documents, { find: { value: find } }) as DocumentStore,
        new Proxy(documents, { get: (target, key, receiver) => (isFind(key) ? find : (Reflect.get(target, key, receiver) as unknown)) }),
      ];
      for (const copy of copies) expect(await findMany(copy, documentsOf(['a', 'b']))).toEqual([undefined, undefined]);
    },
  },
  {
    title: 'finds thousands at once',
    run: async ({ documents }) => {
      const ids = idsUpTo(3000);
      await documents.insert(documentsOf(ids));
      expect((await findMany(documents, documentsOf(ids))).map((each) => each?.id)).toEqual(ids);
    },
  },
];
