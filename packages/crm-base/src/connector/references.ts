import { systemClock, type CallOptions, type Clock } from '@frigg-crm/core';
import { untilAborted } from '../failures/until-aborted.ts';
import { ExpiringCache } from './expiring-cache.ts';

/** What is looked up, and how. */
export interface ReferenceRead<Value> {
  /** Whose and of which kind: nothing is shared between two scopes. */
  readonly scope: readonly string[];
  readonly ids: readonly string[];
  /** Fetches many at once. What it does not return counts as `undefined`, for as long. */
  readonly fetch: (ids: readonly string[], options: CallOptions) => Promise<ReadonlyMap<string, Value>>;
  /** How long a value is believed, in milliseconds. */
  readonly ttlMs: number;
}

/** What many records refer to, such as companies and users, kept for a while. */
export interface References {
  /**
   * @returns the values that there are: kept ones, and others, which are fetched. What others are fetching right now is waited
   * for, and not fetched twice.
   * @throws what `fetch` throws; nothing is kept of that.
   */
  read<Value>(request: ReferenceRead<Value>, options?: CallOptions): Promise<ReadonlyMap<string, Value>>;
}

/** References that integrations of a program share, and what of them belongs to one of them. */
export interface SharedReferences {
  readonly references: References;
  /** @returns the integration and its account; `undefined` while the account is not known: then nothing is shared. */
  readonly scope: () => readonly string[] | undefined;
}

/** Settings of {@link createReferences}. */
export interface ReferencesOptions {
  /** @defaultValue the machine's */
  readonly clock?: Clock | undefined;
  /** Values kept at most; the oldest goes first. @defaultValue 100_000 */
  readonly maxEntries?: number | undefined;
}

/** A fetch under way. */
interface Flight {
  readonly values: Promise<ReadonlyMap<string, unknown>>;
  /** That of the caller who began it: aborted, it says nothing to the others. */
  readonly signal: AbortSignal | undefined;
}

/** Makes a place for references, in the memory of the program. An engine has one for all of its workers. */
export function createReferences({ clock = systemClock, maxEntries = 100_000 }: ReferencesOptions = {}): References {
  const kept = new ExpiringCache<unknown>(clock, maxEntries);
  const flights = new Map<string, Flight>();

  function start<Value>({ scope, fetch, ttlMs }: ReferenceRead<Value>, ids: readonly string[], { signal }: CallOptions): Flight {
    const keys = ids.map((id) => keyOf(scope, id));
    const fetchAndKeep = async (): Promise<ReadonlyMap<string, unknown>> => {
      try {
        const values = await fetch(ids, { signal });
        for (const [index, id] of ids.entries()) kept.set(keys[index] ?? '', values.get(id), ttlMs);
        return values;
      } finally {
        for (const key of keys) flights.delete(key);
      }
    };
    const { promise: values, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, unknown>>();
    const flight = { values, signal };
    // Each caller hears of a failure, if any is left.
    values.catch(() => undefined);
    // Before it begins: also a fetch that throws at once is no longer under way then.
    for (const key of keys) flights.set(key, flight);
    fetchAndKeep().then(resolve, reject);
    return flight;
  }

  return {
    async read<Value>(request: ReferenceRead<Value>, options: CallOptions = {}) {
      const found = new Map<string, Value | undefined>();
      const wanted = [...new Set(request.ids)];
      for (let open = wanted; open.length > 0; open = wanted.filter((id) => !found.has(id))) {
        const missing: string[] = [];
        const waiting = new Map<string, Flight>();
        for (const id of open) {
          const key = keyOf(request.scope, id);
          const flight = flights.get(key);
          if (kept.has(key)) found.set(id, kept.get(key) as Value | undefined);
          else if (flight === undefined) missing.push(id);
          else waiting.set(id, flight);
        }
        const own = missing.length === 0 ? undefined : start(request, missing, options);
        for (const id of missing) if (own !== undefined) waiting.set(id, own);
        const results = new Map<Flight, ReadonlyMap<string, unknown> | undefined>();
        for (const flight of new Set(waiting.values())) results.set(flight, await land(flight, flight === own, options));
        for (const [id, flight] of waiting) {
          const values = results.get(flight);
          if (values !== undefined) found.set(id, values.get(id) as Value | undefined);
        }
      }
      return new Map([...found].filter((entry): entry is [string, Value] => entry[1] !== undefined));
    },
  };
}

/** @returns the values; `undefined` when another caller has begun the fetch and is gone: then it has to be begun anew. */
async function land(flight: Flight, isOwn: boolean, { signal }: CallOptions): Promise<ReadonlyMap<string, unknown> | undefined> {
  try {
    return await untilAborted(flight.values, signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (isOwn || flight.signal?.aborted !== true) throw error;
    return undefined;
  }
}

/** JSON keeps apart what a separator would join. */
function keyOf(scope: readonly string[], id: string): string {
  return JSON.stringify([...scope, id]);
}
