import type { SharedWork } from './coalescer.ts';

/** How one is found, and how several are by one statement: one result for each key, in their order. */
export interface Finders<Key, Found> {
  readonly findOne: (key: Key) => Promise<Found>;
  readonly findMany: (keys: readonly Key[]) => Promise<readonly Found[]>;
}

/** Finds several, each for itself: by one statement, and alone where that fails, so that one that cannot be read fails alone. */
export function findTogether<Key, Found>(keys: readonly Key[], { findOne, findMany }: Finders<Key, Found>): SharedWork<Found> {
  if (keys.length === 1) {
    const results = keys.map(findOne);
    return { results, shared: Promise.allSettled(results) };
  }
  const shared = findMany(keys).catch(() => undefined);
  return { results: keys.map(findOwn), shared };

  async function findOwn(key: Key, index: number): Promise<Found> {
    const found = await shared;
    // As many as there are keys.
    return found === undefined ? findOne(key) : (found[index] as Found);
  }
}
