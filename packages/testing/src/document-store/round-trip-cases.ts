import type { JsonObject, JsonValue } from '@frigg-crm/core';
import fc from 'fast-check';
import { expect } from 'vitest';
import { aFullProcess } from '../process-repository/a-full-process.ts';
import { ODD_KEYS, aDocument, expectDocument, idsFound, keyOf, minute, roundTrip } from './a-document.ts';
import type { DocumentCase } from './document-case.ts';

/** A document with something in every field. */
const FULL = aDocument('O’Brien; DROP TABLE 😀', {
  integrationId: 'integration "quoted" \\ back',
  value: { ...aFullProcess().context, list: [null, true, [[]], {}], number: -0.5 },
  tags: ['userId:用户', 'failed', "it's", '{a,"b"}', '\\', 'NULL', 'a\nb'],
  dueAt: '2026-02-28T23:59:59.999Z',
  expiresAt: '2026-03-29T01:30:00.001Z',
  version: 41,
});

/** What a careless caller does to what it holds. */
function scribble(held: object | undefined): void {
  try {
    Object.assign(held ?? {}, { 0: 'scribbled', text: 'scribbled', id: 'scribbled' });
  } catch (error) {
    // A frozen object protects itself.
    expect(error).toBeInstanceOf(TypeError);
  }
}

export const roundTripCases: readonly DocumentCase[] = [
  {
    title: 'reads every field back as it was inserted, whether it is found by key or queried',
    run: async ({ documents, open }) => {
      await documents.insert([FULL]);
      expectDocument(await open().find(keyOf(FULL)), FULL);
      const [found, ...others] = await open().query({ collection: FULL.collection, limit: 10 });
      expectDocument(found, FULL);
      expect(others).toEqual([]);
    },
  },
  {
    title: 'reads every field back as it was saved, with the next version',
    run: async ({ documents, open }) => {
      await documents.insert([{ ...aDocument(FULL.id, { version: 41 }), integrationId: FULL.integrationId }]);
      expectDocument(await documents.save(FULL), { ...FULL, version: 42 });
      expectDocument(await open().find(FULL), { ...FULL, version: 42 });
      const emptied = { ...FULL, value: {}, tags: [], dueAt: null, expiresAt: null, version: 42 };
      await documents.save(emptied);
      expectDocument(await open().find(FULL), { ...emptied, version: 43 });
    },
  },
  {
    title: 'keeps times exactly, from the first to the last that it takes',
    run: async ({ documents }) => {
      const times = ['1000-01-01T00:00:00.000Z', '1969-12-31T23:59:59.999Z', minute(0), '9999-12-31T23:59:59.999Z'];
      const stored = times.map((time, index) => aDocument(`at ${index}`, { dueAt: time, expiresAt: times.at(-1 - index) ?? null }));
      await documents.insert(stored);
      for (const document of stored) expectDocument(await documents.find(document), document);
    },
  },
  {
    title: 'distinguishes null, an empty object, an empty text and an absent key',
    run: async ({ documents }) => {
      const value = { nothing: null, object: {}, list: [], text: '', zero: 0, no: false };
      for (const stored of await roundTrip(documents, value)) expect(stored).toStrictEqual(value);
      const dropped = { kept: 1, dropped: undefined } as unknown as JsonObject;
      for (const stored of await roundTrip(documents, dropped)) expect(stored).toStrictEqual({ kept: 1 });
    },
  },
  {
    title: 'keeps numbers to the last bit, and minus zero as JSON writes it',
    run: async ({ documents }) => {
      const numbers = [2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 60, 1e21, 1e-7, 0.1 + 0.2, Number.MAX_VALUE, Number.MIN_VALUE, -1.5];
      for (const stored of await roundTrip(documents, { numbers: [...numbers, -0] }))
        expect(stored).toStrictEqual({ numbers: [...numbers, 0] });
    },
  },
  {
    title: 'keeps keys that mean something to a database or to JavaScript',
    run: async ({ documents }) => {
      const json = '{"a.b":1,"$set":{"$inc":2},"":3,"constructor":{"prototype":4},"__proto__":{"polluted":true},"0":5,"😀":6}';
      for (const stored of await roundTrip(documents, JSON.parse(json) as JsonObject)) {
        expect(Object.keys(stored).toSorted()).toEqual(Object.keys(JSON.parse(json) as JsonObject).toSorted());
        expect(stored['$set']).toEqual({ $inc: 2 });
        expect(Object.getOwnPropertyDescriptor(stored, '__proto__')?.value).toEqual({ polluted: true });
        expect((stored as { polluted?: boolean }).polluted).toBeUndefined();
      }
    },
  },
  {
    title: 'keeps the longest and the deepest value that it takes',
    run: async ({ documents }) => {
      let deep: JsonObject = {};
      for (let level = 0; level < 60; level += 1) deep = { deep };
      for (const value of [{ text: '用'.repeat(999_989) }, deep]) {
        for (const stored of await roundTrip(documents, value)) expect(stored).toStrictEqual(value);
      }
    },
  },
  {
    title: 'keeps any JSON',
    run: async ({ documents }) => {
      const anyJson = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
      const property = fc.asyncProperty(anyJson, async (value) => {
        for (const stored of await roundTrip(documents, { value })) expect(stored).toStrictEqual({ value });
      });
      await fc.assert(property, { numRuns: 25 });
    },
  },
  {
    title: 'takes collections, integrations, ids and tags of any form literally',
    run: async ({ documents }) => {
      const all = ODD_KEYS.flatMap((odd) => [
        aDocument('id', { collection: odd }),
        aDocument('id', { integrationId: odd }),
        aDocument(odd),
        aDocument(`tag ${odd}`, { tags: [odd] }),
      ]);
      expect(await documents.insert(all)).toEqual(all.map(keyOf));
      for (const document of all) expectDocument(await documents.find(document), document);
      for (const odd of ODD_KEYS) {
        expect(await idsFound(documents, { collection: odd })).toEqual(['id']);
        expect(await idsFound(documents, { integrationId: odd })).toEqual([`${odd}/id`]);
        expect(await idsFound(documents, { tag: odd })).toEqual([`tag ${odd}`]);
      }
      await documents.remove([aDocument("' OR '1'='1"), aDocument('%')]);
      expect(await idsFound(documents, { integrationId: 'integration-1' })).toHaveLength(ODD_KEYS.length * 2 - 2);
      await documents.removeIntegration({ integrationId: '%' });
      expect(await documents.find(aDocument('id', { integrationId: '%' }))).toBeUndefined();
      expect(await documents.find(aDocument('id', { integrationId: '$set' }))).toBeDefined();
    },
  },
  {
    title: 'hands out copies: changing what was given or returned changes nothing that is stored',
    run: async ({ documents }) => {
      const untouched = aDocument('a', { value: { inner: { text: 'mine' } }, tags: ['tag'], dueAt: minute(0) });
      const careless = async (get: () => Promise<readonly object[]>): Promise<void> => {
        for (const held of await get()) {
          const { value, tags } = held as { value?: JsonObject; tags?: readonly string[] };
          for (const part of [value?.['inner'] as JsonObject | undefined, value, tags as object | undefined, held]) scribble(part);
        }
      };
      const given = structuredClone(untouched);
      const keys = await documents.insert([given]);
      await careless(async () => [...keys, given]);
      expectDocument(await documents.find(untouched), untouched);
      await careless(async () => [(await documents.find(untouched)) ?? {}]);
      await careless(async () => documents.query({ collection: untouched.collection, dueBefore: minute(0), limit: 1 }));
      expectDocument(await documents.find(untouched), untouched);
      const next = structuredClone(untouched);
      await careless(async () => [await documents.save(next), next]);
      expectDocument(await documents.find(untouched), { ...untouched, version: 1 });
    },
  },
];
