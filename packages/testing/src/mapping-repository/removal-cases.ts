import { expect } from 'vitest';
import type { MappingCase } from './mapping-case.ts';
import { SCOPE, beginOne, confirm, find, intended, knownContent, modified, write, written } from './writing.ts';

export const removalCases: readonly MappingCase[] = [
  {
    title: 'removes people, and does nothing when they are gone already',
    run: async ({ mappings }) => {
      await write(mappings, [written('p1'), written('p2')]);
      for (let times = 0; times < 2; times += 1) await mappings.remove({ ...SCOPE, externalIds: ['p1', 'missing', 'p1', '\u0000'] });
      await mappings.remove({ ...SCOPE, objectType: 'lead', externalIds: ['p2'] });
      expect(await find(mappings, 'p1')).toBeUndefined();
      expect((await mappings.findByPhones({ ...SCOPE, phoneNumbers: ['+15550100'] })).map(({ externalId }) => externalId)).toEqual(['p2']);
      expect(await mappings.count(SCOPE)).toBe(1);
    },
  },
  {
    title: 'knows nothing of a person who comes back: no content, no moment, no failure',
    run: async ({ mappings }) => {
      await beginOne(mappings, 'a', intended('p1', 'hash-1', modified(9)), { seenIn: 'sync-1' });
      await mappings.recordFailures({ ...SCOPE, processId: 'process-1', people: [{ externalId: 'p1', code: 'X' }] });
      await mappings.remove({ ...SCOPE, externalIds: ['p1'] });
      expect(await beginOne(mappings, 'b', intended('p1', 'hash-1', modified(1)))).toBe('write');
      expect(await find(mappings, 'p1')).toMatchObject({ sourceModifiedAt: modified(1), seenIn: null, failure: null });
    },
  },
  {
    title: 'does not know the content that an attempt wrote whose person was removed in the meantime',
    run: async ({ mappings }) => {
      await beginOne(mappings, 'a', intended('p1'));
      await mappings.remove({ ...SCOPE, externalIds: ['p1'] });
      await confirm(mappings, 'a', written('p1'));
      expect(await knownContent(mappings, 'p1')).toBeNull();
    },
  },
  {
    title: 'removes all people of an integration, and none of another',
    run: async ({ mappings, open }) => {
      const scopes = [SCOPE, { ...SCOPE, objectType: 'lead' }, { ...SCOPE, integrationId: 'integration-10' }];
      for (const scope of scopes) await write(mappings, [written('p1'), written('p2')], scope);
      for (let times = 0; times < 2; times += 1) await open().removeAll({ integrationId: SCOPE.integrationId });
      const counts = await Promise.all(scopes.map(async (scope) => mappings.count(scope)));
      expect(counts).toEqual([0, 0, 2]);
      expect(await mappings.findByPhones({ ...SCOPE, phoneNumbers: ['+15550100'] })).toEqual([]);
      await mappings.removeAll({ integrationId: '\u0000' });
      await write(mappings, [written('p1')]);
      expect(await mappings.count(SCOPE)).toBe(1);
    },
  },
];
