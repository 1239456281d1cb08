import { readProgress, type Process } from '@frigg-crm/core';
import { createMemoryQueue, withQueueFaults, type MemoryQueue } from '@frigg-crm/memory';
import type { VirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, runInitialSync, type EngineParts } from '../test-support/sync-system.ts';

const config = { syncConfig: { initialBatchSize: 10, catchUp: false } };
const counted = (process: Process): number => readProgress(process).processedRecords;

it('counts each page once when updates travel through a FIFO queue', async () => {
  const queues: MemoryQueue[] = [];
  const engineOf = (clock: VirtualClock): EngineParts => {
    const processUpdatesQueue = createMemoryQueue({ clock, kind: 'fifo' });
    queues.push(processUpdatesQueue);
    return { queues: { processUpdates: processUpdatesQueue } };
  };
  const system = createSyncSystem({ people: fakePeople(300), config, engineOf });
  const process = await runInitialSync(system);
  expect([process.state, counted(process), system.quo.stored.size]).toEqual(['COMPLETED', 300, 300]);
  expect([queues[0]?.size, queues[0]?.deadLetters]).toEqual([{ waiting: 0, delayed: 0, inFlight: 0 }, []]);
});

it('counts each page once when that queue repeats and delays, and when pages fail and are redriven at once', async () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const faults = { kind: 'fifo', seed, duplicate: 0.3, failSend: 0.1, dieBefore: 0.2, dieAfter: 0.2, overlap: 0.1 } as const;
    const engineOf = (clock: VirtualClock): EngineParts => ({
      queues: { processUpdates: withQueueFaults(createMemoryQueue({ clock, kind: 'fifo' }), faults) },
    });
    const system = createSyncSystem({ people: fakePeople(100), config, engineOf });
    let isBroken = true;
    system.crm.beforePage = ({ page }) => {
      if (isBroken && page === seed - 1 && page > 0) throw new Error('no page');
    };
    const workers = system.start();
    const { processIds } = await system.integration.startInitialSync();
    const id = processIds[0] ?? '';
    const process = await system.when(id, ({ endedAt }) => endedAt !== null);
    isBroken = false;
    if (process.state === 'ERROR') await system.engine.control.redriveSync(id);
    const last = await system.when(id, ({ endedAt }) => endedAt !== null);
    expect([seed, last.state, counted(last), system.quo.stored.size]).toEqual([seed, 'COMPLETED', 100, 100]);
    await system.halt([system.machine, workers]);
  }
});
