import { toIso } from '@frigg-crm/core/adapter';
import { expect } from 'vitest';
import { TEST_START_MS } from '../clock/virtual-clock.ts';
import { everyPage } from './every-page.ts';
import type { MappingCase } from './mapping-case.ts';
import { ODD_IDS } from './odd-ids.ts';
import { SCOPE, begin, beginOne, confirm, intended, write, written } from './writing.ts';

const LATER = toIso(TEST_START_MS + 1);

export const unseenCases: readonly MappingCase[] = [
  {
    title: 'lists who was begun or written and not seen by the sync, neither those it saw nor those who only failed',
    run: async ({ mappings }) => {
      await write(mappings, [written('seen'), written('seen before'), written('never seen'), written('failed')]);
      await begin(mappings, 'a', [intended('seen before')], { seenIn: 'sync-1' });
      await begin(mappings, 'b', [intended('seen'), intended('not written yet')], { seenIn: 'sync-2' });
      await begin(mappings, 'c', [intended('begun')]);
      const people = ['failed', 'never begun'].map((externalId) => ({ externalId, code: 'X' }));
      await mappings.recordFailures({ ...SCOPE, processId: 'process-1', people });
      const unseen = { ...SCOPE, seenIn: 'sync-2', knownBefore: LATER, limit: 10 };
      expect(await mappings.findUnseen(unseen)).toEqual(['begun', 'failed', 'never seen', 'seen before']);
      expect(await mappings.findUnseen({ ...unseen, objectType: 'lead' })).toEqual([]);
      expect(await mappings.findUnseen({ ...unseen, integrationId: 'other' })).toEqual([]);
    },
  },
  {
    title: 'leaves out who was first begun when the sync had begun already, and finds those who were not confirmed',
    run: async ({ mappings, clock }) => {
      await write(mappings, [written('before')]);
      await beginOne(mappings, 'slow', intended('begun before'));
      await beginOne(mappings, 'abandoned', intended('never confirmed'));
      await clock.advance(1000);
      await write(mappings, [written('at the moment')]);
      await confirm(mappings, 'slow', written('begun before'));
      await clock.advance(1000);
      await write(mappings, [written('after'), written('before', 'hash-2')]);
      const knownBefore = toIso(TEST_START_MS + 1000);
      expect(await mappings.findUnseen({ ...SCOPE, seenIn: 'sync-1', knownBefore, limit: 10 })).toEqual([
        'before',
        'begun before',
        'never confirmed',
      ]);
      const inOtherNotation = knownBefore.replace('T10:', 'T12:').replace('Z', '+02:00');
      expect(await mappings.findUnseen({ ...SCOPE, seenIn: 'sync-1', knownBefore: inOtherNotation, limit: 1 })).toEqual(['before']);
    },
  },
  {
    title: 'treats a person that was removed and comes back as a new one',
    run: async ({ mappings, clock }) => {
      await write(mappings, [written('p1')]);
      await mappings.remove({ ...SCOPE, externalIds: ['p1'] });
      await clock.advance(1000);
      await write(mappings, [written('p1')]);
      const unseen = { ...SCOPE, seenIn: 'sync-1', limit: 10 };
      expect(await mappings.findUnseen({ ...unseen, knownBefore: toIso(TEST_START_MS + 1000) })).toEqual([]);
      expect(await mappings.findUnseen({ ...unseen, knownBefore: toIso(TEST_START_MS + 1001) })).toEqual(['p1']);
    },
  },
  {
    title: 'lists page by page in the order of bytes, each once, also when the found are removed on the way',
    run: async ({ mappings }) => {
      for (const removes of [false, true]) {
        await write(
          mappings,
          ODD_IDS.toReversed().map((id) => written(id)),
        );
        const found = await everyPage(async (page) => {
          const ids = await mappings.findUnseen({ ...SCOPE, seenIn: 'sync-1', knownBefore: LATER, ...page });
          if (removes) await mappings.remove({ ...SCOPE, externalIds: ids });
          return ids;
        });
        expect(found).toEqual(ODD_IDS);
      }
      expect(await mappings.count(SCOPE)).toBe(0);
    },
  },
  {
    title: 'goes on behind an id that does not exist, and returns none for a limit of 0',
    run: async ({ mappings }) => {
      await write(mappings, [written('a'), written('c')]);
      const unseen = { ...SCOPE, seenIn: 'sync-1', knownBefore: LATER };
      expect(await mappings.findUnseen({ ...unseen, after: 'b', limit: 10 })).toEqual(['c']);
      expect(await mappings.findUnseen({ ...unseen, after: 'c', limit: 10 })).toEqual([]);
      expect(await mappings.findUnseen({ ...unseen, limit: 0 })).toEqual([]);
    },
  },
];
