import { describe, expect, it } from 'vitest';
import { assertLimit } from './assert-limit.ts';
import { assertMilliseconds } from './assert-milliseconds.ts';
import { assertStorableTexts } from './assert-storable-texts.ts';
import { readMoment } from './read-moment.ts';

const REFUSED = expect.objectContaining({ code: 'INVALID_PROCESS_DATA', retryable: false }) as Error;

describe('a request to a store', () => {
  it.each([
    ['2026-01-05T10:00:00.500Z', Date.UTC(2026, 0, 5, 10, 0, 0, 500)],
    ['2026-01-05T12:00:00+02:00', Date.UTC(2026, 0, 5, 10)],
    ['2026-01-05T10:00Z', Date.UTC(2026, 0, 5, 10)],
    ['2026-01-05', Date.UTC(2026, 0, 5)],
  ])('may name the moment %s', (text, ms) => {
    expect(readMoment(text)).toBe(ms);
  });

  it.each(['', 'yesterday', '2026-01-05T10:00:00', '2026-13-05', '2026-01-05T25:00:00Z', '1767607200000', ' 2026-01-05'])(
    'is refused when it names %j as a moment',
    (text) => {
      expect(() => readMoment(text)).toThrow(REFUSED);
    },
  );

  it('is refused when its limit is no number of things', () => {
    for (const limit of [0, 1, 1e6]) expect(() => assertLimit(limit)).not.toThrow();
    for (const limit of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) expect(() => assertLimit(limit)).toThrow(REFUSED);
  });

  it('is refused, by name, when a duration is none or too short', () => {
    for (const ms of [0, 0.5, 1e12]) expect(() => assertMilliseconds('ttlMs', ms)).not.toThrow();
    for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => assertMilliseconds('ttlMs', ms)).toThrow(REFUSED);
    expect(() => assertMilliseconds('ttlMs', 0, 1)).toThrow('ttlMs must be a number of milliseconds, 1 or more');
  });

  it('is refused when it holds a text that no store can hold, without quoting it', () => {
    expect(() => assertStorableTexts(['', 'Ana 🎈', '{}', '\uFFFF'])).not.toThrow();
    for (const text of ['secret\u0000', 'secret\uD83D', '\uDE00secret']) {
      expect(() => assertStorableTexts(['fine', text])).toThrow(REFUSED);
      expect(() => assertStorableTexts([text])).not.toThrow('secret');
    }
  });
});
