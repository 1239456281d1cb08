import type { RateLimits } from '@frigg-crm/core';
import type { VirtualClock } from '../clock/virtual-clock.ts';

/** What a case of the contract works on: a store in which no allowance was used. */
export interface RateLimitsUnderTest {
  readonly rateLimits: RateLimits;
  /** Another program's rate limits in the same store. */
  readonly open: () => RateLimits;
  /** The clock of the store. */
  readonly clock: VirtualClock;
}

/** One promise of the port, as a test. */
export interface RateLimitCase {
  /** A sentence about behaviour. */
  readonly title: string;
  readonly run: (store: RateLimitsUnderTest) => Promise<void>;
}
