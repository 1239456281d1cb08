import type { Simulation } from '@frigg-crm/testing';
import { createSqliteBackend } from '../sqlite/sqlite-backend.ts';
import type { Backend, StoredListener, StoreKind } from './backend.ts';
import { createMemoryBackend } from './memory-backend.ts';
import { createProcessBook, type ProcessBook } from './process-book.ts';
import { createTenant, type Tenant } from './tenant.ts';
import type { SystemPlan } from './system-plan.ts';

/** What outlives machines: stores, queues, CRMs, and Quo. */
export interface SimulatedSystem {
  readonly simulation: Simulation;
  readonly plan: SystemPlan;
  readonly book: ProcessBook;
  readonly tenants: readonly Tenant[];
  readonly backend: Backend;
  /** Has `listener` called with each version of a process that was stored. */
  onStored(listener: StoredListener): void;
  /** Has `listener` called with each message that was acknowledged for good. */
  onAcknowledged(listener: (body: string) => void): void;
}

const BACKENDS = { memory: createMemoryBackend, sqlite: createSqliteBackend } satisfies Record<StoreKind, unknown>;

/** Builds the system of a plan, without a machine in it. */
export function createSimulatedSystem(simulation: Simulation, plan: SystemPlan): SimulatedSystem {
  const book = createProcessBook(simulation);
  const listeners: ((body: string) => void)[] = [];
  const storedListeners: StoredListener[] = [(process, before) => book.add(process, before)];
  const backend = BACKENDS[plan.store](simulation, plan, {
    onStored: (process, before) => storedListeners.forEach((listener) => listener(process, before)),
    onAcknowledged: (body) => listeners.forEach((listener) => listener(body)),
  });
  return {
    simulation,
    plan,
    book,
    tenants: plan.tenants.map((tenant) => createTenant(simulation, tenant)),
    backend,
    onStored: (listener) => void storedListeners.push(listener),
    onAcknowledged: (listener) => void listeners.push(listener),
  };
}
