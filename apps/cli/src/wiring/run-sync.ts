import { readProgress, systemClock, toProcessId, type JsonObject, type Logger, type Process, type Store } from '@frigg-crm/core';
import {
  catchUpIdOf,
  createSyncEngine,
  createSyncRecorder,
  type CreateIntegration,
  type CrmIntegration,
  type SyncEngine,
} from '@frigg-crm/crm-base';
import { createMemoryProgressPublisher } from '@frigg-crm/memory';
import type { QuoContacts } from '@frigg-crm/quo';
import type { ProgressReporter } from '../output/reporter.ts';
import type { OpenQueues } from './sync-queues.ts';
import { createPoll } from './patient-poll.ts';
import { untilAborted } from './stoppable.ts';
import { POLL_MS, watchSyncs, type WatchOptions } from './watch-syncs.ts';

/** Everything that a run needs. */
export interface SyncRunOptions {
  readonly store: Store;
  /** Whether other programs may use the store at the same time. */
  readonly isSharedStore: boolean;
  readonly queues: OpenQueues;
  readonly createIntegration: CreateIntegration;
  readonly quoContacts: QuoContacts;
  readonly integrationId: string;
  readonly mode: 'initial' | 'ongoing';
  /** Pages that are worked on at once. */
  readonly workers: number;
  /** Persons per page. @defaultValue the connector's */
  readonly pageSize?: number | undefined;
  /** Attempts per page and person. @defaultValue the connector's */
  readonly maxAttempts?: number | undefined;
  readonly reporter: ProgressReporter;
  readonly logger: Logger;
  /** What an owner would set on a screen. @defaultValue nothing */
  readonly settings?: JsonObject | undefined;
  /** Stops the run; what is stored is continued by the next one. */
  readonly signal: AbortSignal;
}

/** How a run ended. */
export interface SyncRun {
  /** Those that were requested, and behind them the catch-ups that followed. */
  readonly processes: readonly Process[];
  /** Over the processes that were requested: persons that changed meanwhile were counted there already. */
  readonly totalSynced: number;
}

/** The owner of the processes that this program creates. */
const USER_ID = 'cli';

/**
 * Continues what is under way, starts what is not, and works until every process has ended, and with it the sync of those
 * persons that changed meanwhile.
 */
export async function runSync(options: SyncRunOptions): Promise<SyncRun> {
  const { store, isSharedStore, queues, reporter, logger, signal, workers: concurrency } = options;
  const publisher = createMemoryProgressPublisher({ logger });
  const recorder = createSyncRecorder({ ...store, clock: systemClock, logger });
  publisher.subscribe((progress) => recorder.publish(progress));
  // A store of one program needs no leases: after a crash the next run continues at once, and waits for none to expire.
  const { leases, ...rest } = store;
  const engine = createSyncEngine({ store: isSharedStore ? { ...rest, leases } : rest, queues, publisher, logger });
  const integration = createIntegration(options, engine);
  const processIds = await untilAborted(start(engine, integration, options), signal);
  const finished = new AbortController();
  const resolveIntegration = async ({ integrationId }: { integrationId: string }): Promise<CrmIntegration | undefined> =>
    integrationId === integration.integrationId ? integration : undefined;
  const working = engine.runWorkers({ resolveIntegration, concurrency, signal: AbortSignal.any([signal, finished.signal]) });
  const watched = { ...store, publisher, reporter, signal: AbortSignal.any([signal, finished.signal]) };
  const watching = watchWithCatchUps({ engine, integration, processIds }, watched);
  // The workers only end by themselves when they cannot continue.
  const outcome = Promise.race([watching, working.then(async () => watching)]);
  try {
    await outcome;
  } catch (error) {
    if (!signal.aborted || signal.reason !== error) throw error;
  } finally {
    finished.abort();
    await Promise.allSettled([working, watching]);
    await recorder.flush();
  }
  const requested = await store.processRepository.findByIds(processIds);
  const catchUps = await store.processRepository.findByIds(processIds.map(catchUpIdOf).map(toProcessId));
  const processes = [...requested, ...catchUps.filter(({ id }) => !processIds.includes(id))];
  return { processes, totalSynced: requested.reduce((sum, process) => sum + readProgress(process).totalSynced, 0) };
}

interface WatchedSyncs {
  readonly engine: SyncEngine;
  readonly integration: CrmIntegration;
  readonly processIds: readonly Process['id'][];
}

/** A completed full sync is followed by a catch-up, which the worker has started, or which is started here. */
async function watchWithCatchUps(
  { engine, integration, processIds }: WatchedSyncs,
  options: Omit<WatchOptions, 'processIds'>,
): Promise<void> {
  const { processRepository, signal, clock = systemClock } = options;
  await watchSyncs({ processIds, ...options });
  const all = new Set(processIds);
  const poll = createPoll(async () => {
    for (const process of await processRepository.findByIds(processIds, { signal })) {
      const catchUp = await engine.syncOrchestrator.startCatchUp({ integration, process });
      if (catchUp !== undefined) all.add(catchUp.id);
    }
  });
  while (!(await poll())) await clock.sleep(POLL_MS, { signal });
  if (all.size > processIds.length) await watchSyncs({ processIds: [...all], ...options });
}

async function start(engine: SyncEngine, integration: CrmIntegration, { mode }: SyncRunOptions): Promise<readonly Process['id'][]> {
  const { syncOrchestrator } = engine;
  const resumed = await syncOrchestrator.resumeActiveSyncs({ integration });
  const { syncs } = await (mode === 'initial'
    ? syncOrchestrator.startInitialSync({ integration })
    : syncOrchestrator.startOngoingSync({ integration }));
  return [...new Set([...resumed, ...syncs.map(({ processId }) => processId)])].map(toProcessId);
}

function createIntegration(options: SyncRunOptions, engine: SyncEngine): CrmIntegration {
  const { integrationId, quoContacts, pageSize, maxAttempts, settings } = options;
  const syncConfig = pageSize === undefined ? {} : { initialBatchSize: pageSize, ongoingBatchSize: pageSize };
  const queueConfig = maxAttempts === undefined ? {} : { maxAttempts };
  const config = { syncConfig, queueConfig };
  return options.createIntegration({ ...engine, integrationId, userId: USER_ID, quoContacts, config, settings });
}
