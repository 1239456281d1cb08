import type { SimulatedQueue, Simulation } from '@frigg-crm/testing';
import { mapQueues, type Backend, type BackendListeners } from '../system/backend.ts';
import type { SystemPlan } from '../system/system-plan.ts';
import { countShared, noSharedCalls } from '../system/shared-calls.ts';
import { watchProcesses } from '../system/watch-processes.ts';
import { SqliteHost } from './sqlite-host.ts';

const DEAD = '-dead';
const ENDLESS = Number.POSITIVE_INFINITY;

/** A store and its queues in one file, which the programs of one computer share. */
export function createSqliteBackend(simulation: Simulation, plan: SystemPlan, { onStored, onAcknowledged }: BackendListeners): Backend {
  const { visibilityTimeoutMs, maxSkewMs, maxMessageBytes } = plan;
  const host = new SqliteHost({
    simulation,
    visibilityTimeoutMs,
    maxSkewMs,
    onGone: (queue, body) => {
      if (!queue.endsWith(DEAD)) onAcknowledged(body);
    },
  });
  const queues = mapQueues((name, kind) =>
    host.queue({ name, kind, maxReceiveCount: kind === 'fifo' ? 3 : 5, maxMessageBytes, deadLetterQueue: `${name}${DEAD}` }),
  );
  const shared = noSharedCalls();
  return {
    clockError: host.clockError,
    startProgram(machine) {
      const program = host.start(machine);
      return program.store((raw) => countShared(watchProcesses(raw, onStored), shared, { findMany: 'loads' }));
    },
    endProgram: (machine) => host.end(machine),
    get raw() {
      return host.raw;
    },
    shared,
    deadLetterQueues: mapQueues((name, kind) => host.queue({ name: `${name}${DEAD}`, kind, maxReceiveCount: ENDLESS })),
    liveQueues: Object.values(queues) as SimulatedQueue[],
    openQueues: () => queues,
    close: () => host.close(),
  };
}
