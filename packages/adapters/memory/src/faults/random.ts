import { createSeededRandom } from '@frigg-crm/core/adapter';

/** A source of chance that says the same for the same seed. */
export interface Random {
  /** @returns a number from 0 (included) to 1 (excluded). */
  next(): number;
  /** @returns `true` in about `probability` of all calls. */
  chance(probability: number): boolean;
  /** @returns a whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** @returns the items in another order. */
  shuffle<Item>(items: readonly Item[]): Item[];
}

/**
 * Makes a source of chance: not for secrets, but the same everywhere.
 * @param seed - Print it with each failure: it repeats the run.
 */
export function createRandom(seed: number): Random {
  const next = createSeededRandom(seed);
  return {
    next,
    // One draw each time, whatever the probability: switching a fault off does not shift the others.
    chance: (probability) => next() < probability,
    integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
    shuffle(items) {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = Math.floor(next() * (last + 1));
        [shuffled[last], shuffled[other]] = [shuffled[other] as (typeof shuffled)[number], shuffled[last] as (typeof shuffled)[number]];
      }
      return shuffled;
    },
  };
}
