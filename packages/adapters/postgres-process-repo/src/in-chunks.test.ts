import { describe, expect, it } from 'vitest';
import { inChunks } from './in-chunks.ts';

const identity = (length: number): number => length;

describe('what is too much for one statement', () => {
  it('is sent in portions of a thousand at most, each item once, in their order', () => {
    const given = Array.from({ length: 2001 }, (_, index) => index % 7);
    const chunks = inChunks(given, identity);
    expect(chunks.map(({ length }) => length)).toEqual([1000, 1000, 1]);
    expect(chunks.flat()).toEqual(given);
  });

  it('is sent in portions of four million characters', () => {
    const sizes = (...lengths: readonly number[]): readonly number[] => inChunks(lengths, identity).map(({ length }) => length);
    expect(sizes(1e6, 1e6, 1e6, 1e6, 1, 1)).toEqual([4, 2]);
    expect(sizes(1e6, 1e6, 1e6, 1e6 - 1, 1, 1)).toEqual([5, 1]);
    expect(sizes(1, 5e6, 5e6, 1)).toEqual([1, 1, 1, 1]);
  });

  it('is nothing of nothing', () => {
    expect(inChunks([], identity)).toEqual([]);
  });
});
