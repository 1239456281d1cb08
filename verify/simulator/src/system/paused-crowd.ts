import { createSyncEngine } from '@frigg-crm/crm-base';
import { createMemoryQueue } from '@frigg-crm/memory';
import type { Simulation } from '@frigg-crm/testing';
import type { RawStore } from './backend.ts';
import type { SimulatedSystem } from './simulated-system.ts';

/** By then the first syncs are in the store, so that the crowd is newer. */
const AFTER_MS = 20_000;

/** Stores paused syncs of integrations that no machine serves: a list of the newest syncs begins with these. */
export function addPausedCrowd({ simulation, plan, backend }: SimulatedSystem): void {
  if (plan.pausedCrowd === 0) return;
  simulation.schedule(AFTER_MS, `${plan.pausedCrowd} paused syncs are stored`, () => {
    // No program works that could reach the store: then there is no crowd.
    if (backend.raw !== undefined) storeCrowd(simulation, backend.raw, plan.pausedCrowd);
  });
}

function storeCrowd(simulation: Simulation, { processRepository, mappingRepository }: RawStore, count: number): void {
  // Nothing of the crowd ever waits: a deadline that passed at once would give its calls up.
  const clock = { now: () => simulation.now(), sleep: async () => new Promise<void>(() => {}) };
  const queues = { fetch: createMemoryQueue({ clock }), work: createMemoryQueue({ clock }) };
  let ids = 0;
  const { processManager } = createSyncEngine({
    store: { processRepository, mappingRepository },
    queues,
    clock,
    ids: { next: () => `crowd-${(ids += 1)}` },
  });

  async function add(index: number): Promise<void> {
    const { id } = await processManager.createSyncProcess({
      integrationId: `crowd-${index}`,
      userId: 'u1',
      connector: 'scaling-test',
      personObjectType: 'Person',
      syncType: 'INITIAL',
      pageSize: 10,
    });
    await processManager.pause(id);
  }

  for (let index = 0; index < count; index += 1) void add(index);
}
