import { expect } from 'vitest';
import { everyPage } from './every-page.ts';
import type { MappingCase } from './mapping-case.ts';
import { ODD_IDS } from './odd-ids.ts';
import { SCOPE, beginOne, confirm, find, intended, knownContent, modified, write, written } from './writing.ts';

const failed = (...ids: readonly string[]) => ids.map((externalId) => ({ externalId, code: 'QUO_REJECTED' }));

export const failureCases: readonly MappingCase[] = [
  {
    title: 'keeps why a person could not be written, and everything else that it knew but the content',
    run: async ({ mappings, open }) => {
      await write(mappings, [written('p1')], { seenIn: 'sync-1' });
      await beginOne(mappings, 'a', intended('p1', 'hash-2', modified(1)));
      await mappings.recordFailures({ ...SCOPE, processId: 'process-1', people: failed('p1') });
      expect(await find(open(), 'p1')).toStrictEqual({
        ...SCOPE,
        externalId: 'p1',
        quoContactId: 'quo-p1',
        phoneNumbers: ['+15550100'],
        contentHash: null,
        sourceModifiedAt: modified(1),
        seenIn: 'sync-1',
        failure: { processId: 'process-1', code: 'QUO_REJECTED' },
      });
    },
  },
  {
    title: 'makes the content of a person unknown who failed although no attempt had begun',
    run: async ({ mappings }) => {
      await write(mappings, [written('p1')]);
      await mappings.recordFailures({ ...SCOPE, processId: 'process-1', people: failed('p1', 'never seen') });
      expect(await knownContent(mappings, 'p1')).toBeNull();
      expect(await find(mappings, 'never seen')).toMatchObject({ quoContactId: null, failure: { code: 'QUO_REJECTED' } });
      expect(await mappings.count(SCOPE)).toBe(1);
    },
  },
  {
    title: 'keeps the last failure, until a write succeeds; that an attempt begins is no success',
    run: async ({ mappings }) => {
      await mappings.recordFailures({ ...SCOPE, processId: 'process-1', people: failed('p1', 'p1') });
      await mappings.recordFailures({
        ...SCOPE,
        processId: 'process-2',
        people: [...failed('p1'), { externalId: 'p1', code: 'TOO_LONG' }],
      });
      await beginOne(mappings, 'a', intended('p1'));
      expect((await find(mappings, 'p1'))?.failure).toEqual({ processId: 'process-2', code: 'TOO_LONG' });
      expect(await mappings.findFailed({ ...SCOPE, processId: 'process-1', limit: 10 })).toEqual([]);
      await confirm(mappings, 'a', written('p1'));
      expect((await find(mappings, 'p1'))?.failure).toBeNull();
      expect(await mappings.findFailed({ ...SCOPE, processId: 'process-2', limit: 10 })).toEqual([]);
    },
  },
  {
    title: 'lists who failed in a process page by page, in the order of bytes, each once',
    run: async ({ mappings }) => {
      await mappings.recordFailures({ ...SCOPE, processId: 'process-1', people: failed(...ODD_IDS.toReversed()) });
      await mappings.recordFailures({ ...SCOPE, processId: 'process-2', people: failed('other process') });
      await mappings.recordFailures({ ...SCOPE, objectType: 'lead', processId: 'process-1', people: failed('other type') });
      await mappings.recordFailures({ ...SCOPE, integrationId: 'other', processId: 'process-1', people: failed('other integration') });
      const found = await everyPage(async (page) => mappings.findFailed({ ...SCOPE, processId: 'process-1', ...page }));
      expect(found).toEqual(ODD_IDS);
      expect(await mappings.findFailed({ ...SCOPE, processId: 'process-1', after: 'between', limit: 1 })).toEqual(['constructor']);
      expect(await mappings.findFailed({ ...SCOPE, processId: 'process-1', limit: 0 })).toEqual([]);
    },
  },
];
