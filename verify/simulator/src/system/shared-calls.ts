/** How many calls of a store were for several callers at once. */
export interface SharedCalls {
  /** Saves of processes. */
  saves: number;
  /** Loads of processes. */
  loads: number;
  /** Finds of documents. */
  finds: number;
  /** Inserts of documents. */
  inserts: number;
}

/** None so far. */
export function noSharedCalls(): SharedCalls {
  return { saves: 0, loads: 0, finds: 0, inserts: 0 };
}

/**
 * Counts calls for several callers: those whose first argument holds two items or more.
 * @param kinds - Which methods, and as what.
 * @param isCounted - Which items count. @defaultValue each one
 * @returns the same port.
 */
export function countShared<Port extends object>(
  port: Port,
  counts: SharedCalls,
  kinds: Readonly<Partial<Record<keyof Port, keyof SharedCalls>>>,
  isCounted: (item: unknown) => boolean = () => true,
): Port {
  return new Proxy(port, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      const kind = kinds[key as keyof Port];
      if (kind === undefined || typeof member !== 'function') return member;
      return async (items: readonly unknown[], ...rest: readonly unknown[]) => {
        if (items.filter(isCounted).length > 1) counts[kind] += 1;
        return Reflect.apply(member, target, [items, ...rest]) as unknown;
      };
    },
  });
}
