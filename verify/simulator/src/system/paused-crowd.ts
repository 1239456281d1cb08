import { createSyncEngine } from '@frigg-crm/crm-base';
import { createMemoryQueue } from '@frigg-crm/memory';
import type { SimulatedSystem } from './simulated-system.ts';

/** By then the first syncs are in the store, so that the crowd is newer. */
const AFTER_MS = 20_000;

/** Stores paused syncs of integrations that no machine serves: a list of the newest syncs begins with these. */
export function addPausedCrowd({ simulation, plan, unwatched, mappingRepository }: SimulatedSystem): void {
  if (plan.pausedCrowd === 0) return;
  // Nothing of the crowd ever waits: a deadline that passed at once would give its calls up.
  const clock = { now: () => simulation.now(), sleep: async () => new Promise<void>(() => {}) };
  const queues = { fetch: createMemoryQueue({ clock }), work: createMemoryQueue({ clock }) };
  let ids = 0;
  const engine = createSyncEngine({
    store: { processRepository: unwatched, mappingRepository },
    queues,
    clock,
    ids: { next: () => `crowd-${(ids += 1)}` },
  });
  const { processManager } = engine;

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

  simulation.schedule(AFTER_MS, `${plan.pausedCrowd} paused syncs are stored`, () => {
    for (let index = 0; index < plan.pausedCrowd; index += 1) void add(index);
  });
}
