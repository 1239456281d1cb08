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
 * Makes a source of chance (mulberry32): not for secrets, but the same everywhere.
 * @param seed - Print it with each failure: it repeats the run.
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
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
