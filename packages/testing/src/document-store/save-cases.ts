import { FriggCrmError, type DocumentStore, type StoredDocument } from '@frigg-crm/core';
import { expect } from 'vitest';
import { expectCode } from '../process-repository/expect-code.ts';
import { aDocument, expectDocument, idsFound, minute } from './a-document.ts';
import type { DocumentCase } from './document-case.ts';

const CONFLICT = 'DOCUMENT_CONFLICT';

/** Adds one to a document, again after each lost race. */
async function addOne(documents: DocumentStore): Promise<void> {
  for (;;) {
    const stored = await documents.find(aDocument('a'));
    try {
      await documents.save({ ...aDocument('a'), ...stored, value: { count: Number(stored?.value['count']) + 1 } });
      return;
    } catch (error) {
      if (!FriggCrmError.hasCode(error, CONFLICT)) throw error;
    }
  }
}

export const saveCases: readonly DocumentCase[] = [
  {
    title: 'refuses a save of a version that is no longer, or not yet, the stored one, and changes nothing',
    run: async ({ documents, open }) => {
      const old = aDocument('a', { value: { old: true } });
      await documents.insert([old]);
      const stored = await open().save({ ...old, value: { saved: true }, tags: ['kept'] });
      await expectCode(documents.save({ ...old, value: { late: true } }), CONFLICT);
      for (const version of [0, 2, 3]) await expectCode(documents.save({ ...stored, version, value: {}, tags: [] }), CONFLICT);
      expectDocument(await documents.find(old), { ...old, value: { saved: true }, tags: ['kept'], version: 1 });
      expect(await idsFound(documents, { tag: 'kept' })).toEqual(['a']);
    },
  },
  {
    title: 'refuses to save what is gone or never was, and does not restore it',
    run: async ({ documents, open }) => {
      const document = aDocument('a');
      await documents.insert([document]);
      await open().remove([document]);
      await expectCode(documents.save(document), CONFLICT);
      await expectCode(documents.save(aDocument('never')), CONFLICT);
      await expectCode(documents.save(aDocument('a', { collection: 'other' })), CONFLICT);
      expect(await idsFound(documents)).toEqual([]);
    },
  },
  {
    title: 'lets exactly one of many who save the same version win, version after version',
    run: async ({ documents, open }) => {
      const programs = [documents, open()];
      let stored: StoredDocument = aDocument('a');
      await documents.insert([stored]);
      for (let round = 1; round <= 5; round += 1) {
        const outcomes = await Promise.allSettled(
          Array.from({ length: 16 }, async (_, saver) => (programs[saver % 2] ?? documents).save({ ...stored, value: { round, saver } })),
        );
        const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
        const losses = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as { code?: string }).code] : []));
        expect(winners).toHaveLength(1);
        expect(new Set(losses)).toEqual(new Set([CONFLICT]));
        stored = winners[0] ?? stored;
        expect(stored).toMatchObject({ version: round, value: { round } });
        expectDocument(await open().find(stored), stored);
      }
    },
  },
  {
    title: 'loses nothing when eight programs count at the same time',
    run: async ({ documents, open }) => {
      await documents.insert([aDocument('a', { value: { count: 0 } })]);
      await Promise.all(Array.from({ length: 8 }, async () => addOne(open()).then(async () => addOne(open()))));
      expect(await documents.find(aDocument('a'))).toMatchObject({ value: { count: 16 }, version: 16 });
    },
  },
  {
    title: 'finds a saved document by its new tags and time, and no longer by the old ones',
    run: async ({ documents }) => {
      const document = aDocument('a', { tags: ['old', 'kept'], dueAt: minute(1), expiresAt: minute(1) });
      await documents.insert([document]);
      await documents.save({ ...document, tags: ['kept', 'new'], dueAt: minute(3), expiresAt: minute(3) });
      const found = await Promise.all(['old', 'kept', 'new'].map(async (tag) => idsFound(documents, { tag })));
      expect(found).toEqual([[], ['a'], ['a']]);
      expect(await idsFound(documents, { dueBefore: minute(2) })).toEqual([]);
      expect(await idsFound(documents, { dueBefore: minute(3) })).toEqual(['a']);
      expect(await documents.removeExpired({ before: minute(2), limit: 10 })).toBe(0);
      await documents.save({ ...document, tags: [], dueAt: null, expiresAt: null, version: 1 });
      expect(await idsFound(documents, { dueBefore: '9999-12-31' })).toEqual([]);
      expect(await idsFound(documents, { tag: 'kept' })).toEqual([]);
      expect(await documents.removeExpired({ before: '9999-12-31', limit: 10 })).toBe(0);
    },
  },
];
