import { toIso } from '@frigg-crm/core/adapter';
import { expect } from 'vitest';
import { TEST_START_MS } from '../clock/virtual-clock.ts';
import { expectCode } from '../process-repository/expect-code.ts';
import type { MappingCase } from './mapping-case.ts';
import { begin, beginOne, confirm, find, intended, modified, write, written } from './writing.ts';

const HOUR_MS = 3_600_000;
/** Relative to the start of the store's clock. */
const fromNow = (ms: number): string => toIso(TEST_START_MS + ms);

export const momentCases: readonly MappingCase[] = [
  {
    title: 'F13: counts a moment that has not come yet as now, so that a later change is written',
    run: async ({ mappings, clock }) => {
      await beginOne(mappings, 'a', intended('p1', 'wrong clock', '2126-01-05T08:00:00.000Z'));
      expect((await find(mappings, 'p1'))?.sourceModifiedAt).toBe(toIso(TEST_START_MS));
      await confirm(mappings, 'a', written('p1', 'wrong clock'));
      await clock.advance(HOUR_MS);
      expect(await beginOne(mappings, 'b', intended('p1', 'old', fromNow(-1)))).toBe('stale');
      expect(await beginOne(mappings, 'b', intended('p1', 'corrected', fromNow(1)))).toBe('write');
      await confirm(mappings, 'b', written('p1', 'corrected'));
      expect(await beginOne(mappings, 'c', intended('p1', 'corrected', '2126-01-05T08:00:00.000Z'))).toBe('unchanged');
      expect((await find(mappings, 'p1'))?.sourceModifiedAt).toBe(fromNow(HOUR_MS));
    },
  },
  {
    title: 'F13: keeps the order of two versions whose clock is ahead by less than a minute',
    run: async ({ mappings }) => {
      expect(await beginOne(mappings, 'a', intended('p1', 'new', fromNow(59_000)))).toBe('write');
      expect(await beginOne(mappings, 'b', intended('p1', 'old', fromNow(58_000)))).toBe('stale');
      // What is dated still later counts as now, which is before both.
      expect(await beginOne(mappings, 'c', intended('p1', 'odd', fromNow(HOUR_MS)))).toBe('stale');
    },
  },
  {
    title: 'F13: writes an older version when forced, and takes its moment for the newest from then on',
    run: async ({ mappings }) => {
      await beginOne(mappings, 'a', intended('p1', 'before the backup', modified(9)));
      await confirm(mappings, 'a', written('p1', 'before the backup'));
      expect(await beginOne(mappings, 'b', intended('p1', 'restored', modified(1)), { force: true })).toBe('write');
      await confirm(mappings, 'b', written('p1', 'restored'));
      expect(await find(mappings, 'p1')).toMatchObject({ contentHash: 'restored', sourceModifiedAt: modified(1) });
      expect(await beginOne(mappings, 'c', intended('p1', 'restored', modified(1)))).toBe('unchanged');
      expect(await beginOne(mappings, 'd', intended('p1', 'edited', modified(2)))).toBe('write');
      expect(await beginOne(mappings, 'e', intended('p1', 'undated', null), { force: true })).toBe('write');
      expect((await find(mappings, 'p1'))?.sourceModifiedAt).toBe(modified(2));
    },
  },
  {
    title: 'F14: treats a moment outside the years 1000 to 9999 as none',
    run: async ({ mappings }) => {
      for (const moment of ['9999-12-31T23:59:59-12:00', '0001-01-01T00:00:00Z']) {
        expect(await beginOne(mappings, 'a', intended('p1', 'h', moment))).toBe('write');
        expect((await find(mappings, 'p1'))?.sourceModifiedAt).toBeNull();
      }
    },
  },
  {
    title: 'F14: takes ids of up to 512 bytes, and refuses longer ones before anything is stored',
    run: async ({ mappings }) => {
      const longest = 'é'.repeat(256);
      await write(mappings, [written(longest)]);
      expect(await beginOne(mappings, 'a', intended(longest))).toBe('unchanged');
      await expectCode(begin(mappings, 'b', [intended('good'), intended(`${longest}x`)]), 'INVALID_PROCESS_DATA');
      expect(await find(mappings, 'good')).toBeUndefined();
    },
  },
];
