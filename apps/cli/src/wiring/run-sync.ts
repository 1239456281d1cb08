import { readProgress, toProcessId, type Logger, type Process } from '@frigg-crm/core';
import { createSyncEngine, type CrmIntegration, type SyncEngine } from '@frigg-crm/crm-base';
import { createMemoryProgressPublisher } from '@frigg-crm/memory';
import type { QuoContacts } from '@frigg-crm/quo';
import type { Reporter } from '../output/reporter.ts';
import type { MakeIntegration } from './connectors.ts';
import type { OpenQueues } from './sync-queues.ts';
import type { OpenStore } from './open-store.ts';
import { watchSyncs } from './watch-syncs.ts';

/** Everything that a run needs. */
export interface SyncRunOptions {
  readonly store: Pick<OpenStore, 'processRepository'>;
  readonly queues: Pick<OpenQueues, 'fetchQueue' | 'workQueue'>;
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
  readonly processes: readonly Process[];
  /** Whether it was stopped before every process had ended. */
  readonly isStopped: boolean;
  /** Over all processes. */
  readonly totalSynced: number;
}

/** Who owns the processes that this program makes. */
const USER_ID = 'cli';

/** Continues what is under way, starts what is not, and works until every process has ended. */
export async function runSync(options: SyncRunOptions): Promise<SyncRun> {
  const { store, queues, reporter, logger, signal, workers: concurrency } = options;
  const publisher = createMemoryProgressPublisher({ logger });
  const engine = createSyncEngine({ ...store, ...queues, publisher, logger });
  const integration = makeIntegration(options, engine);
  const processIds = await start(engine, integration, options);
  const finished = new AbortController();
  const resolveIntegration = async ({ integrationId }: { integrationId: string }): Promise<CrmIntegration | undefined> =>
    integrationId === integration.integrationId ? integration : undefined;
  const working = engine.runWorkers({ resolveIntegration, concurrency, signal: AbortSignal.any([signal, finished.signal]) });
  const watching = watchSyncs({ processIds, ...store, publisher, reporter, signal: AbortSignal.any([signal, finished.signal]) });
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
  const processes = await store.processRepository.findByIds(processIds);
  const totalSynced = processes.reduce((sum, process) => sum + readProgress(process).totalSynced, 0);
  return { processes, totalSynced, isStopped: processes.some(({ endedAt }) => endedAt === null) };
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
