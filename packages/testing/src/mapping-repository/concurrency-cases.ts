import { expect } from 'vitest';
import type { MappingCase } from './mapping-case.ts';
import { SCOPE, begin, confirm, find, intended, modified, write, written } from './writing.ts';

const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `p${index}`);

export const concurrencyCases: readonly MappingCase[] = [
  {
    title: 'notices that two attempts began at the same moment, for each of a hundred people',
    run: async ({ mappings, open }) => {
      const people = ids(100);
      const intends = (hash: string) => people.map((id) => intended(id, hash));
      const decisions = await Promise.all([begin(mappings, 'a', intends('a')), begin(open(), 'b', intends('b').toReversed())]);
      for (const each of decisions) expect(new Set(each.values())).toEqual(new Set(['write']));
      await Promise.all([
        confirm(mappings, 'a', ...people.map((id) => written(id, 'a'))),
        confirm(open(), 'b', ...people.toReversed().map((id) => written(id, 'b'))),
      ]);
      const found = await mappings.findMany({ ...SCOPE, externalIds: people });
      expect(found.map(({ contentHash }) => contentHash)).toEqual(people.map(() => null));
    },
  },
  {
    title: 'finishes pages that share people in every order, by eight programs at the same time',
    run: async ({ open }) => {
      const people = ids(60);
      const programs = Array.from({ length: 8 }, async (_, number) => {
        const mappings = open();
        for (let round = 0; round < 5; round += 1) {
          const shift = (number * 17 + round * 29) % people.length;
          const page = number % 2 === 0 ? [...people.slice(shift), ...people.slice(0, shift)] : people.toReversed();
          const claimId = `${number}#${round}`;
          await begin(
            mappings,
            claimId,
            page.map((id) => intended(id, claimId)),
            { seenIn: claimId },
          );
          if (round === 2) await mappings.remove({ ...SCOPE, externalIds: page.slice(0, 10) });
          if (round === 3)
            await mappings.recordFailures({
              ...SCOPE,
              processId: claimId,
              people: page.slice(5, 15).map((externalId) => ({ externalId, code: 'X' })),
            });
          await confirm(mappings, claimId, ...page.toReversed().map((id) => written(id, claimId)));
        }
      });
      await Promise.all(programs);
      expect(await open().count(SCOPE)).toBe(people.length);
      await write(
        open(),
        people.map((id) => written(id, 'last')),
        { force: true },
      );
      const found = await open().findMany({ ...SCOPE, externalIds: people });
      expect(new Set(found.map(({ contentHash }) => contentHash))).toEqual(new Set(['last']));
    },
  },
  {
    title: 'keeps the latest moment of twenty versions that begin at the same time, in any order',
    run: async ({ mappings, open }) => {
      const minutes = Array.from({ length: 20 }, (_, index) => (index * 7) % 20);
      await Promise.all(
        minutes.map(async (minute) => begin(open(), `claim-${minute}`, [intended('p1', `hash-${minute}`, modified(minute))])),
      );
      expect((await find(mappings, 'p1'))?.sourceModifiedAt).toBe(modified(19));
    },
  },
];
