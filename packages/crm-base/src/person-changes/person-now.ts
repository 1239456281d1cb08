import type { Clock, IdGenerator, Inbox, Logger, MappingRepository } from '@frigg-crm/core';
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
}

/** Somebody of whom the CRM has told something. */
export interface PersonNow {
  /** The CRM's own name of the object type. */
  readonly objectType: string;
  readonly externalId: string;
  /** What the CRM has told. */
  readonly hint: 'changed' | 'deleted';
  /** How many looks a minute apart have come before this one; 0: what the CRM told has just come in. */
  readonly checks: number;
  /** What told it: what follows from it is named after it. */
  readonly eventId: string;
}

/** Somebody who is worked on. */
export interface PersonRun {
  readonly dependencies: PersonChangeDependencies;
  readonly integration: CrmIntegration;
  readonly change: PersonNow;
}

/**
 * What became of somebody: Quo holds them as the CRM does, or there is nothing to hold; they are gone; or the CRM has to
 * be asked again in a minute.
 */
export type PersonNowResult = 'synced' | 'skipped' | 'removed' | 'check-later';
