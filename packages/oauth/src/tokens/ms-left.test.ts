import { expect, it } from 'vitest';
import { msLeft } from './ms-left.ts';

it.each([
  [undefined, 0],
  [null, 0],
  [99, 0],
  [100, 0],
  [101, 1],
  [100 + 40_000, 40_000],
  [100 + 40_001, 0],
  [Number.MAX_SAFE_INTEGER, 0],
])('believes of a moment at %s that %i ms are left at 100, where no process writes more than 30 s', (untilMs, left) => {
  expect(msLeft(untilMs, { nowMs: 100, longestMs: 30_000 })).toBe(left);
});
