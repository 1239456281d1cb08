import type { Clock } from '@frigg-crm/core';
import { MAX_RETRY_AFTER_MS } from './retry-after.ts';

/** A pause that refusals only make longer, and that lasts a day at most: nothing may wait longer than that for a recheck. */
export interface Pause {
  /** Milliseconds until it ends; 0 when there is none. */
  leftMs(): number;
  /** @returns whether that is longer than the pause before. */
  extend(forMs: number): boolean;
  /** An operator has ended it, or set it anew: it lasts `forMs` from now. */
  replace(forMs: number): void;
}

/** Makes a pause that has ended. */
export function createPause(clock: Clock): Pause {
  let untilMs = clock.now();
  const endOf = (forMs: number): number => clock.now() + Math.min(forMs, MAX_RETRY_AFTER_MS);
  return {
    leftMs: () => Math.max(0, untilMs - clock.now()),
    extend(forMs) {
      const laterMs = endOf(forMs);
      if (laterMs <= untilMs) return false;
      untilMs = laterMs;
      return true;
    },
    replace(forMs) {
      untilMs = endOf(forMs);
    },
  };
}
