import type { RateLimits } from '@frigg-crm/core';
import type { Reservation } from '@frigg-crm/core/adapter';
import { createVirtualClock, rateLimitCases } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createMemoryRateLimits } from './memory-rate-limits.ts';

type Fault = (inner: RateLimits) => Partial<RateLimits>;

const reserving =
  (change: (reservation: Reservation) => Reservation): Fault =>
  (inner) => ({ reserve: async (key, reservation) => inner.reserve(key, change(reservation)) });

/** Faults that an adapter may have. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'knows no burst': reserving((reservation) => ({ ...reservation, burstMs: 0 })),
  'always allows a burst': reserving((reservation) => ({ ...reservation, burstMs: Math.max(50, reservation.burstMs ?? 0) })),
  'charges whole milliseconds': reserving((reservation) => ({ ...reservation, costMs: Math.floor(reservation.costMs) })),
  'charges the same for everything': reserving((reservation) => ({ ...reservation, costMs: 100 })),
  'reads, waits, and then reserves': (inner) => ({
    reserve: async (key, reservation) => {
      const waitMs = await inner.reserve(key, { ...reservation, costMs: 0 });
      await new Promise((resolve) => setImmediate(resolve));
      await inner.reserve(key, reservation);
      return waitMs;
    },
  }),
  'treats two keys as one': (inner) => ({ reserve: async (key, reservation) => inner.reserve(key.toLowerCase(), reservation) }),
  'pauses from now, whatever was before': (inner) => {
    const ends = new Map<string, number>();
    return {
      park: async (key, forMs, options) => {
        await inner.park(key, forMs, options);
        ends.set(key, forMs);
      },
      parkedFor: async (keys, options) => {
        const parked = await inner.parkedFor(keys, options);
        return new Map([...parked].map(([key, leftMs]) => [key, Math.min(leftMs, ends.get(key) ?? leftMs)]));
      },
    };
  },
  'pauses what was reserved': (inner) => ({
    park: async (key, forMs, options) => {
      const waitMs = await inner.reserve(key, { costMs: 0 });
      await inner.park(key, forMs + waitMs, options);
    },
  }),
  'returns every key that is used': (inner) => ({
    parkedFor: async (keys, options) => {
      const parked = new Map(await inner.parkedFor(keys, options));
      for (const key of keys) if (!parked.has(key) && key !== '\u0000') parked.set(key, await inner.reserve(key, { costMs: 0 }));
      return parked;
    },
  }),
  'lets calls through while it is paused': (inner) => ({ park: async (key, forMs) => inner.park(`${key} elsewhere`, forMs) }),
  'ends no pause': () => ({ unpark: async () => true }),
  'forgets what was reserved when it ends a pause that there is not': (inner) => ({
    unpark: async (key, options) => {
      if (!(await inner.parkedFor([key])).has(key)) await inner.park(key, 1);
      return inner.unpark(key, options);
    },
  }),
  'ignores the signal': (inner) => ({ park: async (key, forMs) => inner.park(key, forMs) }),
};

/** @returns the first promise of the contract that the rate limits break. */
async function brokenPromise(fault: Fault): Promise<string | undefined> {
  for (const { title, run } of rateLimitCases) {
    const clock = createVirtualClock();
    const inner = createMemoryRateLimits({ clock });
    const rateLimits = { ...inner, ...fault(inner) };
    const isKept = await run({ rateLimits, open: () => rateLimits, clock }).then(
      () => true,
      () => false,
    );
    if (!isKept) return title;
  }
  return undefined;
}

describe('the contract of rate limits', () => {
  it.each(Object.entries(FAULTS))('catches a store that %s', async (_, fault) => {
    expect(await brokenPromise(fault)).toBeDefined();
  });

  it('finds no fault in one that has none', async () => {
    expect(await brokenPromise(() => ({}))).toBeUndefined();
  });
});
