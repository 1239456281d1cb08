import type { ProcessRepository } from '@frigg-crm/core';

/** What a case of the contract works on: an empty store. */
export interface StoreUnderTest {
  readonly repository: ProcessRepository;
  /** Another program's repository over the same store. */
  readonly open: () => ProcessRepository;
}

/** One promise of the port, as a test. */
export interface ContractCase {
  /** A sentence about behaviour. */
  readonly title: string;
  readonly run: (store: StoreUnderTest) => Promise<void>;
}
