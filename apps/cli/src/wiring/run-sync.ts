import { readProgress, systemClock, toProcessId, type Logger, type Process } from '@frigg-crm/core';
import { catchUpIdOf, createSyncEngine, type CrmIntegration, type SyncEngine } from '@frigg-crm/crm-base';
import { createMemoryProgressPublisher } from '@frigg-crm/memory';
import type { QuoContacts } from '@frigg-crm/quo';
import type { Reporter } from '../output/reporter.ts';
import type { MakeIntegration } from './connectors.ts';
import type { OpenQueues } from './sync-queues.ts';
import type { OpenStore } from './open-store.ts';
import { createPoll } from './patient-poll.ts';
import { POLL_MS, watchSyncs, type WatchOptions } from './watch-syncs.ts';

/** Everything that a run needs. */
export interface SyncRunOptions {
  readonly store: Pick<OpenStore, 'processRepository' | 'mappingRepository'>;
  /** What programs share that use the same store. @defaultValue nothing: this program has the store to itself */
  readonly shared?: Pick<OpenStore, 'leases' | 'rateLimits'> | undefined;
  readonly queues: Pick<OpenQueues, 'fetchQueue' | 'workQueue' | 'deadLetterQueues' | 'isShared'>;
  readonly makeIntegration: MakeIntegration;
  readonly quoContacts: QuoContacts;
  readonly integrationId: string;
  readonly mode: 'initial' | 'ongoing';
  /** Pages that are worked on at once. */
  readonly workers: number;
  /** People per page. @defaultValue the connector's */
  readonly pageSize?: number | undefined;
  /** Attempts per page and person. @defaultValue the connector's */
  readonly maxAttempts?: number | undefined;
  readonly reporter: Reporter;
  readonly logger: Logger;
  /** Stops the run; what is stored is continued by the next one. */
  readonly signal: AbortSignal;
}

/** How a run ended. */
export interface SyncRun {
  /** Those that were asked for, and behind them the catch-ups that followed. */
  readonly processes: readonly Process[];
  /** Whether it was stopped before every process had ended. */
  readonly isStopped: boolean;
  /** Over the processes that were asked for: whoever changed meanwhile was counted there already. */
  readonly totalSynced: number;
}

/** Who owns the processes that this program makes. */
const USER_ID = 'cli';

/**
 * Continues what is under way, starts what is not, and works until every process has ended, and with it the sync of those
 * who changed meanwhile.
 */
export async function runSync(options: SyncRunOptions): Promise<SyncRun> {
  const { store, queues, reporter, logger, signal, workers: concurrency } = options;
  const publisher = createMemoryProgressPublisher({ logger });
  const { processRepository, mappingRepository } = store;
  const { fetchQueue, workQueue, deadLetterQueues } = queues;
  // Shared queues hand the messages of a dead program out again; those in its memory are gone, and somebody must notice.
  const leases = queues.isShared ? undefined : options.shared?.leases;
  const rateLimits = options.shared?.rateLimits;
  const wired = { processRepository, mappingRepository, fetchQueue, workQueue, deadLetterQueues, leases, rateLimits };
  const engine = createSyncEngine({ ...wired, publisher, logger });
  const integration = makeIntegration(options, engine);
  const processIds = await start(engine, integration, options);
  const finished = new AbortController();
  const resolveIntegration = async ({ integrationId }: { integrationId: string }): Promise<CrmIntegration | undefined> =>
    integrationId === integration.integrationId ? integration : undefined;
  const working = engine.runWorkers({ resolveIntegration, concurrency, signal: AbortSignal.any([signal, finished.signal]) });
  const watched = { ...store, publisher, reporter, signal: AbortSignal.any([signal, finished.signal]) };
  const watching = watchWithCatchUps({ engine, integration, processIds }, watched);
  // The workers only end by themselves when they cannot go on.
  const outcome = Promise.race([watching, working.then(async () => watching)]);
  try {
    await outcome;
  } catch (error) {
    if (!signal.aborted || signal.reason !== error) throw error;
  } finally {
    finished.abort();
    await Promise.allSettled([working, watching]);
  }
  const asked = await store.processRepository.findByIds(processIds);
  const catchUps = await store.processRepository.findByIds(processIds.map(catchUpIdOf).map(toProcessId));
  const processes = [...asked, ...catchUps.filter(({ id }) => !processIds.includes(id))];
  const totalSynced = asked.reduce((sum, process) => sum + readProgress(process).totalSynced, 0);
  return { processes, totalSynced, isStopped: processes.some(({ endedAt }) => endedAt === null) };
}

interface WatchedSyncs {
  readonly engine: SyncEngine;
  readonly integration: CrmIntegration;
  readonly processIds: readonly Process['id'][];
}

/** A completed sync of everybody is followed by a catch-up, which the worker has started, or which is started here. */
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
  const started = await (mode === 'initial'
    ? syncOrchestrator.startInitialSync({ integration })
    : syncOrchestrator.startOngoingSync({ integration }));
  return [...new Set([...resumed, ...started.processIds])].map(toProcessId);
}

function makeIntegration(options: SyncRunOptions, engine: SyncEngine): CrmIntegration {
  const { integrationId, quoContacts, pageSize, maxAttempts } = options;
  const syncConfig = pageSize === undefined ? {} : { initialBatchSize: pageSize, ongoingBatchSize: pageSize };
  const queueConfig = maxAttempts === undefined ? {} : { maxAttempts };
  return options.makeIntegration({ ...engine, integrationId, userId: USER_ID, quoContacts, config: { syncConfig, queueConfig } });
}
