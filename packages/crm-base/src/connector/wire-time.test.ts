import { expect, it } from 'vitest';
import { toSixties, toUtc, toWholeSeconds } from './wire-time.ts';

it.each([
  ['2026-01-05T10:00:59.999Z', '2026-01-05T10:00:59Z'],
  ['2026-01-05T00:30:00+02:00', '2026-01-04T22:30:00Z'],
  ['2026-01-05T10:00:00.999999999Z', '2026-01-05T10:00:00Z'],
])('writes %s with whole seconds, rounded down, in UTC: %s', (iso, expected) => {
  expect(toWholeSeconds(iso)).toBe(expected);
  expect(toWholeSeconds(iso, { utc: '+00:00' })).toBe(expected.replace('Z', '+00:00'));
});

it.each([null, undefined, '', 'yesterday', '+012345-01-01T00:00:00Z'])('takes %s for no time', (iso) => {
  expect(toUtc(iso)).toBeUndefined();
  expect(() => toWholeSeconds(iso ?? '')).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
});

it.each([
  [0, '00:00'],
  [125, '02:05'],
  [6000, '100:00'],
])('writes %i seconds as minutes and seconds: %s', (count, expected) => {
  expect(toSixties(count)).toBe(expected);
});
