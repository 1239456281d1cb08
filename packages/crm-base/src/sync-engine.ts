import {
  ConfigurationError,
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
  type DocumentStore,
  type Logger,
  type MessageQueue,
  type Process,
  type Verdict,
} from '@frigg-crm/core';
import { fromFlatOptions, type FlatSyncEngineOptions } from './deprecated.ts';
import { createAccountGuard, type AccountGuard } from './connector/account-guard.ts';
import { createReferences, type References } from './connector/references.ts';
import type { EngineSystem } from './process/engine-system.ts';
import type { ResolveIntegration } from './connector/resolve-integration.ts';
import type { InvocationHost } from './workers/host/invocation-host.ts';
import type { SyncEngineOptions, SyncEngineQueues, SyncEngineStore } from './workers/engine-options.ts';
import { waitForProcesses } from './operations/wait-for-processes.ts';
import { createProcessManager } from './process/create-process-manager.ts';
import type { ProcessManager } from './process/process-manager.ts';
import { QueueManager } from './queue/queue-manager.ts';
import { SyncControl } from './operations/sync-control.ts';
import { SyncOrchestrator } from './operations/sync-orchestrator.ts';
import { handleDeadLetter, runDeadLetterWorkers } from './workers/dead-letter-workers.ts';
import { CrmCalls } from './sync/crm-calls/crm-calls.ts';
import { nextTurn } from './sync/next-turn.ts';
import { SentDeferrals } from './sync/sent-deferrals.ts';
import type { SyncDependencies } from './sync/sync-dependencies.ts';
import { runTogether } from './workers/run-together.ts';
import { handleOneMessage, type HandleMessageOptions } from './workers/host/handle-one-message.ts';
import { createInvocationQueues, type InvocationQueues } from './workers/host/invocation-queues.ts';
import { runQueueWorkers, type SyncWorkersOptions } from './workers/queue-workers.ts';
import { TenantGate } from './queue/tenant-gate.ts';
import { withCallDeadline, withQueueDeadlines, withStoreDeadlines, type EngineDeadlines } from './workers/with-engine-deadlines.ts';
import { maintainStore } from './operations/maintain-store.ts';
import { announceProgram } from './operations/program-presence.ts';
import { runWatchdog } from './operations/watchdog/run-watchdog.ts';
import { runWatchdogOnce, type WatchdogTurn } from './operations/watchdog/run-watchdog-once.ts';
import { SyncTakeover, type TakeoverDependencies } from './operations/watchdog/take-over-syncs.ts';
import { WATCHDOG_DEFAULTS } from './operations/watchdog/watchdog-dependencies.ts';

/** Everything a sync needs, wired. */
export interface SyncEngine<EngineStore extends SyncEngineStore = SyncEngineStore> {
  readonly processManager: ProcessManager;
  readonly queueManager: QueueManager;
  readonly syncOrchestrator: SyncOrchestrator;
  /** As it was given. */
  readonly store: EngineStore;
  readonly system: EngineSystem;
  /** What integrations look up and all workers of the program remember, such as names of companies. */
  readonly references: References;
  /** Which integrations are throttled and must not call their APIs now. */
  readonly gate: TenantGate;
  /** What an operator can do to a sync. */
  readonly control: SyncControl;
  /** @deprecated It is called {@link SyncEngine.control}. */
  readonly steering: SyncControl;
  /**
   * Receives from the queues until `signal` is aborted, and runs the watchdog and the maintenance of the store. Resolves when the last message in hand is finished.
   * @throws {ConsumerFailedError} when a queue fails for good; all other workers have stopped by then.
   */
  runWorkers(options: SyncWorkersOptions & { readonly withWatchdog?: boolean | undefined }): Promise<void>;
  /** Runs the watchdog and the maintenance of the store alone until `signal` is aborted: for programs that receive from no queue. */
  runWatchdog(options: Pick<SyncWorkersOptions, 'resolveIntegration' | 'signal'>): Promise<void>;
  /**
   * Handles one message that a host has received, for programs that do not receive themselves. Repeating it is harmless.
   * @param body - The body of the message, as this engine sent it.
   * @returns what the host has to do with the message.
   */
  handleMessage(body: string, options: HandleMessageOptions): Promise<Verdict>;
  /**
   * Handles one message from the dead-letter queue of the fetch or the work queue, as `runWorkers` does: what its sync lost
   * with it is settled as failed, so that the sync ends and names it. Repeating it is harmless.
   * @returns `done`, or `retry` where nothing can be settled: such a message stays, for an operator to read it.
   */
  handleDeadLetter(body: string): Promise<Verdict>;
  /**
   * One turn of what `runWatchdog` does, for hosts that call it by schedule, every minute say; it also sends the messages that
   * `SyncEngineOptions.host` keeps in the store. About once an hour a turn lets the store maintain itself, which may take some
   * minutes. Needs `store.documents`.
   * @throws {ConfigurationError} without them.
   */
  runWatchdogOnce(options: Pick<SyncWorkersOptions, 'resolveIntegration' | 'signal'>): Promise<WatchdogTurn>;
  /**
   * Waits until processes have ended, one way or another. A paused process is waited for until it is resumed.
   * @param processIds - One id, or several.
   * @returns the ended processes, in the order of the ids.
   * @throws {ProcessNotFoundError} when there is no such process; the reason of `signal` when it is aborted.
   */
  waitFor(processIds: string | readonly string[], options?: CallOptions): Promise<readonly Process[]>;
}

/**
 * Wires the parts of a sync around a store and two queues.
 *
 * @example
 * ```ts
 * const engine = createSyncEngine({ store, queues: { fetch, work } });
 * const integration = new AcmeIntegration({ ...engine, integrationId: 'i1', userId: 'u1', quoContacts: quo.contacts });
 * const workers = engine.runWorkers({ resolveIntegration: async () => integration, signal });
 * const { syncs } = await integration.startInitialSync();
 * await engine.waitFor(syncs.map(({ processId }) => processId));
 * ```
 */
export function createSyncEngine<EngineStore extends SyncEngineStore>(options: SyncEngineOptions<EngineStore>): SyncEngine<EngineStore>;
/** @deprecated Pass `{ store, queues }`. */
export function createSyncEngine(options: FlatSyncEngineOptions): SyncEngine;
export function createSyncEngine(given: SyncEngineOptions | FlatSyncEngineOptions): SyncEngine {
  const options = 'store' in given ? given : fromFlatOptions(given);
  const { publisher, store, analytics } = options;
  const { clock = systemClock, logger = silentLogger, random = Math.random, fetchTimeBudgetMs = 300_000, portTimeoutMs } = options;
  const { ids = createRandomIds(clock) } = options;
  const deadlines = { clock, ms: portTimeoutMs };
  const { processRepository, mappingRepository, rateLimits, ...guarded } = withStoreDeadlines(store, deadlines);
  const { queues, invocations } = createHostQueues(options, { deadlines, documents: guarded.documents, ids });
  const leases = queues.isShared === false ? guarded.leases : undefined;
  const queueManager = new QueueManager({ fetchQueue: queues.fetch, workQueue: queues.work });
  const { processManager, applyProcessUpdates } = createProcessManager({ processRepository, publisher, queueManager, clock, logger, ids });
  const gate = new TenantGate({ clock, rateLimits, logger });
  const updates =
    queues.processUpdates === undefined
      ? new DirectProcessUpdates({ applyProcessUpdates, logger })
      : new QueuedProcessUpdates({ queue: queues.processUpdates });
  const settings = { ...WATCHDOG_DEFAULTS, ...options.watchdog };
  const shared = { processManager, queueManager, processRepository, mappingRepository, gate, clock, logger, fetchTimeBudgetMs };
  const watchdog: TakeoverDependencies = { ...shared, leases, holder: ids.next(), settings };
  const takeover = leases === undefined ? undefined : new SyncTakeover(watchdog, leases);
  const claim = async (processIds: readonly string[], call?: CallOptions): Promise<readonly string[]> =>
    takeover === undefined ? processIds : takeover.claim(processIds, call);
  const guard = store.documents === undefined ? undefined : createAccountGuard({ documents: store.documents, clock });
  const dependencies: SyncDependencies = { ...shared, updates, ids, random, analytics, ...createMemory(clock) };
  const upkeep = { store, clock, logger, random, leases: guarded.leases, holder: watchdog.holder, ttlMs: settings.presenceTtlMs };
  const turns = { dependencies, guard, watchdog, store, documents: guarded.documents, deadlines };
  const control = new SyncControl({ ...shared, claim, stallTimeoutMs: settings.stallTimeoutMs });
  return {
    processManager,
    queueManager,
    gate,
    store,
    system: { clock, ids, logger, analytics, random, portTimeoutMs },
    references: createReferences({ clock }),
    syncOrchestrator: new SyncOrchestrator({ processManager, queueManager, processRepository, claim }),
    control,
    steering: control,
    async runWorkers({ withWatchdog = true, verifyAccounts = guard?.verify, ...call }) {
      const workers = { ...call, resolveIntegration: inTime(call.resolveIntegration, deadlines) };
      const fetchAndWork = { fetchQueue: queues.fetch, workQueue: queues.work };
      await runTogether(
        {
          'a queue worker': async (call) => runQueueWorkers({ ...dependencies, verifyAccounts }, fetchAndWork, { ...workers, ...call }),
          'the consumer of process updates': async (call) => runUpdateConsumers(queues, { applyProcessUpdates, logger, ...call }),
          'a consumer of dead letters': async (call) => runDeadLetterWorkers(dependencies, deadLetterQueues(queues), call),
          'the presence of the program': async (call) => announceProgram(upkeep, call),
          'the maintenance of the store': async (call) => (withWatchdog ? maintainStore(upkeep, call) : undefined),
          'the watchdog': async (call) => (withWatchdog ? runWatchdog({ ...watchdog, ...workers }, takeover, call) : undefined),
        },
        workers,
      );
    },
    async runWatchdog({ resolveIntegration, ...call }) {
      const watching = runWatchdog({ ...watchdog, resolveIntegration: inTime(resolveIntegration, deadlines) }, takeover, call);
      await Promise.all([watching, maintainStore(upkeep, call), announceProgram(upkeep, call)]);
    },
    ...createTurns(turns, { host: options.host, queues: invocations }),
    waitFor: async (processIds, call) => waitForProcesses({ processRepository, clock }, [processIds].flat(), call),
  };
}

function inTime(resolve: ResolveIntegration, deadlines: EngineDeadlines): ResolveIntegration {
  return withCallDeadline(resolve, 'resolveIntegration', deadlines);
}

/** What a program remembers of its own work. */
function createMemory(clock: Clock): Pick<SyncDependencies, 'deferrals' | 'crmCalls' | 'nextTurn'> {
  // A turn takes no virtual time, and a virtual clock would move on meanwhile.
  return { deferrals: new SentDeferrals(), crmCalls: new CrmCalls({ clock }), nextTurn: clock === systemClock ? nextTurn : undefined };
}

/** @returns the queues that the engine sends to, and what hands their messages over where a host receives. */
function createHostQueues(
  { host, queues: given }: SyncEngineOptions,
  { deadlines, documents, ids }: Pick<TurnParts, 'deadlines' | 'documents'> & Pick<EngineSystem, 'ids'>,
): { readonly queues: SyncEngineQueues; readonly invocations: InvocationQueues | undefined } {
  const queues = withQueueDeadlines(given, deadlines);
  if (host === undefined) return { queues, invocations: undefined };
  if (documents === undefined) throw new ConfigurationError('host needs store.documents: messages are kept there');
  const invocations = createInvocationQueues({ host, queues, documents, clock: deadlines.clock, ids });
  return { queues: { ...queues, fetch: invocations.fetch, work: invocations.work }, invocations };
}

interface TurnParts {
  readonly dependencies: SyncDependencies;
  readonly guard: AccountGuard | undefined;
  readonly watchdog: TakeoverDependencies;
  readonly store: SyncEngineStore;
  readonly documents: DocumentStore | undefined;
  readonly deadlines: EngineDeadlines;
}

/** What a host calls instead of the loops. */
function createTurns(
  { dependencies, guard, watchdog, store, documents, deadlines }: TurnParts,
  { host = {}, queues }: { readonly host: InvocationHost | undefined; readonly queues: InvocationQueues | undefined },
): Pick<SyncEngine, 'handleMessage' | 'handleDeadLetter' | 'runWatchdogOnce'> {
  const sync = { ...dependencies, verifyAccounts: guard?.verify };
  const sendKept = async (call: CallOptions): Promise<number> => queues?.sendKept(call) ?? 0;
  return {
    handleMessage: async (body, call) =>
      handleOneMessage({ sync, host, queues }, body, { ...call, resolveIntegration: inTime(call.resolveIntegration, deadlines) }),
    handleDeadLetter: async (body) => handleDeadLetter(dependencies, { body }),
    async runWatchdogOnce({ resolveIntegration, signal }) {
      if (documents === undefined) throw new ConfigurationError('runWatchdogOnce needs store.documents: what it has seen is kept there');
      return runWatchdogOnce(
        { ...watchdog, store, documents, sendKept, resolveIntegration: inTime(resolveIntegration, deadlines) },
        { signal },
      );
    },
  };
}

function deadLetterQueues({ deadLetters: { fetch, work } = {} }: SyncEngineQueues): readonly MessageQueue[] {
  return [fetch, work].filter((queue) => queue !== undefined);
}

async function runUpdateConsumers(
  { processUpdates, deadLetters: { processUpdates: deadLetters } = {} }: SyncEngineQueues,
  dependencies: { readonly applyProcessUpdates: ApplyProcessUpdates; readonly logger: Logger } & CallOptions,
): Promise<void> {
  await Promise.all([
    processUpdates === undefined
      ? undefined
      : runProcessUpdateConsumer({ ...dependencies, queue: processUpdates, concurrency: UPDATE_CONCURRENCY }),
    deadLetters === undefined ? undefined : runDeadProcessUpdateConsumer({ ...dependencies, queue: deadLetters }),
  ]);
}

/** Each of them holds one process at a time. */
const UPDATE_CONCURRENCY = 4;
