import type { Clock, IdGenerator, Logger, MappingRepository, ProcessRepository, ProcessUpdateSink } from '@frigg-crm/core';
import type { Analytics } from '../analytics/analytics.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { ProcessManager } from '../process/process-manager.ts';
import type { QueueManager } from '../queue/queue-manager.ts';
import type { TenantGate } from '../queue/tenant-gate.ts';
import type { CrmCalls } from './crm-calls/crm-calls.ts';
import type { SentDeferrals } from './sent-deferrals.ts';

/** What the handlers of a sync's messages work with. */
export interface SyncDependencies {
  readonly processManager: ProcessManager;
  readonly queueManager: QueueManager;
  readonly processRepository: ProcessRepository;
  /** Takes updates whose result is not awaited: folds them at once, or sends them through their queue. */
  readonly updates: ProcessUpdateSink;
  /** Which integrations must not call their APIs now. */
  readonly gate: TenantGate;
  /** Which person of the CRM is which contact in Quo. */
  readonly mappingRepository: MappingRepository;
  /** How many pages of a CRM this program reads at once. */
  readonly crmCalls: CrmCalls;
  /** Gives way to responses before work on a page goes on; absent where time is virtual. */
  readonly nextTurn?: (() => Promise<void>) | undefined;
  /** What this program has deferred. */
  readonly deferrals: SentDeferrals;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Counts what is written and deleted. @defaultValue nothing is counted */
  readonly analytics?: Analytics | undefined;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
  /** How long one message may keep fetching before it passes the position on, in milliseconds. */
  readonly fetchTimeBudgetMs: number;
  /** When the host ends the invocation in which a message is handled, in milliseconds of the clock; absent: it does not. */
  readonly deadlineMs?: number | undefined;
  /** Makes sure that the accounts of an integration are still those of before; absent: they are not compared. */
  readonly verifyAccounts?: ((integration: CrmIntegration) => Promise<void>) | undefined;
}
