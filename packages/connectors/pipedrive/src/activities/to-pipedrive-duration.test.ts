import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toPipedriveDuration } from './to-call-activity.ts';

it.each([
  [45, undefined],
  [59, undefined],
  [59.9, undefined],
  [60, '00:01'],
  [125, '00:02'],
  [3_599, '00:59'],
  [3_660, '01:01'],
  [86_399, '23:59'],
  [200_000, '23:59'],
  [0, undefined],
  [null, undefined],
  [undefined, undefined],
  [-3600, undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, '23:59'],
])('writes %s seconds as %s (acceptance 31)', (seconds, expected) => {
  expect(toPipedriveDuration(seconds)).toBe(expected);
});

it('writes a time of day that is not 00:00, or nothing', () => {
  fc.assert(
    fc.property(fc.double(), (seconds) => {
      expect(toPipedriveDuration(seconds) ?? '00:01').toMatch(/^(?!00:00)([01]\d|2[0-3]):[0-5]\d$/);
    }),
  );
});
