import { expect } from 'vitest';
import type { MappingCase } from './mapping-case.ts';
import { SCOPE, begin, find, intended, write, written } from './writing.ts';

const SHARED = '+15550199';

export const lookupCases: readonly MappingCase[] = [
  {
    title: 'finds those who are known, each once, whatever else is queried',
    run: async ({ mappings }) => {
      await write(mappings, [written('a'), written('b')]);
      await begin(mappings, 'c', [intended('c')]);
      const found = await mappings.findMany({ ...SCOPE, externalIds: ['c', 'missing', 'a', 'a', '\u0000', 'A', 'b'] });
      expect(found.map(({ externalId }) => externalId).toSorted()).toEqual(['a', 'b', 'c']);
      const many = Array.from({ length: 70_000 }, (_, index) => `missing-${index}`);
      expect(await mappings.findMany({ ...SCOPE, externalIds: [...many, 'a'] })).toHaveLength(1);
    },
  },
  {
    title: 'keeps object types and integrations apart',
    run: async ({ mappings }) => {
      const others = [
        { ...SCOPE, objectType: 'lead' },
        { ...SCOPE, integrationId: 'integration-2' },
      ];
      await write(mappings, [written('p1')]);
      for (const other of others) {
        expect(await mappings.findMany({ ...other, externalIds: ['p1'] })).toEqual([]);
        expect(await mappings.count(other)).toBe(0);
        await write(mappings, [written('p1', 'hash-2')], other);
        expect(await mappings.findMany({ ...other, externalIds: ['p1'] })).toMatchObject([{ ...other, contentHash: 'hash-2' }]);
      }
      expect(await find(mappings, 'p1')).toMatchObject({ ...SCOPE, contentHash: 'hash-1' });
    },
  },
  {
    title: 'finds all people with a phone number, of all object types, in the order of bytes',
    run: async ({ mappings }) => {
      const people = ['😀', 'b', '\uFFFD', 'B', ''].map((id) => written(id, 'h', ['+15550101', SHARED]));
      for (const objectType of ['person', 'Lead', '', 'lead']) await write(mappings, people, { objectType });
      await write(mappings, people, { integrationId: 'integration-2' });
      await write(mappings, [written('other', 'h', ['+15550102'])]);
      const found = await mappings.findByPhones({ integrationId: SCOPE.integrationId, phoneNumbers: [SHARED] });
      const ids = ['', 'B', 'b', '\uFFFD', '😀'];
      expect(found.map(({ objectType, externalId }) => [objectType, externalId])).toEqual(
        ['', 'Lead', 'lead', 'person'].flatMap((objectType) => ids.map((id) => [objectType, id])),
      );
      expect(found[0]).toStrictEqual({
        integrationId: SCOPE.integrationId,
        objectType: '',
        externalId: '',
        quoContactId: 'quo-',
        phoneNumbers: ['+15550101', SHARED],
        contentHash: 'h',
        sourceModifiedAt: null,
        seenIn: null,
        failure: null,
      });
    },
  },
  {
    title: 'finds no person by a number that they no longer have, or by part of one',
    run: async ({ mappings }) => {
      const owners = async (phoneNumber: string): Promise<readonly string[]> =>
        (await mappings.findByPhones({ ...SCOPE, phoneNumbers: [phoneNumber] })).map(({ externalId }) => externalId);
      await write(mappings, [written('p1', 'hash-1', [SHARED, '+15550101']), written('p2', 'hash-1', [SHARED])]);
      await write(mappings, [written('p1', 'hash-2', ['+15550102'])]);
      expect(await owners(SHARED)).toEqual(['p2']);
      expect(await owners('+15550101')).toEqual([]);
      expect(await owners('+15550102')).toEqual(['p1']);
      for (const nothing of ['', '+1555', '%', '\u0000', '{}', `${SHARED}0`]) expect(await owners(nothing)).toEqual([]);
    },
  },
  {
    title: 'finds all people who have one of several numbers, each once, however many numbers are queried',
    run: async ({ mappings }) => {
      await write(mappings, [written('b', 'h', ['+15550101', '+15550102']), written('c', 'h', ['+15550103', SHARED])]);
      await write(mappings, [written('a', 'h', [SHARED])], { objectType: 'lead' });
      await write(mappings, [written('not queried', 'h', ['+15550104'])]);
      await write(mappings, [written('elsewhere', 'h', ['+15550101'])], { integrationId: 'integration-2' });
      const find = async (phoneNumbers: readonly string[]): Promise<readonly string[]> =>
        (await mappings.findByPhones({ ...SCOPE, phoneNumbers })).map(({ externalId }) => externalId);
      expect(await find([])).toEqual([]);
      expect(await find(['+15550103', '+15550102', '+15550101', '+15550102'])).toEqual(['b', 'c']);
      expect(await find(['+15550102', SHARED, '\u0000', '\uD83D'])).toEqual(['a', 'b', 'c']);
      const nobodys = Array.from({ length: 1000 }, (_, index) => `+1416555${String(index).padStart(4, '0')}`);
      expect(await find([...nobodys.slice(1), SHARED])).toEqual(['a', 'c']);
      expect(await find([...nobodys, ...nobodys, SHARED])).toEqual(['a', 'c']);
    },
  },
  {
    title: 'finds a person once who has the same number twice, or none',
    run: async ({ mappings }) => {
      await write(mappings, [written('p1', 'h', [SHARED, SHARED]), written('p2', 'h', [])]);
      expect(await mappings.findByPhones({ ...SCOPE, phoneNumbers: [SHARED] })).toMatchObject([{ phoneNumbers: [SHARED, SHARED] }]);
      expect((await find(mappings, 'p2'))?.phoneNumbers).toEqual([]);
      expect(await mappings.count(SCOPE)).toBe(2);
    },
  },
  {
    title: 'counts who has a contact, not who was only begun or failed',
    run: async ({ mappings }) => {
      await write(mappings, [written('p1'), written('p2')]);
      await begin(mappings, 'a', [intended('p2', 'hash-2'), intended('p3')]);
      await mappings.recordFailures({ ...SCOPE, processId: 'process-1', people: [{ externalId: 'p4', code: 'X' }] });
      expect(await mappings.count(SCOPE)).toBe(2);
    },
  },
  {
    title: 'hands out copies: changing what was given or returned changes nothing that is stored',
    run: async ({ mappings }) => {
      const numbers = ['+15550101'];
      await write(mappings, [written('p1', 'h', numbers)]);
      await mappings.recordFailures({ ...SCOPE, processId: 'process-1', people: [{ externalId: 'p1', code: 'X' }] });
      numbers.push('scribbled');
      for (const found of [await find(mappings, 'p1'), (await mappings.findByPhones({ ...SCOPE, phoneNumbers: ['+15550101'] }))[0]]) {
        expect(found).toMatchObject({ phoneNumbers: ['+15550101'], failure: { code: 'X' } });
        scribble(found?.phoneNumbers);
        scribble(found?.failure);
      }
      expect(await find(mappings, 'p1')).toMatchObject({ phoneNumbers: ['+15550101'], failure: { code: 'X' } });
    },
  },
];

/** What a careless caller does to what it was given. */
function scribble(given: object | null | undefined): void {
  try {
    Object.assign(given ?? {}, { 0: 'scribbled', code: 'scribbled' });
  } catch (error) {
    // A frozen object protects itself.
    expect(error).toBeInstanceOf(TypeError);
  }
}
