import type { Clock, IdGenerator, Inbox, Logger, MappingRepository } from '@frigg-crm/core';
import type { Analytics } from '../analytics/analytics.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { QueueManager } from '../queue/queue-manager.ts';

/** What single people are synced with. */
export interface PersonChangeDependencies {
  readonly mappingRepository: MappingRepository;
  readonly inbox: Pick<Inbox, 'accept'>;
  readonly queueManager: Pick<QueueManager, 'queueIntegrationMessages'>;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Counts what is written and deleted. @defaultValue nothing is counted */
  readonly analytics?: Analytics | undefined;
}

/** A person of whom the CRM has reported a change. */
export interface PersonChange {
  /** The CRM's own name of the object type. */
  readonly objectType: string;
  readonly externalId: string;
  /** What the CRM has reported. */
  readonly hint: 'changed' | 'deleted';
  /** How many checks a minute apart came before this one; 0: the event has just come in. */
  readonly checks: number;
  /** Whether to write also what Quo is known to hold unchanged. @defaultValue false */
  readonly force?: boolean | undefined;
  /** The event that reported it: ids of what follows are derived from it. */
  readonly eventId: string;
}

/** The handling of one person. */
export interface PersonRun {
  readonly dependencies: PersonChangeDependencies;
  readonly integration: CrmIntegration;
  readonly change: PersonChange;
}

/**
 * The outcome for one person: Quo holds them as the CRM does, or there is nothing to hold; they are gone; or a check in a
 * minute is needed.
 */
export type PersonChangeResult = 'synced' | 'skipped' | 'removed' | 'check-later';
