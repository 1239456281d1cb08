import {
  DirectProcessUpdates,
  QueuedProcessUpdates,
  createRandomIds,
  runDeadProcessUpdateConsumer,
  runProcessUpdateConsumer,
  silentLogger,
  systemClock,
  type ApplyProcessUpdates,
  type CallOptions,
  type Clock,
  type IdGenerator,
  type Leases,
  type Logger,
  type MappingRepository,
  type MessageQueue,
  type ProcessRepository,
  type ProgressPublisher,
  type RateLimits,
} from '@frigg-crm/core';
import { createProcessManager } from './process/create-process-manager.ts';
import type { ProcessManager } from './process/process-manager.ts';
import { QueueManager } from './queue/queue-manager.ts';
import { SyncControl } from './operations/sync-control.ts';
import { SyncOrchestrator } from './operations/sync-orchestrator.ts';
import { runDeadLetterWorkers } from './workers/dead-letter-workers.ts';
import type { SyncDependencies } from './sync/sync-dependencies.ts';
import { runSyncWorkers, type SyncWorkersOptions } from './workers/queue-workers.ts';
import { TenantGate } from './queue/tenant-gate.ts';
import { runWatchdog } from './operations/watchdog/run-watchdog.ts';
import { SyncTakeover, type TakeoverDependencies } from './operations/watchdog/take-over-syncs.ts';
import { WATCHDOG_DEFAULTS, type WatchdogSettings } from './operations/watchdog/watchdog-dependencies.ts';

export interface SyncEngineOptions {
  readonly processRepository: ProcessRepository;
  /** Which person of the CRM is which contact in Quo, and what Quo holds of it. */
  readonly mappingRepository: MappingRepository;
  readonly fetchQueue: MessageQueue;
  readonly workQueue: MessageQueue;
  /** A FIFO queue for what workers say happened. @defaultValue none: it is folded at once */
  readonly processUpdatesQueue?: MessageQueue | undefined;
  /** The dead-letter queues of the other queues, as queues. @defaultValue none: the watchdog finds what they hold */
  readonly deadLetterQueues?:
    | {
        readonly fetch?: MessageQueue | undefined;
        readonly work?: MessageQueue | undefined;
        readonly processUpdates?: MessageQueue | undefined;
      }
    | undefined;
  /**
   * Give it when the queues live in the memory of this program and other programs share the store: each sync then
   * belongs to one program, and the others take it over when that one dies. @defaultValue none: the queues are shared
   */
  readonly leases?: Leases | undefined;
  /** Shares with other machines which integrations their APIs have asked to wait. @defaultValue each finds out by itself */
  readonly rateLimits?: RateLimits | undefined;
  /** Settings of the watchdog. */
  readonly watchdog?: Partial<WatchdogSettings> | undefined;
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
  /** Which integrations must not call their APIs now. */
  readonly gate: TenantGate;
  /** What an operator can do to a sync. */
  readonly steering: SyncControl;
  /** Works on the queues until `signal` is aborted, and runs the watchdog. Resolves when the last message in hand is finished. */
  runWorkers(options: SyncWorkersOptions & { readonly withWatchdog?: boolean | undefined }): Promise<void>;
  /** Looks after the syncs of the store until `signal` is aborted: for programs that work on no queue. */
  runWatchdog(options: Pick<SyncWorkersOptions, 'resolveIntegration' | 'signal'>): Promise<void>;
}

/**
 * Wires the parts of a sync around a store and two queues.
 *
 * @example
 * ```ts
 * const engine = createSyncEngine({ processRepository, mappingRepository, fetchQueue, workQueue });
 * const integration = new AcmeIntegration({ ...engine, integrationId: 'i1', userId: 'u1', quoContacts: quo.contacts });
 * const workers = engine.runWorkers({ resolveIntegration: async () => integration, signal });
 * await integration.startInitialSync();
 * ```
 */
export function createSyncEngine(options: SyncEngineOptions): SyncEngine {
  const { processRepository, mappingRepository, fetchQueue, workQueue, processUpdatesQueue, rateLimits } = options;
  const { clock = systemClock, logger = silentLogger, random = Math.random, fetchTimeBudgetMs = 300_000 } = options;
  const { ids = createRandomIds(clock) } = options;
  const queueManager = new QueueManager({ fetchQueue, workQueue });
  const { publisher } = options;
  const { processManager, applyProcessUpdates } = createProcessManager({ processRepository, publisher, queueManager, clock, logger, ids });
  const gate = new TenantGate({ clock, rateLimits, logger });
  const updates =
    processUpdatesQueue === undefined
      ? new DirectProcessUpdates({ applyProcessUpdates, logger })
      : new QueuedProcessUpdates({ queue: processUpdatesQueue });
  const settings = { ...WATCHDOG_DEFAULTS, ...options.watchdog };
  const shared = { processManager, queueManager, processRepository, mappingRepository, gate, clock, logger };
  const watchdog: TakeoverDependencies = { ...shared, leases: options.leases, holder: ids.next(), settings };
  const takeover = options.leases === undefined ? undefined : new SyncTakeover(watchdog, options.leases);
  const claim = async (processIds: readonly string[], call?: CallOptions): Promise<readonly string[]> =>
    takeover === undefined ? processIds : takeover.claim(processIds, call);
  const dependencies: SyncDependencies = { ...shared, updates, ids, random, fetchTimeBudgetMs };
  return {
    processManager,
    queueManager,
    gate,
    syncOrchestrator: new SyncOrchestrator({ processManager, queueManager, processRepository, claim }),
    steering: new SyncControl({ ...shared, claim, stallTimeoutMs: settings.stallTimeoutMs }),
    async runWorkers({ withWatchdog = true, ...workers }) {
      await Promise.all([
        runSyncWorkers(dependencies, { fetchQueue, workQueue }, workers),
        runUpdateConsumers(options, { applyProcessUpdates, logger, signal: workers.signal }),
        runDeadLetterWorkers(dependencies, deadLetterQueues(options), { signal: workers.signal }),
        withWatchdog ? runWatchdog({ ...watchdog, ...workers }, takeover, workers) : undefined,
      ]);
    },
    runWatchdog: async (call) => runWatchdog({ ...watchdog, ...call }, takeover, call),
  };
}

function deadLetterQueues({ deadLetterQueues: { fetch, work } = {} }: SyncEngineOptions): readonly MessageQueue[] {
  return [fetch, work].filter((queue) => queue !== undefined);
}

async function runUpdateConsumers(
  { processUpdatesQueue, deadLetterQueues: { processUpdates: deadLetters } = {} }: SyncEngineOptions,
  tools: { readonly applyProcessUpdates: ApplyProcessUpdates; readonly logger: Logger } & CallOptions,
): Promise<void> {
  await Promise.all([
    processUpdatesQueue === undefined
      ? undefined
      : runProcessUpdateConsumer({ ...tools, queue: processUpdatesQueue, concurrency: UPDATE_LANES }),
    deadLetters === undefined ? undefined : runDeadProcessUpdateConsumer({ ...tools, queue: deadLetters }),
  ]);
}

/** One lane holds one process at a time. */
const UPDATE_LANES = 4;
