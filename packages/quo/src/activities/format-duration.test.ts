import { expect, it } from 'vitest';
import { formatDuration, formatPaddedDuration } from './format-duration.ts';

it.each([
  [0, '0:00'],
  [null, '0:00'],
  [undefined, '0:00'],
  [-3, '0:00'],
  [-5, '0:00'],
  [Number.NaN, '0:00'],
  [Number.POSITIVE_INFINITY, '0:00'],
  [0.4, '0:00'],
  [5, '0:05'],
  [59.9, '0:59'],
  [60, '1:00'],
  [61, '1:01'],
  [76, '1:16'],
  [600, '10:00'],
  [3599, '59:59'],
  [3600, '60:00'],
  [3605, '60:05'],
  [3725, '62:05'],
])('writes %s seconds as %s', (seconds, expected) => {
  expect(formatDuration(seconds)).toBe(expected);
});

it.each([
  [0, '00:00'],
  [null, '00:00'],
  [5, '00:05'],
  [75, '01:15'],
  [3725, '62:05'],
])('writes %s seconds with two digits of minutes as %s', (seconds, expected) => {
  expect(formatPaddedDuration(seconds)).toBe(expected);
});
