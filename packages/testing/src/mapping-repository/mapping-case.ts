import type { MappingRepository } from '@frigg-crm/core';
import type { VirtualClock } from '../clock/virtual-clock.ts';

/** What a case of the contract works on: an empty store. */
export interface MappingsUnderTest {
  readonly mappings: MappingRepository;
  /** Another program's repository over the same store. */
  readonly open: () => MappingRepository;
  /** The clock of the store. */
  readonly clock: VirtualClock;
}

/** One promise of the port, as a test. */
export interface MappingCase {
  /** A sentence about behaviour. */
  readonly title: string;
  readonly run: (store: MappingsUnderTest) => Promise<void>;
}
