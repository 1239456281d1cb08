import { expect } from 'vitest';
import { NOTES, aDocument, documentsOf, idsFound, idsUpTo, minute } from './a-document.ts';
import type { DocumentCase } from './document-case.ts';

export const removalCases: readonly DocumentCase[] = [
  {
    title: 'removes documents, and is content when they are gone already',
    run: async ({ documents, open }) => {
      await documents.insert([...documentsOf(['a', 'b', 'c']), aDocument('a', { collection: 'other' })]);
      const gone = [...documentsOf(['a', 'missing', 'a', 'c', '', '\u0000'])];
      for (let times = 0; times < 2; times += 1) await open().remove(gone);
      await documents.remove([]);
      expect(await idsFound(documents)).toEqual(['b']);
      expect(await idsFound(documents, { collection: 'other' })).toEqual(['a']);
      expect(await documents.insert([aDocument('a')])).toHaveLength(1);
    },
  },
  {
    title: 'removes thousands at once',
    run: async ({ documents }) => {
      const all = documentsOf(idsUpTo(1500));
      await documents.insert(all);
      const many = Array.from({ length: 23_000 }, (_, index) => aDocument(`missing-${index}`));
      await documents.remove([...many, ...all.slice(1)]);
      expect(await idsFound(documents)).toEqual(['d000000']);
    },
  },
  {
    title: 'removes what expired before a moment, in all collections, so many at most',
    run: async ({ documents }) => {
      await documents.insert([
        ...documentsOf(['a', 'b', 'c'], { expiresAt: minute(1) }),
        aDocument('elsewhere', { expiresAt: minute(-90), collection: 'other', integrationId: 'integration-2' }),
        aDocument('at the moment', { expiresAt: minute(2) }),
        aDocument('later', { expiresAt: minute(3) }),
        aDocument('stays', { dueAt: minute(-1) }),
      ]);
      expect(await documents.removeExpired({ before: minute(2), limit: 0 })).toBe(0);
      const removed: number[] = [];
      for (let times = 0; times < 4; times += 1) removed.push(await documents.removeExpired({ before: minute(2), limit: 3 }));
      expect(removed).toEqual([3, 1, 0, 0]);
      expect(await idsFound(documents)).toEqual(['at the moment', 'later', 'stays']);
      expect(await idsFound(documents, { collection: 'other' })).toEqual([]);
      expect(await documents.removeExpired({ before: '2026-01-05T12:02:00.001+02:00', limit: 10 })).toBe(1);
      expect(await idsFound(documents)).toEqual(['later', 'stays']);
    },
  },
  {
    title: 'finds an expired document until it is removed',
    run: async ({ documents }) => {
      const expired = aDocument('a', { expiresAt: '1000-01-01T00:00:00.000Z' });
      await documents.insert([expired]);
      expect(await idsFound(documents)).toEqual(['a']);
      await documents.save({ ...expired, expiresAt: null });
      expect(await documents.removeExpired({ before: '9999-12-31', limit: 10 })).toBe(0);
    },
  },
  {
    title: 'counts each expired document once when several programs remove them at the same time',
    run: async ({ documents, open }) => {
      await documents.insert(documentsOf(idsUpTo(300), { expiresAt: minute(0) }));
      const counts = await Promise.all(Array.from({ length: 4 }, async () => open().removeExpired({ before: minute(1), limit: 60 })));
      expect(Math.max(...counts)).toBeLessThanOrEqual(60);
      const left = await documents.query({ collection: NOTES, limit: 1000 });
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(300 - left.length);
      expect(await documents.removeExpired({ before: minute(1), limit: 1000 })).toBe(left.length);
    },
  },
  {
    title: 'removes everything of an integration, in all collections but those named',
    run: async ({ documents, open }) => {
      const integrations = ['integration-1', 'integration-10', 'Integration-1'];
      const collections = ['0', NOTES, 'inbox', 'é', '😀', 'integrations'];
      const fill = async (): Promise<void> => {
        for (const integrationId of integrations)
          for (const collection of collections) await documents.insert(documentsOf(['a', 'b'], { integrationId, collection }));
      };
      const left = async (): Promise<readonly string[]> => {
        const found = await Promise.all(collections.map(async (collection) => documents.query({ collection, limit: 100 })));
        return found.flat().map(({ integrationId, collection }) => `${integrationId} ${collection}`);
      };
      await fill();
      const except = ['inbox', '😀', 'no such collection', '\u0000'];
      for (let times = 0; times < 2; times += 1) await open().removeIntegration({ integrationId: 'integration-1', except });
      expect((await left()).filter((name) => name.startsWith('integration-1 '))).toEqual([
        'integration-1 inbox',
        'integration-1 inbox',
        'integration-1 😀',
        'integration-1 😀',
      ]);
      await documents.removeIntegration({ integrationId: 'integration-1', except: [] });
      expect(await left()).toHaveLength(24);
      await fill();
      await documents.removeIntegration({ integrationId: 'integration-1' });
      for (const unknown of ['', '\u0000', '%', 'missing']) await documents.removeIntegration({ integrationId: unknown });
      expect((await left()).filter((name) => name.startsWith('integration-1 '))).toEqual([]);
      expect(await left()).toHaveLength(24);
    },
  },
];
