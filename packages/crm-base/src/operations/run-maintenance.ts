import type { CallOptions, Clock, DocumentStore, IdGenerator, Inbox, Leases, Logger, ProcessRepository } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { withWorkDeadline } from '../failures/with-work-deadline.ts';
import { requeueDueEntries, type RequeueDueEntriesOptions } from '../inbox/requeue-due-entries.ts';
import type { IntegrationLifecycle } from '../lifecycle/integration-lifecycle.ts';
import { purgeOnceADay } from './purge-ended.ts';
import type { SyncSchedule } from './sync-schedule.ts';
import type { QueueManager } from '../queue/queue-manager.ts';

/** How often the maintenance loop looks for what is due. It runs until `signal` is aborted. */
export interface MaintenanceOptions extends CallOptions {
  /** Milliseconds between two rounds. @defaultValue 5000 */
  readonly intervalMs?: number | undefined;
  /** What is due for less than this is left to its message, in milliseconds. @defaultValue 15_000 */
  readonly graceMs?: number | undefined;
  /** Days after their end when syncs are deleted; one program checks once a day. @defaultValue they are kept */
  readonly retentionDays?: number | undefined;
}

/** What the maintenance tasks work with. */
export interface MaintenanceDependencies {
  readonly lifecycle: Pick<IntegrationLifecycle, 'reconcileDue'>;
  readonly inbox: Inbox;
  readonly documents: DocumentStore;
  readonly queueManager: QueueManager;
  readonly processRepository: ProcessRepository;
  readonly leases: Leases;
  readonly ids: IdGenerator;
  /** Starts ongoing syncs. @defaultValue none are started */
  readonly syncSchedule?: Pick<SyncSchedule, 'startDue'> | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How long a maintenance task may take, in milliseconds; it is repeated then. */
const MAINTENANCE_TIMEOUT_MS = 900_000;

/** Runs the maintenance tasks until `signal` is aborted. Any number of programs may run one side by side. */
export async function runMaintenance(
  dependencies: MaintenanceDependencies,
  { intervalMs, ...once }: MaintenanceOptions & { readonly intervalMs: number; readonly graceMs: number },
): Promise<void> {
  const { signal } = once;
  while (signal?.aborted !== true) {
    await runMaintenanceOnce(dependencies, once);
    await dependencies.clock.sleep(intervalMs, { signal }).catch(() => undefined);
  }
}

/** Runs each maintenance task once. @returns how many of them have failed; the next turn repeats them. */
export async function runMaintenanceOnce(
  dependencies: MaintenanceDependencies,
  { graceMs, retentionDays, signal }: Omit<MaintenanceOptions, 'intervalMs'> & { readonly graceMs: number },
): Promise<number> {
  const { documents, lifecycle, inbox, queueManager, syncSchedule, clock, logger } = dependencies;
  const tasks = [
    async (call: CallOptions) => requeueAllDue({ inbox, queueManager, clock, graceMs, ...call }),
    async (call: CallOptions) => void (await lifecycle.reconcileDue({ limit: 20, ...call })),
    async (call: CallOptions) => syncSchedule?.startDue(call),
    async (call: CallOptions) => purgeOnceADay({ ...dependencies, retentionDays, ...call }),
    async (call: CallOptions) => void (await documents.removeExpired({ before: toIso(clock.now()), limit: 1000, ...call })),
  ];
  let failed = 0;
  for (const task of tasks) {
    try {
      await withWorkDeadline(clock, { what: 'A maintenance task', ms: MAINTENANCE_TIMEOUT_MS, signal }, task);
    } catch (error) {
      failed += 1;
      // A store or a queue that fails now may work in a moment.
      if (signal?.aborted !== true) logger.warn({ code: toErrorEntry(error).code }, 'a maintenance task failed; it is repeated');
    }
  }
  return failed;
}

const ENTRIES_PER_ROUND = 500;
const MAX_ROUNDS = 20;

/** After an outage there may be thousands; the other tasks do not wait for all of them. */
async function requeueAllDue(options: RequeueDueEntriesOptions): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS && options.signal?.aborted !== true; round += 1)
    if ((await requeueDueEntries({ ...options, limit: ENTRIES_PER_ROUND })) < ENTRIES_PER_ROUND) return;
}
