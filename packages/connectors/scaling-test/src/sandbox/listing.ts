import { hash } from '../people/hash.ts';
import type { Population } from './population.ts';

/** People in an order that pages are cut from. */
export interface Listing {
  /** Entries; a person who is listed twice counts twice. */
  readonly length: number;
  /** @returns the index of the person at a position. */
  at(position: number): number;
  /** @returns a cursor to what follows a position. */
  toCursor(position: number): number;
  /** @returns the position that a cursor names. */
  fromCursor(cursor: number): number;
}

/** How far back the second entry of a person lies, at most: on the same page, or on one that is worked on beside it. */
const MAX_DISTANCE = 150;

/** All people, some of them twice, as when pages shift while they are read. Takes no memory. */
export function listAll({ count }: Population, { seed, duplicatesShare }: { seed: number; duplicatesShare: number }): Listing {
  // After every `period` people one of them is listed again.
  const period = duplicatesShare > 0 ? Math.max(1, Math.round(1 / duplicatesShare)) : Number.POSITIVE_INFINITY;
  const duplicates = Math.floor(count / period);
  return {
    length: count + duplicates,
    at(position) {
      if (duplicates === 0) return position;
      const block = Math.floor(position / (period + 1));
      const offset = position % (period + 1);
      if (offset < period) return block * period + offset;
      return Math.max(0, (block + 1) * period - 1 - (hash(seed, block, 8) % MAX_DISTANCE));
    },
    toCursor: (position) => position,
    fromCursor: (cursor) => cursor,
  };
}

/** Those who changed since then. Its cursors name the last person seen, so that later changes move no person past them. */
export function listChanged(population: Population, sinceMs: number): Listing {
  const changed = population.changedSince(sinceMs);
  return {
    length: changed.length,
    at: (position) => changed.at(position),
    toCursor: (position) => changed.at(position - 1),
    fromCursor: (cursor) => changed.positionAfter(cursor),
  };
}
