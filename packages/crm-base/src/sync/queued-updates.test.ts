import { readProgress, type MessageQueue, type Process } from '@frigg-crm/core';
import { createMemoryQueue, withQueueFaults, type MemoryQueue } from '@frigg-crm/memory';
import type { VirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, runInitialSync } from '../test-support/sync-system.ts';

const config = { syncConfig: { initialBatchSize: 10, catchUp: false } };
const counted = (process: Process): number => readProgress(process).processedRecords;

it('counts each page once when updates travel through a FIFO queue', async () => {
  const queues: MemoryQueue[] = [];
  const engineOf = (clock: VirtualClock): { processUpdatesQueue: MemoryQueue } => {
    const processUpdatesQueue = createMemoryQueue({ clock, kind: 'fifo' });
    queues.push(processUpdatesQueue);
    return { processUpdatesQueue };
  };
  const harness = createSyncSystem({ people: fakePeople(300), config, engineOf });
  const process = await runInitialSync(harness);
  expect([process.state, counted(process), harness.quo.stored.size]).toEqual(['COMPLETED', 300, 300]);
  expect([queues[0]?.size, queues[0]?.deadLetters]).toEqual([{ waiting: 0, delayed: 0, inFlight: 0 }, []]);
});

it('counts each page once when that queue repeats and delays, and when pages fail and are redriven at once', async () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const faults = { kind: 'fifo', seed, duplicate: 0.3, failSend: 0.1, dieBefore: 0.2, dieAfter: 0.2, overlap: 0.1 } as const;
    const engineOf = (clock: VirtualClock): { processUpdatesQueue: MessageQueue } => ({
      processUpdatesQueue: withQueueFaults(createMemoryQueue({ clock, kind: 'fifo' }), faults),
    });
    const harness = createSyncSystem({ people: fakePeople(100), config, engineOf });
    let isBroken = true;
    harness.crm.beforePage = ({ page }) => {
      if (isBroken && page === seed - 1 && page > 0) throw new Error('no page');
    };
    const workers = harness.start();
    const { processIds } = await harness.integration.startInitialSync();
    const id = processIds[0] ?? '';
    const process = await harness.when(id, ({ endedAt }) => endedAt !== null);
    isBroken = false;
    if (process.state === 'ERROR') await harness.engine.steering.redriveSync(id);
    const last = await harness.when(id, ({ endedAt }) => endedAt !== null);
    expect([seed, last.state, counted(last), harness.quo.stored.size]).toEqual([seed, 'COMPLETED', 100, 100]);
    await harness.halt([harness.machine, workers]);
  }
});
