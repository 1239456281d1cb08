import type { CallOptions } from '../ports/call-options.ts';
import type { Clock } from '../ports/clock.ts';
import { createCoalescer, type SharedWork } from './coalescer.ts';
import { LIMITS } from './limits.ts';

/** How one is found, and how several are by one statement: one result for each key, in their order. */
export interface Finders<Key, Found> {
  readonly findOne: (key: Key, options?: CallOptions) => Promise<Found>;
  /** Absent where the port has no such call at this moment. */
  readonly findMany?: ((keys: readonly Key[]) => Promise<readonly Found[]>) | undefined;
}

/**
 * @returns what finds as `findOne` does; what is searched for at the same time shares a statement, where there is `findMany`.
 * Nothing is kept: what was changed before the call is found as it is.
 */
export function shareFinds<Key, Found>(
  finders: Finders<Key, Found>,
  clock: Pick<Clock, 'sleep'>,
): (key: Key, options?: CallOptions) => Promise<Found> {
  const find = createCoalescer<Key, Found>({ ...LIMITS, clock, work: (keys) => findTogether(keys, finders) });
  return async (key, options) => {
    if (finders.findMany === undefined) return finders.findOne(key, options);
    options?.signal?.throwIfAborted();
    return find(key);
  };
}

/** Finds several, each for itself: by one statement, and alone where that fails, so that one that cannot be read fails alone. */
function findTogether<Key, Found>(keys: readonly Key[], { findOne, findMany }: Finders<Key, Found>): SharedWork<Found> {
  if (keys.length === 1 || findMany === undefined) {
    const results = keys.map(async (key) => findOne(key));
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
