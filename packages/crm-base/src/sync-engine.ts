import {
  ApplyProcessUpdates,
  CreateProcess,
  GetProcess,
  UpdateProcessMetrics,
  UpdateProcessState,
  createRandomIds,
  silentLogger,
  systemClock,
  type Clock,
  type IdGenerator,
  type Logger,
  type MessageQueue,
  type ProcessRepository,
  type ProgressPublisher,
} from '@frigg-crm/core';
import { ProcessManager } from './process-manager.ts';
import { QueueManager } from './queue-manager.ts';
import { SyncOrchestrator } from './sync-orchestrator.ts';
import { CRM_SYNC } from './sync/crm-sync-process-type.ts';
import { createSyncEffectDispatcher } from './sync/sync-effect-dispatcher.ts';
import { runSyncWorkers, type SyncWorkersOptions } from './sync/sync-workers.ts';

export interface SyncEngineOptions {
  readonly processRepository: ProcessRepository;
  readonly fetchQueue: MessageQueue;
  readonly workQueue: MessageQueue;
  readonly publisher?: ProgressPublisher | undefined;
  readonly clock?: Clock | undefined;
  readonly ids?: IdGenerator | undefined;
  readonly logger?: Logger | undefined;
  /** A number from 0 to 1, for jitter. @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
  /** How long one message may keep fetching before it passes the position on, in milliseconds. @defaultValue 300_000 */
  readonly fetchTimeBudgetMs?: number | undefined;
}

/** Everything a sync needs, wired. */
export interface SyncEngine {
  readonly processManager: ProcessManager;
  readonly queueManager: QueueManager;
  readonly syncOrchestrator: SyncOrchestrator;
  /** Works on the queues until `signal` is aborted. Resolves when the last message in hand is finished. */
  runWorkers(options: SyncWorkersOptions): Promise<void>;
}

/**
 * Wires the parts of a sync around a store and two queues.
 *
 * @example
 * ```ts
 * const engine = createSyncEngine({ processRepository, fetchQueue, workQueue });
 * const integration = new AcmeIntegration({ ...engine, integrationId: 'i1', userId: 'u1', quoContacts: quo.contacts });
 * const workers = engine.runWorkers({ resolveIntegration: async () => integration, signal });
 * await integration.startInitialSync();
 * ```
 */
export function createSyncEngine(options: SyncEngineOptions): SyncEngine {
  const { processRepository, fetchQueue, workQueue, publisher, clock = systemClock, logger = silentLogger, random = Math.random } = options;
  const { ids = createRandomIds(clock), fetchTimeBudgetMs = 300_000 } = options;
  const processTypes = [CRM_SYNC];
  const queueManager = new QueueManager({ fetchQueue, workQueue });
  const dispatcher = createSyncEffectDispatcher(queueManager);
  const applyProcessUpdates = new ApplyProcessUpdates({ processRepository, processTypes, dispatcher, publisher, clock, logger });
  const processManager = new ProcessManager({
    createProcess: new CreateProcess({ processRepository, processTypes, applyProcessUpdates, clock, ids }),
    getProcess: new GetProcess({ processRepository }),
    updateProcessState: new UpdateProcessState({ processRepository, applyProcessUpdates, ids }),
    updateProcessMetrics: new UpdateProcessMetrics({ processRepository, applyProcessUpdates, ids }),
    applyProcessUpdates,
    clock,
  });
  const syncOrchestrator = new SyncOrchestrator({ processManager, queueManager, processRepository });
  const dependencies = { processManager, queueManager, clock, logger, random, fetchTimeBudgetMs };
  return {
    processManager,
    queueManager,
    syncOrchestrator,
    runWorkers: async (workers) => runSyncWorkers(dependencies, { fetchQueue, workQueue }, workers),
  };
}
