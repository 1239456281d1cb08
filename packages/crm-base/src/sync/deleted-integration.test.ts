import { readProgress, type Process } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem } from '../test-support/sync-system.ts';

const config = { syncConfig: { initialBatchSize: 10, catchUp: false }, queueConfig: { maxOutstandingPages: 3 } };
const ended = ({ endedAt }: Process): boolean => endedAt !== null;

it('B15, L5: a sync whose integration is deleted or switched off is cancelled, and its messages are done, not dead-lettered', async () => {
  const system = createSyncSystem({ people: fakePeople(200), config });
  let isDeleted = false;
  system.quo.beforeBatch = async () => {
    await system.clock.sleep(200);
    isDeleted ||= system.quo.stored.size >= 50;
  };
  const resolveIntegration = async () => (isDeleted ? ('deleted' as const) : system.integration);
  const workers = system.engine.runWorkers({ resolveIntegration, signal: system.stop.signal });
  const { processIds } = await system.integration.startInitialSync();
  const id = processIds[0] ?? '';
  const process = await system.when(id, ended);
  expect(process.state).toBe('CANCELLED');
  const calls = system.crm.pages.length;
  await system.clock.advance(3_600_000);
  expect(system.crm.pages).toHaveLength(calls);
  expect(readProgress(await system.find(id))).toEqual(readProgress(process));
  for (const { size, deadLetters } of [system.fetch, system.work]) {
    expect(size).toEqual({ waiting: 0, delayed: 0, inFlight: 0 });
    expect(deadLetters).toEqual([]);
  }
  await system.halt([system.machine, workers]);
});

it('B15: a sync that only waits is cancelled as well, with the next message that would go on with it', async () => {
  const system = createSyncSystem({ people: fakePeople(30), config });
  const { processIds } = await system.integration.startInitialSync();
  const workers = system.engine.runWorkers({ resolveIntegration: async () => 'deleted', signal: system.stop.signal });
  const process = await system.when(processIds[0] ?? '', ended);
  expect([process.state, system.crm.pages.length, system.quo.stored.size]).toEqual(['CANCELLED', 0, 0]);
  await system.halt([system.machine, workers]);
});
