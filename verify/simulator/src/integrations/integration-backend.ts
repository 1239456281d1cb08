import { withFindMany, type DocumentStore, type Store, type StoredDocument } from '@frigg-crm/core';
import { INBOX } from '@frigg-crm/core/adapter';
import {
  createMemoryDocumentStore,
  createMemoryLeases,
  createMemoryMappingRepository,
  createMemoryProcessRepository,
} from '@frigg-crm/memory';
import {
  createSimulatedQueue,
  wrapPort,
  type ClockError,
  type SimulatedMachine,
  type SimulatedQueue,
  type Simulation,
} from '@frigg-crm/testing';
import { SqliteHost } from '../sqlite/sqlite-host.ts';
import type { StoreKind } from '../system/backend.ts';
import { countShared, noSharedCalls, type SharedCalls } from '../system/shared-calls.ts';
import { withPartialInserts } from '../system/with-row-faults.ts';
import type { IntegrationPlan } from './integration-plan.ts';

/** What an app on a machine has of a store: each of its calls may fail. */
export type AppStore = Required<Pick<Store, 'documents' | 'processRepository' | 'mappingRepository' | 'leases'>> & Pick<Store, 'maintain'>;

/** Where the apps of a world keep what outlives them. */
export interface IntegrationBackend {
  /** That of all machines, where they have one in common. */
  readonly clockError: ClockError | undefined;
  /** An app begins on a machine. @returns its store. */
  startProgram(machine: SimulatedMachine): AppStore;
  /** A machine has crashed, or its app has ended in good order. */
  endProgram(machine: SimulatedMachine): void;
  /** The store, where nothing goes wrong; `undefined` while no app could reach it. */
  readonly raw: Pick<Store, 'documents' | 'processRepository' | 'mappingRepository'> | undefined;
  readonly queues: { readonly fetch: SimulatedQueue; readonly work: SimulatedQueue };
  /** So far. */
  readonly shared: Readonly<SharedCalls>;
  /** The world is over. */
  close(): void;
}

const MAX_RECEIVE_COUNT = 5;

const BACKENDS: Readonly<Record<StoreKind, (simulation: Simulation, plan: IntegrationPlan) => IntegrationBackend>> = {
  memory(simulation, { visibilityTimeoutMs }) {
    const clock = { now: () => simulation.now(), sleep: async () => undefined };
    const shared = noSharedCalls();
    const store = {
      documents: findingMany(createMemoryDocumentStore()),
      processRepository: createMemoryProcessRepository(),
      mappingRepository: createMemoryMappingRepository({ clock }),
      leases: createMemoryLeases({ clock }),
    };
    const queue = (name: string): SimulatedQueue =>
      createSimulatedQueue({ simulation, name, visibilityTimeoutMs, maxReceiveCount: MAX_RECEIVE_COUNT });
    return {
      clockError: undefined,
      startProgram: (machine) => ({
        processRepository: wrapPort(store.processRepository, { machine, name: 'store' }),
        mappingRepository: wrapPort(store.mappingRepository, { machine, name: 'mappings' }),
        documents: wrapPort(countDocuments(withPartialInserts(store.documents, { simulation, machine }), shared), {
          machine,
          name: 'documents',
          reads: /^(find|query)/,
        }),
        leases: wrapPort(store.leases, { machine, name: 'leases' }),
      }),
      endProgram: () => {},
      raw: store,
      queues: { fetch: queue('fetch'), work: queue('work') },
      shared,
      close: () => {},
    };
  },
  sqlite(simulation, { visibilityTimeoutMs }) {
    const host = new SqliteHost({ simulation, visibilityTimeoutMs, maxSkewMs: 0 });
    const shared = noSharedCalls();
    const queue = (name: string): SimulatedQueue => host.queue({ name, maxReceiveCount: MAX_RECEIVE_COUNT });
    return {
      clockError: host.clockError,
      startProgram(machine) {
        const { documents, processRepository, mappingRepository, leases, maintain } = host.start(machine).store();
        return { documents: countDocuments(documents, shared), processRepository, mappingRepository, leases, maintain };
      },
      endProgram: (machine) => host.end(machine),
      get raw() {
        return host.raw;
      },
      queues: { fetch: queue('fetch'), work: queue('work') },
      shared,
      close: () => host.close(),
    };
  },
};

/** As the stores in the network do; that in memory gains nothing by it. */
function findingMany(documents: DocumentStore): DocumentStore {
  return withFindMany(documents, async (keys, options) => Promise.all(keys.map(async (key) => documents.find(key, options))));
}

/** Webhooks of one event each insert one entry: several of them are of several webhooks. */
function countDocuments(documents: DocumentStore, shared: SharedCalls): DocumentStore {
  const finding = countShared(documents, shared, { findMany: 'finds' });
  return countShared(finding, shared, { insert: 'inserts' }, (document) => (document as StoredDocument).collection === INBOX);
}

/** Makes the store and the queues of a plan. */
export function createIntegrationBackend(simulation: Simulation, plan: IntegrationPlan): IntegrationBackend {
  return BACKENDS[plan.store](simulation, plan);
}
