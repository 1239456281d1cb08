import { createMemoryMappingRepository, createMemoryProcessRepository, createMemoryRateLimits } from '@frigg-crm/memory';
import type { MappingRepository, ProcessRepository, RateLimits } from '@frigg-crm/core';
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
  readonly rateLimits: RateLimits;
  readonly queues: SystemQueues;
  readonly deadLetterQueues: SystemQueues;
}

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
  const queues = mapQueues((name, kind) =>
    createSimulatedQueue({ ...shared, name, kind, maxReceiveCount: kind === 'fifo' ? 3 : 5, deadLetterQueue: deadLetterQueues[name] }),
  );
  return {
    simulation,
    plan,
    book,
    tenants: plan.tenants.map((tenant) => createTenant(simulation, tenant)),
    processRepository: watchProcesses(createMemoryProcessRepository(), (process, before) => book.add(process, before)),
    mappingRepository: createMemoryMappingRepository({ clock }),
    rateLimits: createMemoryRateLimits({ clock }),
    queues,
    deadLetterQueues,
  };
}

function mapQueues(make: (name: keyof SystemQueues, kind: 'standard' | 'fifo') => SimulatedQueue): SystemQueues {
  return { fetch: make('fetch', 'standard'), work: make('work', 'standard'), processUpdates: make('processUpdates', 'fifo') };
}
