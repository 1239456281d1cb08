import type { Clock, Logger } from '@frigg-crm/core';
import type { ProcessManager } from '../process-manager.ts';
import type { QueueManager } from '../queue-manager.ts';

/** What the handlers of a sync's messages work with. */
export interface SyncDependencies {
  readonly processManager: ProcessManager;
  readonly queueManager: QueueManager;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
  /** How long one message may keep fetching before it passes the position on, in milliseconds. */
  readonly fetchTimeBudgetMs: number;
}
