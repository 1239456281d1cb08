import { expect } from 'vitest';
import { ODD_IDS } from '../mapping-repository/odd-ids.ts';
import { expectCode } from '../process-repository/expect-code.ts';
import type { LeaseCase } from './lease-case.ts';

const TERMS = { holder: 'first', ttlMs: 30_000 };

export const keyCases: readonly LeaseCase[] = [
  {
    title: 'returns the keys that are held in the order of the call',
    run: async ({ leases, open }) => {
      await open().hold(['c', 'a'], { ...TERMS, holder: 'second' });
      expect(await leases.hold(['d', 'c', 'b', 'a', 'e'], TERMS)).toEqual(['d', 'b', 'e']);
      expect(await leases.hold(['e', 'b', 'b'], TERMS)).toEqual(['e', 'b', 'b']);
    },
  },
  {
    title: 'holds nothing when no key is given',
    run: async ({ leases }) => {
      expect(await leases.hold([], TERMS)).toEqual([]);
      await leases.release([], TERMS);
    },
  },
  {
    title: 'takes keys and holders of any form literally',
    run: async ({ leases, open }) => {
      expect(await leases.hold(ODD_IDS, { ...TERMS, holder: '__proto__' })).toEqual(ODD_IDS);
      for (const holder of ODD_IDS) {
        if (holder !== '__proto__') expect(await open().hold(ODD_IDS, { ...TERMS, holder })).toEqual([]);
      }
      await leases.release(['%', '$set', 'constructor'], { holder: '__proto__' });
      expect(await leases.hold(ODD_IDS, TERMS)).toEqual(['$set', '%', 'constructor']);
    },
  },
  {
    title: 'takes a thousand keys at once',
    run: async ({ leases, open }) => {
      const keys = Array.from({ length: 1000 }, (_, index) => `key-${index}`);
      expect(await leases.hold(keys, TERMS)).toEqual(keys);
      expect(await open().hold(keys, { ...TERMS, holder: 'second' })).toEqual([]);
      await leases.release(keys, TERMS);
      expect(await open().hold(keys, { ...TERMS, holder: 'second' })).toEqual(keys);
    },
  },
  {
    title: 'refuses names that no store can hold, and times that are none',
    run: async ({ leases }) => {
      for (const text of ['a\u0000b', '\uD83D']) {
        await expectCode(leases.hold(['good', text], TERMS), 'INVALID_PROCESS_DATA');
        await expectCode(leases.hold(['good'], { ...TERMS, holder: text }), 'INVALID_PROCESS_DATA');
        await leases.release(['good', text], TERMS);
        await leases.release(['good'], { holder: text });
      }
      for (const ttlMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
        await expectCode(leases.hold(['good'], { ...TERMS, ttlMs }), 'INVALID_PROCESS_DATA');
      expect(await leases.hold(['good'], { ...TERMS, holder: 'second' })).toEqual(['good']);
    },
  },
  {
    title: 'rejects with the reason of a signal that is aborted already, and does nothing',
    run: async ({ leases, open }) => {
      await leases.hold(['held'], TERMS);
      const reason = new Error('the user closed the window');
      const terms = { ...TERMS, signal: AbortSignal.abort(reason) };
      for (const keys of [['held', 'free'], []]) {
        await expect(leases.hold(keys, terms)).rejects.toBe(reason);
        await expect(leases.release(keys, terms)).rejects.toBe(reason);
      }
      expect(await open().hold(['held', 'free'], { ...TERMS, holder: 'second' })).toEqual(['free']);
    },
  },
];
