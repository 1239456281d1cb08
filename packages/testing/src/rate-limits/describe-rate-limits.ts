import type { Clock, RateLimits } from '@frigg-crm/core';
import { describe, it } from 'vitest';
import { createVirtualClock } from '../clock/virtual-clock.ts';
import { pauseCases } from './pause-cases.ts';
import type { RateLimitCase } from './rate-limit-case.ts';
import { reservationCases } from './reservation-cases.ts';

/** How the contract suite reaches an adapter. */
export interface RateLimitsContract {
  /** Makes rate limits over an empty store, whose time is that of `clock`; called before each test. */
  readonly make: (clock: Clock) => RateLimits | Promise<RateLimits>;
  /**
   * Opens the store that `make` made last once more, as a second program would.
   * @defaultValue the same rate limits again
   */
  readonly open?: ((clock: Clock) => RateLimits) | undefined;
}

/** The contract of `RateLimits`, promise by promise: for test runners other than vitest's `describe`. */
export const rateLimitCases: readonly RateLimitCase[] = [...reservationCases, ...pauseCases];

/**
 * The contract of `RateLimits`: every adapter runs it, and passes whole.
 *
 * @example
 * ```ts
 * describeRateLimits('in memory', { make: (clock) => createMemoryRateLimits({ clock }) });
 * ```
 */
export function describeRateLimits(name: string, { make, open }: RateLimitsContract): void {
  describe(`the rate limits ${name}`, () => {
    for (const { title, run } of rateLimitCases) {
      it(title, async () => {
        const clock = createVirtualClock();
        const rateLimits = await make(clock);
        await run({ rateLimits, open: () => open?.(clock) ?? rateLimits, clock });
      });
    }
  });
}
