import { InvalidProcessDataError, systemClock, type Clock, type Leases } from '@frigg-crm/core';
import { assertMilliseconds, isStorableText } from '@frigg-crm/core/adapter';

/** Settings of {@link createMemoryLeases}. */
export interface MemoryLeasesOptions {
  /** By what leases run out. @defaultValue the clock of the machine */
  readonly clock?: Clock | undefined;
}

interface Lease {
  readonly holder: string;
  readonly endsMs: number;
}

/**
 * Keeps leases in memory: for tests, and for programs whose workers all run in one process.
 *
 * @example
 * ```ts
 * const leases = createMemoryLeases();
 * await leases.hold(['process-1'], { holder: 'worker-1', ttlMs: 30_000 }); // ['process-1']
 * ```
 */
export function createMemoryLeases({ clock = systemClock }: MemoryLeasesOptions = {}): Leases {
  const held = new Map<string, Lease>();
  return {
    async hold(keys, { holder, ttlMs, signal }) {
      signal?.throwIfAborted();
      assertMilliseconds('ttlMs', ttlMs, 1);
      if (![holder, ...keys].every(isStorableText))
        throw new InvalidProcessDataError('a lease cannot be named with U+0000 or half a surrogate pair');
      const nowMs = clock.now();
      return keys.filter((key) => {
        const lease = held.get(key);
        if (lease !== undefined && lease.holder !== holder && lease.endsMs > nowMs) return false;
        held.set(key, { holder, endsMs: nowMs + ttlMs });
        return true;
      });
    },
    async release(keys, { holder, signal }) {
      signal?.throwIfAborted();
      for (const key of keys) if (held.get(key)?.holder === holder) held.delete(key);
    },
  };
}
