import { silentLogger, systemClock, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import { hasStatus, isForbidden } from '@frigg-crm/http';
import { createReferences, type SharedReferences } from './references.ts';

/** Options of {@link createNameLookup}. */
export interface NameLookupOptions {
  /** Fetches many records at once. What is missing, or has no name, has none. */
  readonly fetchNames: (
    ids: readonly string[],
    options: CallOptions,
  ) => Promise<readonly { readonly id: string; readonly name: string | null }[]>;
  /** What the records are called in logs, such as `companies`. */
  readonly records: string;
  /** How long a name is believed, in milliseconds. @defaultValue 600_000 */
  readonly ttlMs?: number | undefined;
  /** Names kept at most, where they are not shared; the oldest goes first. @defaultValue 10_000 */
  readonly maxEntries?: number | undefined;
  /**
   * Where all workers of the program keep the names of this account: `shared` of a `ClientIntegration`.
   * @defaultValue each lookup keeps its own, as long as its integration is loaded
   */
  readonly shared?: SharedReferences | undefined;
  /** @defaultValue the machine's */
  readonly clock?: Clock | undefined;
  /** @defaultValue silent */
  readonly logger?: Logger | undefined;
}

/** How items refer to records, for {@link NameLookup.addTo}. */
export interface NameReferences<Item> {
  readonly idOf: (item: Item) => string | null | undefined;
  readonly withName: (item: Item, name: string | null) => Item;
}

/** Names of records that persons refer to, such as their companies, by id. */
export interface NameLookup {
  /**
   * @returns the names of those that have one and may be seen.
   * @throws {ApiError} when the lookup may succeed later: "no company" would erase one that is there.
   */
  namesOf(ids: readonly string[], options?: CallOptions): Promise<ReadonlyMap<string, string>>;
  /** Adds to each item the name of the record that it refers to, `null` where it has none. Throws as `namesOf` does. */
  addTo<Item>(items: readonly Item[], names: NameReferences<Item>, options?: CallOptions): Promise<readonly Item[]>;
}

/**
 * Makes a lookup that requests many records at once, and none twice within `ttlMs`, not even one without a name, nor one that
 * another caller is requesting right now.
 */
export function createNameLookup(options: NameLookupOptions): NameLookup {
  const { fetchNames, records, ttlMs = 600_000, maxEntries = 10_000, clock = systemClock, logger = silentLogger, shared } = options;
  const own = createReferences({ clock, maxEntries });

  async function fetch(ids: readonly string[], call: CallOptions): Promise<ReadonlyMap<string, string>> {
    try {
      return new Map((await fetchNames(ids, call)).flatMap(({ id, name }) => (name === null ? [] : [[id, name] as const])));
    } catch (error) {
      // Gone, or not for this user: that is a response.
      if (!isForbidden(error) && !hasStatus(error, 404)) throw error;
      logger.warn({ [records]: ids.length }, 'records that persons refer to may not be read; persons come without their names');
      return new Map();
    }
  }

  const lookup: NameLookup = {
    async namesOf(ids, call = {}) {
      const scope = shared?.scope();
      const references = scope === undefined ? own : (shared?.references ?? own);
      return references.read({ scope: [...(scope ?? []), 'names', records], ids, fetch, ttlMs }, call);
    },
    async addTo(items, { idOf, withName }, call) {
      const names = await lookup.namesOf(
        items.flatMap((item) => idOf(item) ?? []),
        call,
      );
      return items.map((item) => withName(item, names.get(idOf(item) ?? '') ?? null));
    },
  };
  return lookup;
}
