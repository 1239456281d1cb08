import { expect } from 'vitest';
import { ODD_IDS } from '../mapping-repository/odd-ids.ts';
import { expectCode } from '../process-repository/expect-code.ts';
import type { RateLimitCase } from './rate-limit-case.ts';

const KEY = 'quo:account-1';

export const pauseCases: readonly RateLimitCase[] = [
  {
    title: 'grants nothing while an allowance is paused, and then one after the other',
    run: async ({ rateLimits, open, clock }) => {
      await open().park(KEY, 5000);
      expect(await rateLimits.reserve(KEY, { costMs: 100 })).toBe(5000);
      await clock.advance(1000);
      expect(await open().reserve(KEY, { costMs: 100 })).toBe(4100);
    },
  },
  {
    title: 'leaves what was reserved before where it was, and goes on behind it when that is later',
    run: async ({ rateLimits }) => {
      await rateLimits.reserve(KEY, { costMs: 10_000 });
      await rateLimits.park(KEY, 5000);
      expect(await rateLimits.reserve(KEY, { costMs: 100 })).toBe(10_000);
    },
  },
  {
    title: 'keeps no burst of the time for which it was paused',
    run: async ({ rateLimits, clock }) => {
      await rateLimits.park(KEY, 5000);
      await clock.advance(5000);
      const reservation = { costMs: 100, burstMs: 1000 };
      expect([await rateLimits.reserve(KEY, reservation), await rateLimits.reserve(KEY, reservation)]).toEqual([0, 100]);
    },
  },
  {
    title: 'only ever moves the end of a pause further out',
    run: async ({ rateLimits, open, clock }) => {
      await rateLimits.park(KEY, 5000);
      await clock.advance(1000);
      await open().park(KEY, 1000);
      expect(await rateLimits.parkedFor([KEY])).toEqual(new Map([[KEY, 4000]]));
      await open().park(KEY, 4001);
      expect(await rateLimits.parkedFor([KEY])).toEqual(new Map([[KEY, 4001]]));
      await Promise.all(Array.from({ length: 20 }, async (_, index) => open().park(KEY, ((index * 7) % 20) * 1000)));
      expect(await rateLimits.parkedFor([KEY])).toEqual(new Map([[KEY, 19_000]]));
    },
  },
  {
    title: 'F18: ends a pause at once, for all who share the store, with what was reserved behind it',
    run: async ({ rateLimits, open, clock }) => {
      await rateLimits.park(KEY, 86_400_000);
      await clock.advance(1000);
      expect(await rateLimits.reserve(KEY, { costMs: 100 })).toBe(86_399_000);
      expect(await open().unpark(KEY)).toBe(true);
      expect(await rateLimits.parkedFor([KEY])).toEqual(new Map());
      expect([await rateLimits.reserve(KEY, { costMs: 100 }), await open().reserve(KEY, { costMs: 100 })]).toEqual([0, 100]);
      await rateLimits.park(KEY, 5000);
      expect(await open().parkedFor([KEY])).toEqual(new Map([[KEY, 5000]]));
    },
  },
  {
    title: 'F18: changes nothing where nothing is paused, and ends the pause of no other key',
    run: async ({ rateLimits, clock }) => {
      await rateLimits.reserve(KEY, { costMs: 3000 });
      await rateLimits.park('over', 1000);
      await rateLimits.park('other', 5000);
      await clock.advance(1000);
      for (const key of [KEY, 'over', 'unknown']) expect(await rateLimits.unpark(key)).toBe(false);
      expect(await rateLimits.reserve(KEY, { costMs: 100 })).toBe(2000);
      expect(await rateLimits.parkedFor(['other'])).toEqual(new Map([['other', 4000]]));
      await expectCode(rateLimits.unpark('a\u0000b'), 'INVALID_PROCESS_DATA');
    },
  },
  {
    title: 'returns for how long each of the keys is paused, and leaves out those that are not',
    run: async ({ rateLimits, clock }) => {
      await rateLimits.park('short', 1000);
      await rateLimits.park('long', 2000);
      await rateLimits.park('not at all', 0);
      await rateLimits.reserve('only used', { costMs: 60_000 });
      const keys = ['long', 'short', 'not at all', 'only used', 'unknown', 'short', '\u0000'];
      expect(await rateLimits.parkedFor(keys)).toEqual(new Map(Object.entries({ long: 2000, short: 1000 })));
      await clock.advance(999);
      expect(await rateLimits.parkedFor(keys)).toEqual(
        new Map([
          ['long', 1001],
          ['short', 1],
        ]),
      );
      await clock.advance(1);
      expect(await rateLimits.parkedFor(keys)).toEqual(new Map([['long', 1000]]));
      expect(await rateLimits.parkedFor(['short'])).toEqual(new Map());
      expect(await rateLimits.parkedFor([])).toEqual(new Map());
    },
  },
  {
    title: 'pauses keys of any form, and a thousand of them',
    run: async ({ rateLimits }) => {
      for (const [index, key] of ODD_IDS.entries()) await rateLimits.park(key, index + 1);
      const keys = [...ODD_IDS, ...Array.from({ length: 1000 }, (_, index) => `unknown-${index}`)];
      expect(await rateLimits.parkedFor(keys)).toEqual(new Map(ODD_IDS.map((key, index) => [key, index + 1])));
    },
  },
  {
    title: 'refuses to pause what cannot be named, or for a time that is none',
    run: async ({ rateLimits }) => {
      for (const key of ['a\u0000b', '\uD83D']) await expectCode(rateLimits.park(key, 1000), 'INVALID_PROCESS_DATA');
      for (const forMs of [-1, Number.NaN, Number.POSITIVE_INFINITY]) await expectCode(rateLimits.park(KEY, forMs), 'INVALID_PROCESS_DATA');
      expect(await rateLimits.parkedFor([KEY])).toEqual(new Map());
    },
  },
  {
    title: 'rejects with the reason of a signal that is aborted already, and does nothing',
    run: async ({ rateLimits }) => {
      const reason = new Error('the user closed the window');
      const signal = AbortSignal.abort(reason);
      await expect(rateLimits.reserve(KEY, { costMs: 1000, signal })).rejects.toBe(reason);
      await expect(rateLimits.park(KEY, 1000, { signal })).rejects.toBe(reason);
      await expect(rateLimits.unpark(KEY, { signal })).rejects.toBe(reason);
      await expect(rateLimits.parkedFor([KEY], { signal })).rejects.toBe(reason);
      await expect(rateLimits.parkedFor([], { signal })).rejects.toBe(reason);
      expect(await rateLimits.reserve(KEY, { costMs: 1000 })).toBe(0);
    },
  },
];
