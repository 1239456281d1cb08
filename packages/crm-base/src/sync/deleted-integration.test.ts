import { readProgress, type Process } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem } from '../test-support/sync-system.ts';

const config = { syncConfig: { initialBatchSize: 10, catchUp: false }, queueConfig: { maxOutstandingPages: 3 } };
const ended = ({ endedAt }: Process): boolean => endedAt !== null;

it('B15, F5: a sync whose integration is deleted or switched off is cancelled, and its messages are done, not dead', async () => {
  const harness = createSyncSystem({ people: fakePeople(200), config });
  let isDeleted = false;
  harness.quo.beforeBatch = async () => {
    await harness.clock.sleep(200);
    isDeleted ||= harness.quo.stored.size >= 50;
  };
  const resolveIntegration = async () => (isDeleted ? ('deleted' as const) : harness.integration);
  const workers = harness.engine.runWorkers({ resolveIntegration, signal: harness.stop.signal });
  const { processIds } = await harness.integration.startInitialSync();
  const id = processIds[0] ?? '';
  const process = await harness.when(id, ended);
  expect(process.state).toBe('CANCELLED');
  const calls = harness.crm.pages.length;
  await harness.clock.advance(3_600_000);
  expect(harness.crm.pages).toHaveLength(calls);
  expect(readProgress(await harness.find(id))).toEqual(readProgress(process));
  for (const { size, deadLetters } of [harness.fetch, harness.work]) {
    expect(size).toEqual({ waiting: 0, delayed: 0, inFlight: 0 });
    expect(deadLetters).toEqual([]);
  }
  await harness.halt([harness.machine, workers]);
});

it('B15: a sync that only waits is cancelled as well, with the next message that would go on with it', async () => {
  const harness = createSyncSystem({ people: fakePeople(30), config });
  const { processIds } = await harness.integration.startInitialSync();
  const workers = harness.engine.runWorkers({ resolveIntegration: async () => 'deleted', signal: harness.stop.signal });
  const process = await harness.when(processIds[0] ?? '', ended);
  expect([process.state, harness.crm.pages.length, harness.quo.stored.size]).toEqual(['CANCELLED', 0, 0]);
  await harness.halt([harness.machine, workers]);
});
