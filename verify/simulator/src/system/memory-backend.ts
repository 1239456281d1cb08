import {
  createMemoryLeases,
  createMemoryMappingRepository,
  createMemoryProcessRepository,
  createMemoryRateLimits,
} from '@frigg-crm/memory';
import type { ProcessRepository } from '@frigg-crm/core';
import { createSimulatedQueue, wrapPort, type SimulatedMachine, type SimulatedQueue, type Simulation } from '@frigg-crm/testing';
import { mapQueues, type Backend, type BackendListeners, type SystemQueues } from './backend.ts';
import { countShared, noSharedCalls } from './shared-calls.ts';
import { watchProcesses } from './watch-processes.ts';
import { withRowFaults } from './with-row-faults.ts';
import type { SystemPlan } from './system-plan.ts';

/** A dead-letter queue gives nothing up. */
const ENDLESS = 1_000_000;

/** A store and queues in the network, with the laws of PostgreSQL and SQS. */
export function createMemoryBackend(simulation: Simulation, plan: SystemPlan, { onStored, onAcknowledged }: BackendListeners): Backend {
  const clock = { now: () => simulation.now(), sleep: async () => undefined };
  const shared = { simulation, visibilityTimeoutMs: plan.visibilityTimeoutMs };
  const deadLetterQueues = mapQueues((name, kind) =>
    createSimulatedQueue({ ...shared, name: `dead ${name}`, kind, maxReceiveCount: ENDLESS }),
  );
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
        onAcknowledged,
      }),
    );
  const common = plan.hasMemoryQueues ? undefined : makeQueues('');
  const open = new Map<string, SystemQueues>();
  if (common !== undefined) open.set('', common);
  const unwatched = createMemoryProcessRepository();
  const processRepository = watchProcesses(unwatched, onStored);
  const mappingRepository = createMemoryMappingRepository({ clock });
  const leases = createMemoryLeases({ clock });
  const rateLimits = createMemoryRateLimits({ clock });
  const counts = noSharedCalls();
  const processesOf = (machine: SimulatedMachine): ProcessRepository =>
    countShared(withRowFaults(processRepository, { simulation, machine }), counts, { saveMany: 'saves', findMany: 'loads' });
  return {
    clockError: undefined,
    startProgram: (machine) => ({
      processRepository: wrapPort(processesOf(machine), { machine, name: 'store' }),
      mappingRepository: wrapPort(mappingRepository, { machine, name: 'mappings' }),
      leases: wrapPort(leases, { machine, name: 'leases' }),
      rateLimits: wrapPort(rateLimits, { machine, name: 'limits', reads: /^parkedFor$/ }),
    }),
    // The queues in its memory are gone.
    endProgram({ name }) {
      for (const queue of Object.values(open.get(name) ?? {}) as SimulatedQueue[]) queue.drop();
      open.delete(name);
    },
    raw: { processRepository: unwatched, mappingRepository },
    shared: counts,
    deadLetterQueues,
    get liveQueues() {
      return [...open.values()].flatMap((queues) => Object.values(queues) as SimulatedQueue[]);
    },
    openQueues(machine) {
      if (common !== undefined) return common;
      const queues = makeQueues(`${machine}.`);
      open.set(machine, queues);
      return queues;
    },
    close: () => {},
  };
}
