import {
  type Clock,
  toProcessId,
  type MappingRepository,
  type MessageQueue,
  type Process,
  type ProcessRepository,
  withFindMany,
  withSaveMany,
} from '@frigg-crm/core';
import { createMemoryQueue, type MemoryQueue } from '@frigg-crm/memory';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import type { BaseCRMIntegrationDependencies } from '../base-crm-integration.ts';
import type { ResolveIntegration } from '../connector/resolve-integration.ts';
import { createSyncEngine, type SyncEngine } from '../sync-engine.ts';
import type { SyncEngineOptions } from '../workers/engine-options.ts';
import { FakeCrm, FakeIntegration, type FakePerson } from './fake-crm.ts';
import { FakeQuoContacts } from './fake-quo-contacts.ts';
import { createTestSystem } from './test-system.ts';

export interface SyncSystemOptions {
  readonly clock?: VirtualClock;
  readonly people?: FakePerson[];
  readonly config?: BaseCRMIntegrationDependencies['config'];
  readonly engine?: EngineParts;
  /** What each machine has of its own, on the clock of all. */
  readonly engineOf?: (clock: VirtualClock) => EngineParts;
  /** Puts something around the store that the machines see. */
  readonly wrapRepository?: (repository: ProcessRepository) => ProcessRepository;
  /** Puts something around the queues, faults for instance. */
  readonly wrapQueue?: (queue: MessageQueue) => MessageQueue;
}

/** What takes the place of an engine's usual parts. */
export type EngineParts = Partial<Omit<SyncEngineOptions, 'store' | 'queues'>> & {
  readonly store?: Partial<SyncEngineOptions['store']>;
  readonly queues?: Partial<SyncEngineOptions['queues']>;
};

/** A day, in the time of the tests: whatever has not ended by then never ends. */
const LONGEST_SYNC_MS = 24 * 3600 * 1000;

/** Queues, engine and workers: what is gone after a crash. */
export interface Machine {
  readonly fetch: MemoryQueue;
  readonly work: MemoryQueue;
  readonly engine: SyncEngine;
  readonly integration: FakeIntegration;
  readonly stop: AbortController;
  /** From now on nothing that this machine has begun reaches the store any more. */
  crash(): void;
  /** Starts the workers. Resolves when they have stopped. */
  start(concurrency?: number): Promise<void>;
}

/** A whole system: its first machine, and what outlives machines. */
export interface SyncSystem extends Machine {
  readonly clock: VirtualClock;
  readonly crm: FakeCrm;
  readonly quo: FakeQuoContacts;
  readonly mappings: MappingRepository;
  readonly processes: ProcessRepository;
  readonly machine: Machine;
  /** A new machine, with parts of its own: the store, the CRM and Quo stay. */
  boot(parts?: EngineParts): Machine;
  find(processId: string): Promise<Process>;
  /** Lets time pass until the process is as wanted; workers must have been started. @returns the process. */
  when(processId: string, isSo: (process: Process) => boolean): Promise<Process>;
  /** Stops the workers of machines. */
  halt(...running: readonly (readonly [Machine, Promise<void>])[]): Promise<void>;
  /** Lets the workers of a machine run until every process has ended. */
  untilEnded(running: Machine, processIds: readonly string[]): Promise<readonly Process[]>;
}

/** The calls of a crashed machine never return. */
function untilCrash(repository: ProcessRepository, isRunning: () => boolean): ProcessRepository {
  const guarded =
    <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> =>
      isRunning() ? call(...args) : new Promise(() => {});
  const { saveMany, findMany } = repository;
  const powered: ProcessRepository = {
    create: guarded(async (...args: Parameters<ProcessRepository['create']>) => repository.create(...args)),
    findById: guarded(async (...args: Parameters<ProcessRepository['findById']>) => repository.findById(...args)),
    findByIds: guarded(async (...args: Parameters<ProcessRepository['findByIds']>) => repository.findByIds(...args)),
    find: guarded(async (...args: Parameters<ProcessRepository['find']>) => repository.find(...args)),
    save: guarded(async (...args: Parameters<ProcessRepository['save']>) => repository.save(...args)),
    deleteById: guarded(async (...args: Parameters<ProcessRepository['deleteById']>) => repository.deleteById(...args)),
  };
  if (findMany !== undefined) withFindMany(powered, guarded(findMany));
  return saveMany === undefined ? powered : withSaveMany(powered, guarded(saveMany));
}

/** The sleeps of a crashed machine never end, so none of its deadlines passes either. */
function clockUntilCrash(clock: Clock, isRunning: () => boolean): Clock {
  return {
    now: () => clock.now(),
    async sleep(ms, options) {
      await clock.sleep(ms, options);
      if (!isRunning()) await new Promise(() => {});
    },
  };
}

/** A whole system in memory, on a clock that only moves when a test says so. */
export function createSyncSystem({
  clock = createVirtualClock(),
  people = [],
  config,
  engine: engineOptions,
  engineOf = () => ({}),
  wrapQueue = (queue) => queue,
  wrapRepository = (repository) => repository,
}: SyncSystemOptions = {}): SyncSystem {
  const crm = new FakeCrm(people);
  const quo = new FakeQuoContacts();
  const { processes: processRepository, mappings: mappingRepository, ids } = createTestSystem({ clock });
  const shared = { processRepository, mappingRepository };
  const system = { clock, random: () => 0.5, ids };

  function boot(parts: EngineParts = {}): Machine {
    let isRunning = true;
    const ownClock = clockUntilCrash(clock, () => isRunning);
    const fetch = createMemoryQueue({ clock: ownClock });
    const work = createMemoryQueue({ clock: ownClock });
    const ownProcesses = untilCrash(wrapRepository(shared.processRepository), () => isRunning);
    const ofAll = engineOf(clock);
    const own = { ...ofAll, ...parts, store: { ...ofAll.store, ...parts.store }, queues: { ...ofAll.queues, ...parts.queues } };
    const engine = createSyncEngine({
      ...system,
      clock: ownClock,
      ...engineOptions,
      ...own,
      store: { ...shared, processRepository: ownProcesses, ...engineOptions?.store, ...own.store },
      queues: { fetch: wrapQueue(fetch), work: wrapQueue(work), ...engineOptions?.queues, ...own.queues },
    });
    const integration = new FakeIntegration({ ...engine, integrationId: 'i1', userId: 'u1', quoContacts: quo.port, crm, config });
    const stop = new AbortController();
    const resolveIntegration: ResolveIntegration = async ({ integrationId }) => (integrationId === 'i1' ? integration : undefined);
    return {
      fetch,
      work,
      engine,
      integration,
      stop,
      crash() {
        isRunning = false;
      },
      start: async (concurrency = 4) => engine.runWorkers({ resolveIntegration, concurrency, signal: stop.signal }),
    };
  }

  const machine = boot();

  async function find(processId: string): Promise<Process> {
    const process = await shared.processRepository.findById(toProcessId(processId));
    if (process === undefined) throw new Error(`no process ${processId}`);
    return process;
  }

  async function when(processId: string, isSo: (process: Process) => boolean): Promise<Process> {
    const deadlineMs = clock.now() + LONGEST_SYNC_MS;
    const wait = async (): Promise<Process> => {
      for (let process = await find(processId); ; process = await find(processId)) {
        if (isSo(process)) return process;
        if (clock.now() > deadlineMs) throw new Error(`the sync hangs in ${process.state}: ${JSON.stringify(process.ledger)}`);
        await clock.sleep(100);
      }
    };
    return clock.runUntil(wait());
  }

  async function halt(...running: readonly (readonly [Machine, Promise<void>])[]): Promise<void> {
    for (const [{ stop }, workers] of running) {
      stop.abort();
      await clock.runUntil(workers);
    }
  }

  async function untilEnded(running: Machine, processIds: readonly string[]): Promise<readonly Process[]> {
    const workers = running.start();
    for (const id of processIds) await when(id, ({ endedAt }) => endedAt !== null);
    await halt([running, workers]);
    return Promise.all(processIds.map(find));
  }

  return {
    ...machine,
    clock,
    crm,
    quo,
    mappings: shared.mappingRepository,
    processes: shared.processRepository,
    machine,
    boot,
    find,
    when,
    halt,
    untilEnded,
  };
}

/** Starts an initial sync. @returns the id of its process. */
export async function startSync(system: Pick<Machine, 'integration'>): Promise<string> {
  const [processId] = (await system.integration.startInitialSync()).processIds;
  if (processId === undefined) throw new Error('no process was started');
  return processId;
}

/** Runs an initial sync to its end. @returns the process. */
export async function runInitialSync(system: SyncSystem): Promise<Process> {
  const processId = await startSync(system);
  await system.untilEnded(system.machine, [processId]);
  return system.find(processId);
}
