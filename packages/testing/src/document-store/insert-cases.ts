import { expect } from 'vitest';
import { aDocument, documentsOf, expectDocument, idsFound, idsUpTo, keyOf, minute } from './a-document.ts';
import type { DocumentCase } from './document-case.ts';

export const insertCases: readonly DocumentCase[] = [
  {
    title: 'inserts nothing, one or several, and names the new ones in the order given',
    run: async ({ documents, open }) => {
      expect(await documents.insert([])).toEqual([]);
      expect(await documents.insert([aDocument('b')])).toStrictEqual([keyOf(aDocument('b'))]);
      const more = [
        aDocument('c'),
        aDocument('a'),
        aDocument('a', { integrationId: 'integration-0' }),
        aDocument('a', { collection: 'other' }),
      ];
      expect(await open().insert(more)).toStrictEqual(more.map(keyOf));
    },
  },
  {
    title: 'leaves alone what is stored already, and inserts the others',
    run: async ({ documents, open }) => {
      const first = aDocument('b', { value: { first: true }, tags: ['first'], dueAt: minute(1), expiresAt: minute(2) });
      await documents.insert([first]);
      const stored = await documents.save({ ...first, value: { saved: true } });
      const given = [aDocument('c'), { ...first, value: { second: true }, tags: ['second'], dueAt: null, expiresAt: null }, aDocument('a')];
      expect(await open().insert(given)).toEqual([keyOf(aDocument('c')), keyOf(aDocument('a'))]);
      expect(await open().insert(given)).toEqual([]);
      expectDocument(await documents.find(first), stored);
      expect(await idsFound(documents, { tag: 'second' })).toEqual([]);
    },
  },
  {
    title: 'takes the first of a key that is given twice, and names it once',
    run: async ({ documents }) => {
      const given = [
        aDocument('b', { value: { times: 1 }, tags: ['first'] }),
        aDocument('a'),
        aDocument('b', { value: { times: 2 }, tags: ['second'], dueAt: minute(0) }),
        aDocument('b', { value: { times: 3 } }),
      ];
      expect(await documents.insert(given)).toEqual([keyOf(aDocument('b')), keyOf(aDocument('a'))]);
      expectDocument(await documents.find(aDocument('b')), aDocument('b', { value: { times: 1 }, tags: ['first'] }));
    },
  },
  {
    title: 'inserts thousands at once, also those that are few among known ones',
    run: async ({ documents, open }) => {
      const ids = idsUpTo(1500);
      const given = documentsOf(ids.toReversed());
      const known = documentsOf(ids.filter((_, index) => index % 7 !== 0));
      expect(await documents.insert(known)).toHaveLength(known.length);
      const added = await open().insert(given);
      expect(added.map(({ id }) => id)).toEqual(ids.toReversed().filter((id) => Number(id.slice(1)) % 7 === 0));
      expect(await open().insert(given)).toEqual([]);
      expect(await idsFound(documents, { limit: 5000 })).toEqual(ids);
    },
  },
  {
    title: 'inserts many that are long',
    run: async ({ documents }) => {
      const given = documentsOf(idsUpTo(20), { value: { text: 'x'.repeat(250_000) } });
      expect(await documents.insert(given)).toHaveLength(given.length);
      expectDocument(await documents.find(given[19] ?? aDocument('')), given[19] ?? aDocument(''));
    },
  },
  {
    title: 'names each as new to exactly one of several programs that insert the same at the same time, in any order',
    run: async ({ open }) => {
      const given = documentsOf(idsUpTo(200));
      const results = await Promise.all(
        Array.from({ length: 6 }, async (_, program) => {
          const own = program % 2 === 0 ? given : given.toReversed();
          return open().insert(own.map((document) => ({ ...document, value: { program } })));
        }),
      );
      expect(
        results
          .flat()
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual(idsUpTo(200));
      for (const [program, keys] of results.entries()) {
        const [key] = keys;
        if (key !== undefined) expect(await open().find(key)).toMatchObject({ value: { program } });
      }
    },
  },
];
