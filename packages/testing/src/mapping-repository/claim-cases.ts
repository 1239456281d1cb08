import { expect } from 'vitest';
import type { MappingCase } from './mapping-case.ts';
import { CLAIM_TTL_MS, SCOPE, begin, beginOne, confirm, find, intended, knownContent, write, written } from './writing.ts';

const NEITHER_ORDER: readonly (readonly [string, string])[] = [
  ['a', 'b'],
  ['b', 'a'],
];

export const claimCases: readonly MappingCase[] = [
  ...NEITHER_ORDER.map(([first, second]): MappingCase => ({
    title: `does not know the content after two attempts that overlapped, ${first} confirming first, and knows it after the next one`,
    run: async ({ mappings, open }) => {
      expect(await beginOne(mappings, 'a', intended('p1', 'content a'))).toBe('write');
      expect(await beginOne(open(), 'b', intended('p1', 'content b'))).toBe('write');
      for (const claimId of [first, second]) {
        await confirm(open(), claimId, written('p1', `content ${claimId}`, [`+1555${claimId}`]));
        expect(await find(mappings, 'p1')).toMatchObject({ contentHash: null, quoContactId: 'quo-p1', phoneNumbers: [`+1555${claimId}`] });
      }
      expect(await beginOne(mappings, 'c', intended('p1', `content ${second}`))).toBe('write');
      await confirm(mappings, 'c', written('p1', `content ${second}`));
      expect(await knownContent(mappings, 'p1')).toBe(`content ${second}`);
    },
  })),
  {
    title: 'does not know the content while an overlapping attempt is open, although another attempt came and went',
    run: async ({ mappings }) => {
      await beginOne(mappings, 'a', intended('p1', 'content a'));
      await beginOne(mappings, 'b', intended('p1', 'content b'));
      await confirm(mappings, 'b', written('p1', 'content b'));
      await beginOne(mappings, 'c', intended('p1', 'content c'));
      await confirm(mappings, 'c', written('p1', 'content c'));
      // a may have written after c.
      expect(await knownContent(mappings, 'p1')).toBeNull();
      await confirm(mappings, 'a', written('p1', 'content a'));
      expect(await knownContent(mappings, 'p1')).toBeNull();
    },
  },
  {
    title: 'judges each person of a batch apart',
    run: async ({ mappings }) => {
      await begin(mappings, 'a', [intended('shared', 'content a'), intended('only a', 'content a')]);
      await begin(mappings, 'b', [intended('only b', 'content b'), intended('shared', 'content b')]);
      await confirm(mappings, 'a', written('only a', 'content a'), written('shared', 'content a'));
      await confirm(mappings, 'b', written('shared', 'content b'), written('only b', 'content b'));
      expect(await knownContent(mappings, 'shared')).toBeNull();
      expect(await knownContent(mappings, 'only a')).toBe('content a');
      expect(await knownContent(mappings, 'only b')).toBe('content b');
    },
  },
  {
    title: 'treats a claim as abandoned when it is as old as the new one says, and no moment earlier',
    run: async ({ mappings, clock }) => {
      await begin(mappings, 'abandoned', [intended('p1'), intended('p2')]);
      await clock.advance(CLAIM_TTL_MS - 1);
      await beginOne(mappings, 'a', intended('p1', 'content a'));
      await confirm(mappings, 'a', written('p1', 'content a'));
      expect(await knownContent(mappings, 'p1')).toBeNull();
      await clock.advance(1);
      await beginOne(mappings, 'a', intended('p2', 'content a'));
      await confirm(mappings, 'a', written('p2', 'content a'));
      expect(await knownContent(mappings, 'p2')).toBe('content a');
    },
  },
  {
    title: 'measures the age of a claim by what the new attempt says',
    run: async ({ mappings, clock }) => {
      await begin(mappings, 'slow', [intended('p1'), intended('p2')]);
      await clock.advance(1000);
      await beginOne(mappings, 'a', intended('p1', 'content a'), { claimTtlMs: 1001 });
      await beginOne(mappings, 'a', intended('p2', 'content a'), { claimTtlMs: 1000 });
      await confirm(mappings, 'a', written('p1', 'content a'), written('p2', 'content a'));
      expect([await knownContent(mappings, 'p1'), await knownContent(mappings, 'p2')]).toEqual([null, 'content a']);
    },
  },
  {
    title: 'knows what an undisturbed attempt wrote, however late it confirms',
    run: async ({ mappings, clock }) => {
      await beginOne(mappings, 'slow', intended('p1'));
      await clock.advance(CLAIM_TTL_MS * 10);
      await confirm(mappings, 'slow', written('p1'));
      expect(await knownContent(mappings, 'p1')).toBe('hash-1');
    },
  },
  {
    title: 'clears the content when an attempt whose claim counted as abandoned confirms after all, before the new one or behind it',
    run: async ({ mappings, clock }) => {
      for (const order of [
        ['abandoned', 'new'],
        ['new', 'abandoned'],
      ]) {
        await beginOne(mappings, 'abandoned', intended('p1', 'content abandoned'), { force: true });
        await clock.advance(CLAIM_TTL_MS);
        await beginOne(mappings, 'new', intended('p1', 'content new'));
        for (const claimId of order) await confirm(mappings, claimId, written('p1', `content ${claimId}`));
        expect(await knownContent(mappings, 'p1')).toBeNull();
        await write(mappings, [written('p1', 'content new')]);
        expect(await knownContent(mappings, 'p1')).toBe('content new');
      }
    },
  },
  {
    title: 'counts an attempt that begins twice once, since whatever is interrupted may be repeated',
    run: async ({ mappings }) => {
      await beginOne(mappings, 'a', intended('p1'));
      expect(await beginOne(mappings, 'a', intended('p1'))).toBe('write');
      await confirm(mappings, 'a', written('p1'));
      expect(await knownContent(mappings, 'p1')).toBe('hash-1');
    },
  },
  {
    title: 'keeps that an attempt was disturbed when it begins again',
    run: async ({ mappings }) => {
      await beginOne(mappings, 'a', intended('p1', 'content a'));
      await beginOne(mappings, 'b', intended('p1', 'content b'));
      await confirm(mappings, 'b', written('p1', 'content b'));
      await beginOne(mappings, 'a', intended('p1', 'content a'));
      await confirm(mappings, 'a', written('p1', 'content a'));
      expect(await knownContent(mappings, 'p1')).toBeNull();
    },
  },
  {
    title: 'keeps what it knows when a confirmation comes twice',
    run: async ({ mappings }) => {
      await beginOne(mappings, 'a', intended('p1'));
      await confirm(mappings, 'a', written('p1'));
      const known = await find(mappings, 'p1');
      await confirm(mappings, 'a', written('p1'));
      expect(await find(mappings, 'p1')).toStrictEqual(known);
      expect(known?.contentHash).toBe('hash-1');
    },
  },
  {
    title: 'knows the contact, but not its content, when an attempt confirms that never began',
    run: async ({ mappings }) => {
      await confirm(mappings, 'missing', written('p1'));
      expect(await find(mappings, 'p1')).toStrictEqual({
        ...SCOPE,
        externalId: 'p1',
        quoContactId: 'quo-p1',
        phoneNumbers: ['+15550100'],
        contentHash: null,
        sourceModifiedAt: null,
        seenIn: null,
        failure: null,
      });
      await write(mappings, [written('p2', 'content a')]);
      await confirm(mappings, 'missing', written('p2', 'content b'));
      expect(await knownContent(mappings, 'p2')).toBeNull();
    },
  },
  {
    title: 'ends the claim of a failed attempt, so that the next one is alone',
    run: async ({ mappings }) => {
      await beginOne(mappings, 'a', intended('p1', 'content a'));
      await mappings.recordFailures({ ...SCOPE, processId: 'process-1', people: [{ externalId: 'p1', code: 'QUO_REJECTED' }] });
      await beginOne(mappings, 'b', intended('p1', 'content b'));
      await confirm(mappings, 'b', written('p1', 'content b'));
      expect(await find(mappings, 'p1')).toMatchObject({ contentHash: 'content b', failure: null });
    },
  },
];
