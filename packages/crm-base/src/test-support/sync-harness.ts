import type { MessageQueue, Process } from '@frigg-crm/core';
import { createMemoryProcessRepository, createMemoryQueue } from '@frigg-crm/memory';
import { createVirtualClock } from '@frigg-crm/testing';
import type { BaseCRMIntegrationDependencies } from '../base-crm-integration.ts';
import { createSyncEngine, type SyncEngine, type SyncEngineOptions } from '../sync-engine.ts';
import { FakeCrm, FakeIntegration, type FakePerson } from './fake-crm.ts';
import { FakeQuoContacts } from './fake-quo-contacts.ts';

export interface HarnessOptions {
  readonly people?: FakePerson[];
  readonly config?: BaseCRMIntegrationDependencies['config'];
  readonly engine?: Partial<SyncEngineOptions>;
  /** Puts something around the queues, faults for instance. */
  readonly wrapQueue?: (queue: MessageQueue) => MessageQueue;
}

/** A whole system in memory, on a clock that only moves when a test says so. */
export function createHarness({ people = [], config, engine: engineOptions, wrapQueue = (queue) => queue }: HarnessOptions = {}) {
  const clock = createVirtualClock();
  const processRepository = createMemoryProcessRepository();
  const crm = new FakeCrm(people);
  const quo = new FakeQuoContacts();
  let ids = 0;
  const shared = { processRepository, clock, random: () => 0.5, ids: { next: () => `id-${String((ids += 1)).padStart(6, '0')}` } };

  /** A new machine: the store, the CRM and Quo stay, queues and workers are new. */
  function boot() {
    const fetch = createMemoryQueue({ clock });
    const work = createMemoryQueue({ clock });
    const queues = { fetchQueue: wrapQueue(fetch), workQueue: wrapQueue(work) };
    const engine: SyncEngine = createSyncEngine({ ...shared, ...queues, ...engineOptions });
    const integration = new FakeIntegration({ ...engine, integrationId: 'i1', userId: 'u1', quoContacts: quo.port, crm, config });
    const stop = new AbortController();
    const start = (concurrency = 4): Promise<void> =>
      engine.runWorkers({ resolveIntegration: async ({ integrationId }) => (integrationId === 'i1' ? integration : undefined), concurrency, signal: stop.signal });
    return { fetch, work, queues, engine, integration, start, stop };
  }

  async function find(processId: string): Promise<Process> {
    const process = await machine.engine.processManager.getProcess(processId);
    if (process === null) throw new Error(`no process ${processId}`);
    return process;
  }

  /** Lets the workers run until every process has ended. */
  async function untilEnded(running: Machine, processIds: readonly string[]): Promise<readonly Process[]> {
    const workers = running.start();
    const ended = async (): Promise<void> => {
      for (const id of processIds) while ((await find(id)).endedAt === null) await clock.sleep(100);
    };
    await clock.runUntil(ended());
    running.stop.abort();
    await clock.runUntil(workers);
    return Promise.all(processIds.map(find));
  }

  const machine = boot();
  return { clock, processRepository, crm, quo, boot, machine, find, untilEnded, ...machine };
}

export type Harness = ReturnType<typeof createHarness>;
export type Machine = ReturnType<Harness['boot']>;

/** Runs an initial sync to its end. @returns the process. */
export async function runInitialSync(harness: Harness): Promise<Process> {
  const { processIds } = await harness.integration.startInitialSync();
  const [process] = await harness.untilEnded(harness.machine, processIds);
  if (process === undefined) throw new Error('no process was started');
  return process;
}
