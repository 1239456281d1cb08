import { expect, it } from 'vitest';
import { createProgress } from '../test-support/create-progress.ts';
import { formatDuration } from './format.ts';
import { secondsLeft } from './seconds-left.ts';

const clock = { now: () => Date.parse('2026-01-01T00:00:00.000Z'), sleep: async () => {} };

it('says how many seconds are left, rounded up, and never fewer than none', () => {
  expect(secondsLeft(createProgress({ estimatedCompletion: '2026-01-01T00:01:00.100Z' }), clock)).toBe(61);
  expect(secondsLeft(createProgress({ estimatedCompletion: '2025-12-31T23:59:00.000Z' }), clock)).toBe(0);
});

it('says nothing while it cannot be known, and after the end', () => {
  expect(secondsLeft(createProgress(), clock)).toBeUndefined();
  expect(secondsLeft(createProgress({ ended: true, estimatedCompletion: '2026-01-01T00:01:00.000Z' }), clock)).toBeUndefined();
});

it.for([
  [0, '0 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min 0 s'],
  [3_600_000, '1 h 0 min'],
] as const)('writes %i ms as %s', ([ms, text]) => {
  expect(formatDuration(ms)).toBe(text);
});
