import type { Leases } from '@frigg-crm/core';
import type { VirtualClock } from '../clock/virtual-clock.ts';

/** What a case of the contract works on: a store in which nothing is held. */
export interface LeasesUnderTest {
  readonly leases: Leases;
  /** Another program's leases in the same store. */
  readonly open: () => Leases;
  /** The clock of the store. */
  readonly clock: VirtualClock;
}

/** One promise of the port, as a test. */
export interface LeaseCase {
  /** A sentence about behaviour. */
  readonly title: string;
  readonly run: (store: LeasesUnderTest) => Promise<void>;
}
