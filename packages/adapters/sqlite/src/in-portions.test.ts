import { expect, it } from 'vitest';
import { inPortions } from './in-portions.ts';

it('makes portions of at most 500 items, in their order', () => {
  const items = Array.from({ length: 1001 }, (_, index) => index);
  expect(inPortions(items).map(({ length }) => length)).toEqual([500, 500, 1]);
  expect(inPortions(items).flat()).toEqual(items);
  expect(inPortions([])).toEqual([]);
});

it('makes portions of at most four million characters, and leaves out nothing that is larger', () => {
  const lengths = [2_000_000, 2_000_000, 1, 9_000_000, 3_999_999, 1];
  expect(inPortions(lengths, (length) => length)).toEqual([[2_000_000, 2_000_000], [1], [9_000_000], [3_999_999, 1]]);
});
