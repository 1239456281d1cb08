import { expect } from 'vitest';
import type { LeaseCase } from './lease-case.ts';

const TTL_MS = 30_000;
const terms = (holder: string, ttlMs = TTL_MS) => ({ holder, ttlMs });

export const holdingCases: readonly LeaseCase[] = [
  {
    title: 'gives a free key to the first holder that acquires it, and to no other',
    run: async ({ leases, open }) => {
      expect(await leases.hold(['a'], terms('first'))).toEqual(['a']);
      expect(await open().hold(['a'], terms('second'))).toEqual([]);
      expect(await leases.hold(['a'], terms('first'))).toEqual(['a']);
    },
  },
  {
    title: 'gives a key away when its lease has run out, and not a millisecond earlier',
    run: async ({ leases, open, clock }) => {
      await leases.hold(['a'], terms('first'));
      await clock.advance(TTL_MS - 1);
      expect(await open().hold(['a'], terms('second'))).toEqual([]);
      await clock.advance(1);
      expect(await open().hold(['a'], terms('second'))).toEqual(['a']);
      expect(await leases.hold(['a'], terms('first'))).toEqual([]);
    },
  },
  {
    title: 'extends a lease from the moment at which its holder acquires it again',
    run: async ({ leases, open, clock }) => {
      await leases.hold(['a'], terms('first'));
      for (let times = 0; times < 3; times += 1) {
        await clock.advance(TTL_MS - 1);
        expect(await leases.hold(['a'], terms('first'))).toEqual(['a']);
      }
      await clock.advance(TTL_MS - 1);
      expect(await open().hold(['a'], terms('second'))).toEqual([]);
    },
  },
  {
    title: 'leaves the end of a lease as it is when another holder fails to acquire it',
    run: async ({ leases, open, clock }) => {
      await leases.hold(['a'], terms('first', 1000));
      await clock.advance(999);
      expect(await open().hold(['a'], terms('second', 60_000))).toEqual([]);
      await clock.advance(1);
      expect(await open().hold(['a'], terms('third'))).toEqual(['a']);
    },
  },
  {
    title: 'gives a holder its own key back that had run out, unless another holder was faster',
    run: async ({ leases, open, clock }) => {
      await leases.hold(['a', 'b'], terms('first'));
      await clock.advance(TTL_MS);
      await open().hold(['b'], terms('second'));
      expect(await leases.hold(['a', 'b'], terms('first'))).toEqual(['a']);
    },
  },
  {
    title: 'gives up a lease at once, and only for its holder',
    run: async ({ leases, open }) => {
      await leases.hold(['a', 'b'], terms('first'));
      await open().release(['a', 'b'], { holder: 'second' });
      expect(await open().hold(['a', 'b'], terms('second'))).toEqual([]);
      await leases.release(['a', 'held by none'], { holder: 'first' });
      await leases.release(['a'], { holder: 'first' });
      expect(await open().hold(['a', 'b'], terms('second'))).toEqual(['a']);
    },
  },
  {
    title: 'does not release what another holder took over in the meantime',
    run: async ({ leases, open, clock }) => {
      await leases.hold(['a'], terms('late'));
      await clock.advance(TTL_MS);
      await open().hold(['a'], terms('new'));
      await leases.release(['a'], { holder: 'late' });
      expect(await leases.hold(['a'], terms('third'))).toEqual([]);
    },
  },
  {
    title: 'gives a key to one of twenty that acquire it at the same time, be it free or run out',
    run: async ({ open, clock }) => {
      for (let round = 0; round < 5; round += 1) {
        const acquired = Array.from({ length: 20 }, async (_, index) => open().hold(['a'], terms(`holder-${round}-${index}`)));
        expect((await Promise.all(acquired)).flat()).toEqual(['a']);
        await clock.advance(TTL_MS);
      }
    },
  },
  {
    title: 'shares a hundred keys between eight programs that acquire all of them, in every order, at the same time',
    run: async ({ open, clock }) => {
      const keys = Array.from({ length: 100 }, (_, index) => `process-${index}`);
      for (let round = 0; round < 3; round += 1) {
        const acquired = Array.from({ length: 8 }, async (_, index) => {
          const shifted = [...keys.slice(index * 12), ...keys.slice(0, index * 12)];
          return open().hold(index % 2 === 0 ? shifted : shifted.toReversed(), terms(`program-${round}-${index}`));
        });
        expect((await Promise.all(acquired)).flat().toSorted()).toEqual(keys.toSorted());
        await clock.advance(TTL_MS);
      }
    },
  },
];
