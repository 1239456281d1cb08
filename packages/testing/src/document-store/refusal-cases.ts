import type { JsonObject, StoredDocument } from '@frigg-crm/core';
import { expect } from 'vitest';
import { expectCode } from '../process-repository/expect-code.ts';
import { NOTES, aDocument, expectDocument, idsFound, minute } from './a-document.ts';
import type { DocumentCase, DocumentsUnderTest } from './document-case.ts';

const REFUSED = 'INVALID_DOCUMENT';
const REQUEST_REFUSED = 'INVALID_PROCESS_DATA';

/** Expects both ways of storing to refuse the overrides, with all that is given beside them, and to change nothing. */
async function expectRefused({ documents }: DocumentsUnderTest, overrides: Partial<Record<keyof StoredDocument, unknown>>): Promise<void> {
  const kept = aDocument('kept');
  await documents.insert([kept]);
  const refused = { ...aDocument('refused'), ...overrides } as StoredDocument;
  await expectCode(documents.insert([aDocument('before'), refused, aDocument('behind')]), REFUSED);
  await expectCode(documents.save({ ...kept, ...overrides } as StoredDocument), REFUSED);
  expect(await idsFound(documents)).toEqual(['kept']);
  expectDocument(await documents.find(kept), kept);
}

export const refusalCases: readonly DocumentCase[] = [
  {
    title: 'refuses U+0000 and half a surrogate pair wherever they stand, and stores nothing of the call',
    run: async (store) => {
      for (const text of ['a\u0000b', '\uD83D', '\uDE00x']) {
        for (const overrides of [
          { collection: text },
          { integrationId: text },
          { id: text },
          { tags: ['fine', text] },
          { value: { deep: [{ text }] } },
          { value: { [text]: 1 } },
        ])
          await expectRefused(store, overrides);
      }
    },
  },
  {
    title: 'refuses what is empty or too long',
    run: async (store) => {
      for (const text of ['', 'x'.repeat(513), 'é'.repeat(257)]) {
        for (const overrides of [{ collection: text }, { integrationId: text }, { id: text }, { tags: ['fine', text] }])
          await expectRefused(store, overrides);
      }
      await expectRefused(store, { value: { text: 'x'.repeat(1_000_000) } });
    },
  },
  {
    title: 'takes keys and tags of 512 bytes',
    run: async ({ documents }) => {
      const longest = aDocument('用'.repeat(170), {
        collection: 'x'.repeat(512),
        integrationId: 'é'.repeat(256),
        tags: ['y'.repeat(512), '😀'.repeat(128)],
        dueAt: minute(0),
        expiresAt: minute(0),
      });
      await documents.insert([longest]);
      expectDocument(await documents.find(longest), longest);
      expect(await documents.query({ ...longest, dueBefore: minute(0), tag: '😀'.repeat(128), limit: 1 })).toHaveLength(1);
    },
  },
  {
    title: 'refuses what JSON would change in silence, and what is no object',
    run: async (store) => {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, new Date(0), new Map(), () => 1, [undefined]])
        await expectRefused(store, { value: { value } });
      const endless: Record<string, JsonObject> = {};
      endless['self'] = endless;
      for (const value of [endless, [], null, 'text', undefined]) await expectRefused(store, { value });
    },
  },
  {
    title: 'refuses times that are not ISO 8601 in UTC with milliseconds, and versions that are none',
    run: async (store) => {
      for (const time of [
        '',
        'yesterday',
        '2026-01-05T10:00:00Z',
        '2026-01-05T11:00:00.000+01:00',
        '2026-02-30T10:00:00.000Z',
        '2026-01-05',
      ]) {
        await expectRefused(store, { dueAt: time });
        await expectRefused(store, { expiresAt: time });
      }
      for (const time of ['+010000-01-01T00:00:00.000Z', '0999-12-31T23:59:59.999Z', '-000001-01-01T00:00:00.000Z'])
        await expectRefused(store, { dueAt: time });
      for (const version of [-1, 0.5, Number.NaN, 2 ** 31, 2 ** 53]) await expectRefused(store, { version });
    },
  },
  {
    title: 'refuses limits and moments that are none, and a page of a result that changes while it is worked on',
    run: async ({ documents }) => {
      for (const limit of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        await expectCode(documents.query({ collection: NOTES, limit }), REQUEST_REFUSED);
        await expectCode(documents.removeExpired({ before: minute(0), limit }), REQUEST_REFUSED);
      }
      for (const moment of ['', 'yesterday', '2026-01-05T10:00:00', '2026-13-05T10:00:00Z', '1767607200000']) {
        await expectCode(documents.query({ collection: NOTES, dueBefore: moment, limit: 1 }), REQUEST_REFUSED);
        await expectCode(documents.removeExpired({ before: moment, limit: 1 }), REQUEST_REFUSED);
      }
      const after = { integrationId: 'integration-1', id: 'a' };
      await expectCode(documents.query({ collection: NOTES, dueBefore: minute(0), after, limit: 1 }), REFUSED);
    },
  },
  {
    title: 'finds nothing by texts that no store can hold',
    run: async ({ documents }) => {
      await documents.insert([aDocument('a')]);
      for (const text of ['\u0000', '\uD83D']) {
        expect(await documents.query({ collection: text, limit: 1 })).toEqual([]);
        expect(await documents.query({ collection: NOTES, integrationId: text, limit: 1 })).toEqual([]);
        expect(await documents.query({ collection: NOTES, after: { integrationId: text, id: 'a' }, limit: 1 })).toEqual([]);
        expect(await documents.query({ collection: NOTES, after: { integrationId: 'a', id: text }, limit: 1 })).toEqual([]);
        expect(await documents.find(aDocument('a', { integrationId: text }))).toBeUndefined();
      }
    },
  },
  {
    title: 'rejects with the reason of a signal that is aborted already, and does nothing',
    run: async ({ documents }) => {
      const kept = aDocument('kept', { expiresAt: minute(0) });
      await documents.insert([kept]);
      const reason = new Error('the user closed the window');
      const signal = AbortSignal.abort(reason);
      const calls = [
        documents.find(kept, { signal }),
        documents.insert([aDocument('new')], { signal }),
        documents.insert([], { signal }),
        documents.save({ ...kept, value: {} }, { signal }),
        documents.remove([kept], { signal }),
        documents.remove([], { signal }),
        documents.query({ collection: NOTES, limit: 1, signal }),
        documents.query({ collection: NOTES, limit: 0, signal }),
        documents.removeExpired({ before: minute(1), limit: 1, signal }),
        documents.removeIntegration({ integrationId: kept.integrationId, signal }),
        documents.removeIntegration({ integrationId: '\u0000', signal }),
      ];
      for (const call of await Promise.allSettled(calls)) expect(call).toEqual({ status: 'rejected', reason });
      expectDocument(await documents.find(kept), kept);
      expect(await idsFound(documents)).toEqual(['kept']);
    },
  },
];
