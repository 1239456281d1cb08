import { expect } from 'vitest';
import type { MappingCase } from './mapping-case.ts';
import { ODD_IDS } from './odd-ids.ts';
import { SCOPE, begin, beginOne, confirm, find, intended, knownContent, modified, write, written } from './writing.ts';

export const beginCases: readonly MappingCase[] = [
  {
    title: 'lets an unknown person be written, and knows contact, numbers and content once that is confirmed',
    run: async ({ mappings, open }) => {
      expect(await beginOne(mappings, 'a', intended('p1', 'hash-1', modified(1)))).toBe('write');
      const begun = { ...SCOPE, externalId: 'p1', quoContactId: null, phoneNumbers: [], contentHash: null };
      expect(await find(open(), 'p1')).toStrictEqual({ ...begun, sourceModifiedAt: modified(1), seenIn: null, failure: null });
      await confirm(open(), 'a', written('p1', 'hash-1', ['+15550102', '+15550101']));
      expect(await find(mappings, 'p1')).toStrictEqual({
        ...begun,
        quoContactId: 'quo-p1',
        phoneNumbers: ['+15550102', '+15550101'],
        contentHash: 'hash-1',
        sourceModifiedAt: modified(1),
        seenIn: null,
        failure: null,
      });
    },
  },
  {
    title: 'leaves a person alone whose content is known to be the same, also by another program',
    run: async ({ mappings, open }) => {
      await write(mappings, [written('p1')]);
      expect(await beginOne(open(), 'a', intended('p1'))).toBe('unchanged');
      expect(await knownContent(mappings, 'p1')).toBe('hash-1');
    },
  },
  {
    title: 'lets a person be written whose content is another one, and clears the old content',
    run: async ({ mappings }) => {
      await write(mappings, [written('p1')]);
      expect(await beginOne(mappings, 'a', intended('p1', 'hash-2'))).toBe('write');
      expect(await find(mappings, 'p1')).toMatchObject({ contentHash: null, quoContactId: 'quo-p1', phoneNumbers: ['+15550100'] });
      // Whether hash-1 is still there is unknown.
      expect(await beginOne(mappings, 'b', intended('p1', 'hash-1'))).toBe('write');
    },
  },
  {
    title: 'lets an unchanged person be written all the same when forced',
    run: async ({ mappings }) => {
      await write(mappings, [written('p1')]);
      expect(await beginOne(mappings, 'a', intended('p1'), { force: true })).toBe('write');
      expect(await knownContent(mappings, 'p1')).toBeNull();
      await confirm(mappings, 'a', written('p1'));
      expect(await beginOne(mappings, 'b', intended('p1'), { force: false })).toBe('unchanged');
    },
  },
  {
    title: 'leaves a person alone when a later version was begun before, and keeps what is known',
    run: async ({ mappings }) => {
      expect(await beginOne(mappings, 'a', intended('p1', 'new', modified(2)))).toBe('write');
      expect(await beginOne(mappings, 'b', intended('p1', 'old', modified(1)))).toBe('stale');
      await confirm(mappings, 'a', written('p1', 'new'));
      expect(await beginOne(mappings, 'c', intended('p1', 'old', modified(1)))).toBe('stale');
      // Not even the same content: an old version says nothing about now.
      expect(await beginOne(mappings, 'c', intended('p1', 'new', modified(1)))).toBe('stale');
      expect(await find(mappings, 'p1')).toMatchObject({ contentHash: 'new', sourceModifiedAt: modified(2) });
    },
  },
  {
    title: 'takes a version of the same moment for as good, and one without a moment for unknown, not for old',
    run: async ({ mappings }) => {
      await write(mappings, [written('p1', 'first')]);
      expect(await beginOne(mappings, 'a', intended('p1', 'second', modified(2)))).toBe('write');
      expect(await beginOne(mappings, 'a', intended('p1', 'third', modified(2)))).toBe('write');
      expect(await beginOne(mappings, 'a', intended('p1', 'fourth', null))).toBe('write');
      expect((await find(mappings, 'p1'))?.sourceModifiedAt).toBe(modified(2));
      expect(await beginOne(mappings, 'a', intended('p1', 'fifth', modified(1)))).toBe('stale');
    },
  },
  {
    title: 'keeps the moment of an unchanged version, so that what came before it stays stale',
    run: async ({ mappings }) => {
      await beginOne(mappings, 'a', intended('p1', 'same', modified(1)));
      await confirm(mappings, 'a', written('p1', 'same'));
      expect(await beginOne(mappings, 'b', intended('p1', 'same', modified(3)))).toBe('unchanged');
      expect(await beginOne(mappings, 'c', intended('p1', 'between', modified(2)))).toBe('stale');
      expect(await find(mappings, 'p1')).toMatchObject({ contentHash: 'same', sourceModifiedAt: modified(3) });
    },
  },
  {
    title: 'compares moments, not their notation, to the millisecond',
    run: async ({ mappings }) => {
      await beginOne(mappings, 'a', intended('p1', 'h', '2026-01-05T10:00:00.5+01:00'));
      expect((await find(mappings, 'p1'))?.sourceModifiedAt).toBe('2026-01-05T09:00:00.500Z');
      expect(await beginOne(mappings, 'a', intended('p1', 'h', '2026-01-05T09:00:00Z'))).toBe('stale');
      expect(await beginOne(mappings, 'a', intended('p1', 'h', '2026-01-05T09:59:00+01:00'))).toBe('stale');
      expect(await beginOne(mappings, 'a', intended('p1', 'h', '2026-01-05T04:00:00.500-05:00'))).toBe('write');
      expect(await beginOne(mappings, 'a', intended('p1', 'h', '2026-01-05T09:00:00.499Z'))).toBe('stale');
      expect(await beginOne(mappings, 'a', intended('p1', 'h', '2026-01-05T09:00:00.501Z'))).toBe('write');
    },
  },
  {
    title: 'notes the sync that saw a person, whatever it decides, and keeps it when none is given',
    run: async ({ mappings }) => {
      await write(mappings, [written('unchanged'), written('changed')]);
      await beginOne(mappings, 'a', intended('stale', 'new', modified(2)));
      const people = [intended('stale', 'old', modified(1)), intended('unchanged'), intended('changed', 'hash-2'), intended('unknown')];
      const decisions = { stale: 'stale', unchanged: 'unchanged', changed: 'write', unknown: 'write' };
      expect(await begin(mappings, 'b', people, { seenIn: 'sync-1' })).toEqual(new Map(Object.entries(decisions)));
      await begin(mappings, 'c', people);
      await confirm(mappings, 'c', written('changed', 'hash-2'));
      for (const { externalId } of people) expect((await find(mappings, externalId))?.seenIn).toBe('sync-1');
      await begin(mappings, 'd', people, { seenIn: 'sync-2' });
      for (const { externalId } of people) expect((await find(mappings, externalId))?.seenIn).toBe('sync-2');
    },
  },
  {
    title: 'decides nothing for an empty list',
    run: async ({ mappings }) => {
      expect([...(await begin(mappings, 'a', [], { seenIn: 'sync-1' }))]).toEqual([]);
      await confirm(mappings, 'a');
      await mappings.recordFailures({ ...SCOPE, processId: 'process-1', people: [] });
      await mappings.remove({ ...SCOPE, externalIds: [] });
      expect(await mappings.findMany({ ...SCOPE, externalIds: [] })).toEqual([]);
      expect(await mappings.count(SCOPE)).toBe(0);
    },
  },
  {
    title: 'decides once about a person that is named twice: by the last version, unless an earlier one was changed later',
    run: async ({ mappings }) => {
      await write(mappings, [written('last', 'b'), written('newest', 'a')]);
      const people = [
        intended('last', 'a'),
        intended('newest', 'a', modified(2)),
        intended('last', 'b'),
        intended('newest', 'b', modified(1)),
      ];
      expect(await begin(mappings, 'a', people)).toEqual(new Map(Object.entries({ last: 'unchanged', newest: 'unchanged' })));
      await confirm(mappings, 'b', written('twice', 'a', ['+15550101']), written('twice', 'b', ['+15550102']));
      expect(await find(mappings, 'twice')).toMatchObject({ phoneNumbers: ['+15550102'] });
    },
  },
  {
    title: 'takes a thousand people at once',
    run: async ({ mappings }) => {
      const ids = Array.from({ length: 1000 }, (_, index) => `p${index}`);
      const decisions = await begin(
        mappings,
        'a',
        ids.map((id) => intended(id, `hash of ${id}`, modified(1))),
        { seenIn: 'sync-1' },
      );
      expect([...decisions.keys()].toSorted()).toEqual(ids.toSorted());
      await confirm(mappings, 'a', ...ids.map((id) => written(id, `hash of ${id}`, [`+1555${id.slice(1)}`, '+15550100'])));
      const found = await mappings.findMany({ ...SCOPE, externalIds: [...ids, 'missing'] });
      expect(found).toHaveLength(1000);
      expect(found.every(({ contentHash, externalId }) => contentHash === `hash of ${externalId}`)).toBe(true);
      expect(
        new Set(
          (
            await begin(
              mappings,
              'b',
              ids.map((id) => intended(id, `hash of ${id}`)),
            )
          ).values(),
        ),
      ).toEqual(new Set(['unchanged']));
      expect(await mappings.count(SCOPE)).toBe(1000);
    },
  },
  {
    title: 'takes ids of any form literally, wherever an id is given',
    run: async ({ mappings }) => {
      await begin(
        mappings,
        '__proto__',
        ODD_IDS.map((id) => intended(id, id)),
        { seenIn: '$set' },
      );
      await confirm(mappings, '__proto__', ...ODD_IDS.map((id) => written(id, id, [id])));
      for (const id of ODD_IDS) {
        expect(await find(mappings, id)).toMatchObject({ externalId: id, contentHash: id, phoneNumbers: [id], seenIn: '$set' });
        expect((await mappings.findByPhones({ ...SCOPE, phoneNumbers: [id] })).map(({ externalId }) => externalId)).toEqual([id]);
      }
      expect(
        new Set(
          (
            await begin(
              mappings,
              'b',
              ODD_IDS.map((id) => intended(id, id)),
            )
          ).values(),
        ),
      ).toEqual(new Set(['unchanged']));
      for (const scope of [
        { integrationId: 'constructor', objectType: 'a.b' },
        { integrationId: '__proto__', objectType: '' },
      ]) {
        await write(mappings, [written('p1')], scope);
        expect(await mappings.count(scope)).toBe(1);
      }
      expect(await mappings.count(SCOPE)).toBe(ODD_IDS.length);
    },
  },
];
