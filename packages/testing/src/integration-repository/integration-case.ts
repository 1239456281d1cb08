import type { IntegrationRepository } from '@frigg-crm/core';

/** What a case of the contract works on: an empty store. */
export interface IntegrationsUnderTest {
  readonly integrations: IntegrationRepository;
  /** Another program's repository over the same store. */
  readonly open: () => IntegrationRepository;
}

/** One promise of the port, as a test. */
export interface IntegrationCase {
  /** A sentence about behaviour. */
  readonly title: string;
  readonly run: (store: IntegrationsUnderTest) => Promise<void>;
}
