import { InvalidProcessDataError, systemClock, type Clock, type RateLimits } from '@frigg-crm/core';
import { assertMilliseconds, isStorableText } from '@frigg-crm/core/adapter';

/** Settings of {@link createMemoryRateLimits}. */
export interface MemoryRateLimitsOptions {
  /** By what the allowance grows back. @defaultValue the clock of the machine */
  readonly clock?: Clock | undefined;
}

/** Both in milliseconds since the epoch. */
interface Allowance {
  /** From when on it is free again. */
  readonly freeMs: number;
  readonly parkedUntilMs: number;
}

const UNUSED: Allowance = { freeMs: Number.NEGATIVE_INFINITY, parkedUntilMs: Number.NEGATIVE_INFINITY };

/**
 * Shares allowances between the workers of one program; workers of several programs need a store that they share.
 *
 * @example
 * ```ts
 * const rateLimits = createMemoryRateLimits();
 * await rateLimits.reserve('quo:account-1', { costMs: 100 }); // 0
 * await rateLimits.reserve('quo:account-1', { costMs: 100 }); // 100
 * ```
 */
export function createMemoryRateLimits({ clock = systemClock }: MemoryRateLimitsOptions = {}): RateLimits {
  const allowances = new Map<string, Allowance>();
  const read = (key: string): Allowance => {
    if (!isStorableText(key)) throw new InvalidProcessDataError('an allowance cannot be named with U+0000 or half a surrogate pair');
    return allowances.get(key) ?? UNUSED;
  };
  return {
    async reserve(key, { costMs, burstMs = 0, signal }) {
      signal?.throwIfAborted();
      assertMilliseconds('costMs', costMs);
      assertMilliseconds('burstMs', burstMs);
      const { freeMs, parkedUntilMs } = read(key);
      const nowMs = clock.now();
      const beginsMs = Math.max(freeMs, parkedUntilMs, nowMs - burstMs);
      allowances.set(key, { freeMs: beginsMs + costMs, parkedUntilMs });
      return Math.max(0, beginsMs - nowMs);
    },
    async park(key, forMs, { signal } = {}) {
      signal?.throwIfAborted();
      assertMilliseconds('forMs', forMs);
      const { freeMs, parkedUntilMs } = read(key);
      allowances.set(key, { freeMs, parkedUntilMs: Math.max(parkedUntilMs, clock.now() + forMs) });
    },
    async unpark(key, { signal } = {}) {
      signal?.throwIfAborted();
      const nowMs = clock.now();
      if (read(key).parkedUntilMs <= nowMs) return false;
      allowances.set(key, { freeMs: nowMs, parkedUntilMs: nowMs });
      return true;
    },
    async parkedFor(keys, { signal } = {}) {
      signal?.throwIfAborted();
      const nowMs = clock.now();
      return new Map(
        keys.flatMap((key) => {
          const leftMs = (allowances.get(key)?.parkedUntilMs ?? nowMs) - nowMs;
          return leftMs > 0 ? [[key, leftMs] as const] : [];
        }),
      );
    },
  };
}
