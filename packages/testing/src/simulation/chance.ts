import { createSeededRandom } from '@frigg-crm/core/adapter';

/** A source of chance that says the same for the same seed. */
export interface Chance {
  /** @returns a number from 0 (included) to 1 (excluded). */
  next(): number;
  /** @returns `true` in about `probability` of all calls. One draw each time, whatever the probability. */
  strikes(probability: number): boolean;
  /** @returns a whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** @returns one of the items. @throws {RangeError} when there is none. */
  pick<Item>(items: readonly Item[]): Item;
}

/**
 * Makes a source of chance.
 * @param seed - Print it with each failure: it repeats the run.
 * @param stream - Names a sequence of its own, so that one more draw of one kind shifts no draw of another kind.
 */
export function createChance(seed: number, stream = ''): Chance {
  const next = createSeededRandom(Math.imul(hashText(stream), 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b) ^ (seed >>> 7));
  return {
    next,
    strikes: (probability) => next() < probability,
    integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
    pick(items) {
      if (items.length === 0) throw new RangeError('nothing to pick from');
      return items[Math.floor(next() * items.length)] as (typeof items)[number];
    },
  };
}

/** FNV-1a, over UTF-16 units. @returns a whole number from 0 to 2^32 - 1. */
export function hashText(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
