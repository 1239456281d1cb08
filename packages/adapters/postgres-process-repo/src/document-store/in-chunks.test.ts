import type { StoredDocument } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { inChunks } from './in-chunks.ts';

/** Documents whose texts have these lengths. */
function documents(...lengths: readonly number[]): readonly StoredDocument[] {
  const rest = { collection: 'c', integrationId: 'i', tags: [], dueAt: null, expiresAt: null, version: 0 };
  return lengths.map((length, index) => ({ ...rest, id: String(index), value: { text: 'x'.repeat(length) } }));
}

describe('documents in portions', () => {
  it('are a thousand at most, each once, in their order', () => {
    const given = documents(...Array.from({ length: 2001 }, () => 1));
    const chunks = inChunks(given);
    expect(chunks.map(({ length }) => length)).toEqual([1000, 1000, 1]);
    expect(chunks.flat()).toEqual(given);
  });

  it('are as many as four million characters hold, including the keys around the values', () => {
    const sizes = (...lengths: readonly number[]): readonly number[] => inChunks(documents(...lengths)).map(({ length }) => length);
    expect(sizes(1e6, 1e6, 1e6, 1e6, 1, 1)).toEqual([3, 3]);
    expect(sizes(999_000, 999_000, 999_000, 999_000, 1)).toEqual([5]);
    expect(sizes(1, 5e6, 5e6, 1)).toEqual([1, 1, 1, 1]);
  });

  it('are none of nothing', () => {
    expect(inChunks([])).toEqual([]);
  });
});
