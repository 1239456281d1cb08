import type { Leases } from '@frigg-crm/core';
import { createVirtualClock, leaseCases } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createMemoryLeases } from './memory-leases.ts';

type Fault = (inner: Leases) => Partial<Leases>;

/** Faults that an adapter may have. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'lets leases end a millisecond early': (inner) => ({
    hold: async (keys, terms) => inner.hold(keys, { ...terms, ttlMs: terms.ttlMs - 1 }),
  }),
  'lets leases end a millisecond late': (inner) => ({
    hold: async (keys, terms) => inner.hold(keys, { ...terms, ttlMs: terms.ttlMs + 1 }),
  }),
  'does not extend': (inner) => {
    const held = new Set<string>();
    return {
      hold: async (keys, terms) => {
        const fresh = keys.filter((key) => !held.has(`${terms.holder}/${key}`));
        const won = await inner.hold(fresh, terms);
        for (const key of won) held.add(`${terms.holder}/${key}`);
        return keys.filter((key) => won.includes(key) || held.has(`${terms.holder}/${key}`));
      },
    };
  },
  'gives a key to all that acquire it at the same time': (inner) => ({
    hold: async (keys, terms) => {
      const free = await inner.hold(keys, { ...terms, holder: 'checks only' });
      await inner.release(keys, { holder: 'checks only' });
      await new Promise((resolve) => setImmediate(resolve));
      const held = await inner.hold(keys, terms);
      return keys.filter((key) => free.includes(key) || held.includes(key));
    },
  }),
  'returns keys in its own order': (inner) => ({ hold: async (keys, terms) => inner.hold(keys.toSorted(), terms) }),
  'returns all keys': (inner) => ({ hold: async (keys, terms) => inner.hold(keys, terms).then(() => keys) }),
  'releases leases of other holders': (inner) => {
    const holders = new Set<string>();
    return {
      hold: async (keys, terms) => {
        holders.add(terms.holder);
        return inner.hold(keys, terms);
      },
      release: async (keys) => {
        for (const holder of holders) await inner.release(keys, { holder });
      },
    };
  },
  'does not release': () => ({ release: async () => {} }),
  'ignores the signal': (inner) => ({ release: async (keys, { holder }) => inner.release(keys, { holder }) }),
};

/** @returns the first promise of the contract that the leases break. */
async function brokenPromise(fault: Fault): Promise<string | undefined> {
  for (const { title, run } of leaseCases) {
    const clock = createVirtualClock();
    const inner = createMemoryLeases({ clock });
    const leases = { ...inner, ...fault(inner) };
    const isKept = await run({ leases, open: () => leases, clock }).then(
      () => true,
      () => false,
    );
    if (!isKept) return title;
  }
  return undefined;
}

describe('the contract of leases', () => {
  it.each(Object.entries(FAULTS))('catches a store that %s', async (_, fault) => {
    expect(await brokenPromise(fault)).toBeDefined();
  });

  it('finds no fault in one that has none', async () => {
    expect(await brokenPromise(() => ({}))).toBeUndefined();
  });
});
