import {
  createMemoryLeases,
  createMemoryMappingRepository,
  createMemoryProcessRepository,
  createMemoryRateLimits,
} from '@frigg-crm/memory';
import type { Leases, MappingRepository, Process, ProcessRepository, RateLimits } from '@frigg-crm/core';
import { createSimulatedQueue, type SimulatedQueue, type Simulation } from '@frigg-crm/testing';
import { createProcessBook, type ProcessBook } from './process-book.ts';
import { createTenant, type Tenant } from './tenant.ts';
import { watchProcesses } from './watch-processes.ts';
import type { SystemPlan } from './system-plan.ts';

/** What outlives machines: stores, queues, CRMs, and Quo. */
export interface SimulatedSystem {
  readonly simulation: Simulation;
  readonly plan: SystemPlan;
  readonly book: ProcessBook;
  readonly tenants: readonly Tenant[];
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
  /** The same store, unobserved: for syncs of integrations that are not simulated. */
  readonly unwatched: ProcessRepository;
  readonly leases: Leases;
  readonly rateLimits: RateLimits;
  readonly deadLetterQueues: SystemQueues;
  /** Queues that hold messages, or may come to hold some. */
  readonly liveQueues: readonly SimulatedQueue[];
  /** @returns the queues of a machine: its own, or those that all share. */
  openQueues(machine: string): SystemQueues;
  /** Has `listener` called with each version of a process that was stored. */
  onStored(listener: StoredListener): void;
  /** Has `listener` called with each message that was acknowledged for good. */
  onAcknowledged(listener: (body: string) => void): void;
  /** A machine is gone, and the queues in its memory with it. */
  closeQueues(machine: string): void;
}

/** @param before - The version before; absent when the process was created. */
export type StoredListener = (process: Process, before: Process | undefined) => void;

/** The three queues of a sync. */
export interface SystemQueues {
  readonly fetch: SimulatedQueue;
  readonly work: SimulatedQueue;
  readonly processUpdates: SimulatedQueue;
}

/** A dead-letter queue gives nothing up. */
const ENDLESS = 1_000_000;

/** Builds the system of a plan, without a machine in it. */
export function createSimulatedSystem(simulation: Simulation, plan: SystemPlan): SimulatedSystem {
  const book = createProcessBook(simulation);
  const clock = { now: () => simulation.now(), sleep: async () => undefined };
  const shared = { simulation, visibilityTimeoutMs: plan.visibilityTimeoutMs };
  const deadLetterQueues = mapQueues((name, kind) =>
    createSimulatedQueue({ ...shared, name: `dead ${name}`, kind, maxReceiveCount: ENDLESS }),
  );
  const listeners: ((body: string) => void)[] = [];
  const storedListeners: StoredListener[] = [(process, before) => book.add(process, before)];
  const makeQueues = (prefix: string): SystemQueues =>
    mapQueues((name, kind) =>
      createSimulatedQueue({
        ...shared,
        name: `${prefix}${name}`,
        kind,
        maxReceiveCount: kind === 'fifo' ? 3 : 5,
        maxMessageBytes: plan.maxMessageBytes,
        deadLetterQueue: deadLetterQueues[name],
        deadLetterDelayMs: plan.deadLetterDelayMs,
        onAcknowledged: (body) => listeners.forEach((listener) => listener(body)),
      }),
    );
  const common = plan.hasMemoryQueues ? undefined : makeQueues('');
  const open = new Map<string, SystemQueues>();
  if (common !== undefined) open.set('', common);
  const unwatched = createMemoryProcessRepository();
  return {
    simulation,
    plan,
    book,
    tenants: plan.tenants.map((tenant) => createTenant(simulation, tenant)),
    processRepository: watchProcesses(unwatched, (process, before) => storedListeners.forEach((listener) => listener(process, before))),
    unwatched,
    mappingRepository: createMemoryMappingRepository({ clock }),
    leases: createMemoryLeases({ clock }),
    rateLimits: createMemoryRateLimits({ clock }),
    deadLetterQueues,
    get liveQueues() {
      return [...open.values()].flatMap((queues) => Object.values(queues) as SimulatedQueue[]);
    },
    onStored: (listener) => void storedListeners.push(listener),
    onAcknowledged: (listener) => void listeners.push(listener),
    openQueues(machine) {
      if (common !== undefined) return common;
      const queues = makeQueues(`${machine}.`);
      open.set(machine, queues);
      return queues;
    },
    closeQueues(machine) {
      for (const queue of Object.values(open.get(machine) ?? {}) as SimulatedQueue[]) queue.drop();
      open.delete(machine);
    },
  };
}

function mapQueues(make: (name: keyof SystemQueues, kind: 'standard' | 'fifo') => SimulatedQueue): SystemQueues {
  return { fetch: make('fetch', 'standard'), work: make('work', 'standard'), processUpdates: make('processUpdates', 'fifo') };
}
