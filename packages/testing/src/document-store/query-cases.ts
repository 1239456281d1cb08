import type { DocumentStore, StoredDocument } from '@frigg-crm/core';
import { expect } from 'vitest';
import { everyPage } from '../mapping-repository/every-page.ts';
import { NOTES, ODD_KEYS, aDocument, documentsOf, idsFound, minute } from './a-document.ts';
import type { DocumentCase } from './document-case.ts';

/** Queries page after page. @returns the keys found, each as JSON. */
async function pagesOf(
  documents: DocumentStore,
  tag?: string,
  onPage?: (page: readonly StoredDocument[]) => Promise<void>,
): Promise<readonly string[]> {
  return everyPage(async ({ after, limit }) => {
    const [integrationId = '', id = ''] = after === undefined ? [] : (JSON.parse(after) as readonly string[]);
    const page = await documents.query({ collection: NOTES, tag, after: after === undefined ? undefined : { integrationId, id }, limit });
    await onPage?.(page);
    return page.map((document) => JSON.stringify([document.integrationId, document.id]));
  });
}

export const queryCases: readonly DocumentCase[] = [
  {
    title: 'finds a document by its whole key only',
    run: async ({ documents }) => {
      const document = aDocument('a');
      await documents.insert([document]);
      expect(await documents.find(document)).toBeDefined();
      for (const other of [{ collection: 'Notes' }, { integrationId: 'integration-10' }, { id: 'A' }, { id: '' }, { id: 'a\u0000' }])
        expect(await documents.find({ ...document, ...other })).toBeUndefined();
    },
  },
  {
    title: 'joins all conditions of a query by AND',
    run: async ({ documents }) => {
      const integrations = ['integration-1', 'integration-2'];
      for (const integrationId of integrations) {
        await documents.insert([
          aDocument('both', { integrationId, tags: ['x', 'y'], dueAt: minute(1) }),
          aDocument('due', { integrationId, dueAt: minute(1) }),
          aDocument('other', { integrationId, collection: 'other', tags: ['x'], dueAt: minute(1) }),
          aDocument('plain', { integrationId }),
          aDocument('tagged', { integrationId, tags: ['x'] }),
        ]);
      }
      const integrationId = 'integration-1';
      expect(await idsFound(documents, { integrationId })).toEqual(['both', 'due', 'plain', 'tagged']);
      expect(await idsFound(documents, { integrationId, tag: 'x' })).toEqual(['both', 'tagged']);
      expect(await idsFound(documents, { integrationId, tag: 'y' })).toEqual(['both']);
      expect(await idsFound(documents, { integrationId, tag: 'x', dueBefore: minute(1) })).toEqual(['both']);
      expect(await idsFound(documents, { integrationId, dueBefore: minute(1) })).toEqual(['both', 'due']);
      expect(await idsFound(documents, { tag: 'x' })).toEqual(['both', 'tagged', 'integration-2/both', 'integration-2/tagged']);
      expect(await idsFound(documents, { integrationId, tag: 'x', after: { integrationId, id: 'both' } })).toEqual(['tagged']);
      expect(await idsFound(documents, { collection: 'other', integrationId: 'integration-2' })).toEqual(['integration-2/other']);
    },
  },
  {
    title: 'compares a tag as a whole, letter by letter',
    run: async ({ documents }) => {
      await documents.insert([aDocument('a', { tags: ['key:Zoho/1', 'key:zoho/12'] }), aDocument('b', { tags: ['key:zoho/1'] })]);
      expect(await idsFound(documents, { tag: 'key:zoho/1' })).toEqual(['b']);
      expect(await idsFound(documents, { tag: 'key:zoho/12' })).toEqual(['a']);
      for (const tag of ['key:zoho', 'key:', '', '%', '{}', 'key:zoho/1,key:zoho/12', '\u0000', '\uD83D'])
        expect(await idsFound(documents, { tag })).toEqual([]);
    },
  },
  {
    title: 'returns page by page in the order of bytes, integration by integration, each once',
    run: async ({ documents, open }) => {
      const odd = ODD_KEYS.flatMap((integrationId) => documentsOf(['a', 'B', '😀', '\uFFFD'], { integrationId, tags: ['x'] }));
      const some = documentsOf(ODD_KEYS, { tags: ['x', 'y'] });
      await documents.insert([...odd, ...some].toReversed());
      const sorted = [...ODD_KEYS, 'integration-1'].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      const expected = sorted.flatMap((integrationId) =>
        (integrationId === 'integration-1' ? ODD_KEYS : ['B', 'a', '\uFFFD', '😀']).map((id) => JSON.stringify([integrationId, id])),
      );
      expect(await pagesOf(documents)).toEqual(expected);
      expect(await pagesOf(open(), 'x')).toEqual(expected);
      expect(await pagesOf(open(), 'y')).toEqual(ODD_KEYS.map((id) => JSON.stringify(['integration-1', id])));
    },
  },
  {
    title: 'leaves none out when the found are removed or lose their tag on the way',
    run: async ({ documents }) => {
      await documents.insert(documentsOf(ODD_KEYS, { tags: ['x'] }));
      const untag = async (page: readonly StoredDocument[]): Promise<void> => {
        for (const document of page) await documents.save({ ...document, tags: [] });
      };
      expect(await pagesOf(documents, 'x', untag)).toHaveLength(ODD_KEYS.length);
      expect(await idsFound(documents, { tag: 'x' })).toEqual([]);
      expect(await pagesOf(documents, undefined, async (page) => documents.remove(page))).toHaveLength(ODD_KEYS.length);
      expect(await idsFound(documents)).toEqual([]);
    },
  },
  {
    title: 'goes on behind a key that is not there, also one of another integration, and finds nothing for a limit of 0',
    run: async ({ documents }) => {
      await documents.insert([aDocument('a'), aDocument('c'), aDocument('b', { integrationId: 'integration-2' })]);
      const behind = async (integrationId: string, id: string, limit = 10): Promise<readonly string[]> =>
        idsFound(documents, { after: { integrationId, id }, limit });
      expect(await behind('integration-1', 'b')).toEqual(['c', 'integration-2/b']);
      expect(await behind('integration-1', 'b', 1)).toEqual(['c']);
      expect(await behind('integration-10', '')).toEqual(['integration-2/b']);
      expect(await behind('integration-1', 'c')).toEqual(['integration-2/b']);
      expect(await behind('integration-2', 'b')).toEqual([]);
      expect(await behind('', '')).toHaveLength(3);
      expect(await idsFound(documents, { integrationId: 'integration-1', after: { integrationId: 'integration-1', id: 'a' } })).toEqual([
        'c',
      ]);
      expect(await idsFound(documents, { limit: 0 })).toEqual([]);
      expect(await idsFound(documents, { limit: 1 })).toEqual(['a']);
    },
  },
  {
    title: 'finds what is due at a moment or before it, the longest due first, then by key',
    run: async ({ documents }) => {
      await documents.insert([
        aDocument('d', { dueAt: minute(1) }),
        aDocument('never'),
        aDocument('later', { dueAt: '2026-01-05T10:02:00.001Z' }),
        aDocument('c', { dueAt: minute(2) }),
        aDocument('a', { dueAt: minute(2), integrationId: 'integration-2' }),
        aDocument('B', { dueAt: minute(2) }),
        aDocument('😀', { dueAt: minute(2) }),
        aDocument('\uFFFD', { dueAt: minute(2) }),
        aDocument('z', { dueAt: minute(-60) }),
        aDocument('elsewhere', { dueAt: minute(-90), collection: 'other' }),
      ]);
      const inOrder = ['z', 'd', 'B', 'c', '\uFFFD', '😀', 'integration-2/a'];
      expect(await idsFound(documents, { dueBefore: minute(2) })).toEqual(inOrder);
      expect(await idsFound(documents, { dueBefore: '2026-01-05T12:02:00+02:00', limit: 3 })).toEqual(inOrder.slice(0, 3));
      expect(await idsFound(documents, { dueBefore: '2026-01-05T10:01:59.999Z' })).toEqual(['z', 'd']);
      expect(await idsFound(documents, { dueBefore: '2026-01-05T10:02:00.001Z' })).toEqual([...inOrder, 'later']);
      expect(await idsFound(documents, { dueBefore: minute(-61) })).toEqual([]);
      expect(await idsFound(documents, { dueBefore: minute(2), limit: 0 })).toEqual([]);
    },
  },
];
