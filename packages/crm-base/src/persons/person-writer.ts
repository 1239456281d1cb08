import type { Logger, MappingRepository, MappingScope } from '@frigg-crm/core';
import type { Analytics } from '../analytics/analytics.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';

/** One attempt at the people of one unit, as far as writing them is concerned. */
export interface PersonWriter {
  readonly integration: CrmIntegration;
  readonly mappings: MappingRepository;
  readonly logger: Logger;
  /** Counts what was written and deleted. @defaultValue nothing is counted */
  readonly analytics?: Analytics | undefined;
  readonly scope: MappingScope;
  /** @returns a name for this attempt that no other attempt has, not even at the same people. */
  nextClaimId(): string;
  /** The id of the full sync that reads these people, if it is one. */
  readonly seenIn: string | undefined;
  /** Earlier attempts at these people ended without a result: what they left open is no other attempt. */
  readonly isRetry: boolean;
  /** Write also what Quo is known to hold. */
  readonly force: boolean;
}
