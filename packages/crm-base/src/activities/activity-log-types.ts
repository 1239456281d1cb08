import type { CallOptions, Clock, DocumentStore, IdGenerator, Inbox, JsonObject, Logger, MappingRepository } from '@frigg-crm/core';
import type { QuoCallFacts, QuoMessage } from '@frigg-crm/quo';
import type { Analytics } from '../analytics/analytics.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { QueueManager } from '../queue/queue-manager.ts';
import type { ActivityStore } from './activity-store.ts';
import type { CallFactsStore } from './call-facts-store.ts';
import type { QuoDirectory } from './quo-directory.ts';

/** What {@link ActivityLog} is made with; `createIntegrationServices` does so. */
export interface ActivityLogDependencies {
  readonly documents: DocumentStore;
  readonly mappingRepository: MappingRepository;
  readonly inbox: Inbox;
  readonly queueManager: Pick<QueueManager, 'queueIntegrationMessages'>;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
  /** Makes sure that the accounts of an integration are still those of before. @defaultValue they are not compared */
  readonly verifyAccounts?: ((integration: CrmIntegration) => Promise<void>) | undefined;
  /** Counts what is written. @defaultValue nothing is counted */
  readonly analytics?: Analytics | undefined;
  /** Reads what is set for an integration now. @defaultValue calls and texts are logged */
  readonly readConfig?: ((integrationId: string, options: CallOptions) => Promise<JsonObject>) | undefined;
}

/** What the functions that log work with. */
export interface ResolvedActivityLogDependencies extends ActivityLogDependencies {
  readonly activities: ActivityStore;
  readonly callFacts: CallFactsStore;
  readonly directory: QuoDirectory;
}

/** What became of one participant. */
export type ParticipantLog =
  | {
      readonly contactPhone: string;
      readonly logged: true;
      readonly action: 'created' | 'updated' | 'unchanged';
      readonly activityId: string;
    }
  | { readonly contactPhone: string; readonly logged: false; readonly reason: 'contact-not-found' | 'number-hidden' };

/** What became of a call or a message. */
export type ActivityLogResult =
  | { readonly kind: 'logged'; readonly participants: readonly ParticipantLog[] }
  | {
      readonly kind: 'skipped';
      readonly reason: 'logging-off' | 'call-not-found' | 'message-not-found' | 'group-call' | 'internal' | 'no-participants';
    };

/** A call to be written. */
export interface LogCallRequest {
  readonly callId: string;
  /** What an event has reported of it. */
  readonly facts?: QuoCallFacts | undefined;
  /** When the event came about, ISO 8601. */
  readonly occurredAt?: string | null | undefined;
  /** How often its voicemail has been looked for already. @defaultValue 0 */
  readonly lookups?: number | undefined;
  /** How often its contacts have been looked for again. @defaultValue 0 */
  readonly contactLookups?: number | undefined;
}

/** A message to be written. */
export interface LogMessageRequest {
  readonly messageId: string;
  /** As an event has reported it. */
  readonly message?: QuoMessage | undefined;
  /** When the event came about, ISO 8601. */
  readonly occurredAt?: string | null | undefined;
  /** How often its contacts have been looked for again. @defaultValue 0 */
  readonly contactLookups?: number | undefined;
}
