import type { RateLimits } from '@frigg-crm/core';
import type { Reservation } from '@frigg-crm/core/adapter';
import fc from 'fast-check';
import { expect } from 'vitest';
import { ODD_IDS } from '../mapping-repository/odd-ids.ts';
import { expectCode } from '../process-repository/expect-code.ts';
import type { RateLimitCase } from './rate-limit-case.ts';

const KEY = 'quo:account-1';
/** Ten requests per second. */
const COST_MS = 100;

/** @returns the waits of so many reservations, one after the other. */
async function reserve(rateLimits: RateLimits, times: number, reservation: Reservation = { costMs: COST_MS }): Promise<readonly number[]> {
  const waits: number[] = [];
  for (let index = 0; index < times; index += 1) waits.push(await rateLimits.reserve(KEY, reservation));
  return waits;
}

export const reservationCases: readonly RateLimitCase[] = [
  {
    title: 'lets the first begin at once, and each further one when the one before has used up its part',
    run: async ({ rateLimits, open, clock }) => {
      expect(await reserve(rateLimits, 3)).toEqual([0, 100, 200]);
      await clock.advance(150);
      expect(await reserve(open(), 2)).toEqual([150, 250]);
    },
  },
  {
    title: 'keeps nothing of what was not used, unless a burst is allowed',
    run: async ({ rateLimits, clock }) => {
      await reserve(rateLimits, 1);
      await clock.advance(60_000);
      expect(await reserve(rateLimits, 3)).toEqual([0, 100, 200]);
    },
  },
  {
    title: 'keeps as much unused allowance as the burst says, and no more',
    run: async ({ rateLimits, clock }) => {
      const reservation = { costMs: COST_MS, burstMs: 300 };
      expect(await reserve(rateLimits, 5, reservation)).toEqual([0, 0, 0, 0, 100]);
      await clock.advance(60_000);
      expect(await reserve(rateLimits, 6, reservation)).toEqual([0, 0, 0, 0, 100, 200]);
      // Half of it has grown back.
      await clock.advance(450);
      expect(await reserve(rateLimits, 3, reservation)).toEqual([0, 0, 50]);
    },
  },
  {
    title: 'charges each reservation what it costs, fractions of milliseconds included',
    run: async ({ rateLimits }) => {
      expect(await rateLimits.reserve(KEY, { costMs: 1000 })).toBe(0);
      expect(await rateLimits.reserve(KEY, { costMs: 0 })).toBe(1000);
      const waits = await reserve(rateLimits, 4, { costMs: 1000 / 3 });
      for (const [index, wait] of waits.entries()) expect(wait).toBeCloseTo(1000 + (index * 1000) / 3, 1);
    },
  },
  {
    title: 'gives each of twenty that reserve at the same time a part of its own',
    run: async ({ open }) => {
      const waits = await Promise.all(Array.from({ length: 20 }, async () => open().reserve(KEY, { costMs: COST_MS })));
      expect(waits.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index * COST_MS));
    },
  },
  {
    title: 'never lets more begin in any stretch of time than allowance and burst pay for',
    run: async ({ rateLimits, clock }) => {
      let runs = 0;
      const pauses = fc.array(fc.constantFrom(0, 0, 0, 7, 50, 100, 130, 1000), { minLength: 5, maxLength: 25 });
      const property = fc.asyncProperty(pauses, fc.constantFrom(0, 50, 300), async (pausesMs, burstMs) => {
        const key = `run-${(runs += 1)}`;
        const begins: number[] = [];
        for (const pauseMs of pausesMs) {
          await clock.advance(pauseMs);
          begins.push(clock.now() + (await rateLimits.reserve(key, { costMs: COST_MS, burstMs })));
        }
        for (const [index, beginMs] of begins.entries()) {
          const last = begins.findLastIndex((otherMs) => otherMs < beginMs + 1000);
          expect((last - index + 1) * COST_MS).toBeLessThanOrEqual(1000 + burstMs + COST_MS);
        }
      });
      await fc.assert(property, { numRuns: 30 });
    },
  },
  {
    title: 'keeps the allowances of different keys apart, whatever their form',
    run: async ({ rateLimits }) => {
      for (const [index, key] of ODD_IDS.entries()) expect(await rateLimits.reserve(key, { costMs: 100 + index })).toBe(0);
      for (const [index, key] of ODD_IDS.entries()) expect(await rateLimits.reserve(key, { costMs: 1 })).toBe(100 + index);
    },
  },
  {
    title: 'refuses names that no store can hold, and times that are none, and uses nothing up',
    run: async ({ rateLimits }) => {
      for (const key of ['a\u0000b', '\uD83D']) await expectCode(rateLimits.reserve(key, { costMs: 1 }), 'INVALID_PROCESS_DATA');
      for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
        await expectCode(rateLimits.reserve(KEY, { costMs: ms }), 'INVALID_PROCESS_DATA');
        await expectCode(rateLimits.reserve(KEY, { costMs: 100, burstMs: ms }), 'INVALID_PROCESS_DATA');
      }
      expect(await rateLimits.reserve(KEY, { costMs: 1 })).toBe(0);
    },
  },
];
