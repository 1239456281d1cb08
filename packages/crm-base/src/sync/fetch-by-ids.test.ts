import { readProgress, type Process } from '@frigg-crm/core';
import { ApiUnavailableError } from '@frigg-crm/http';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, type SyncSystem } from '../test-support/sync-system.ts';

const ids = fakePeople(40).map(({ id }) => id ?? '');

async function syncByIds(system: SyncSystem): Promise<Process> {
  const { integration } = system;
  const { processIds } = await system.engine.syncOrchestrator.handleWebhook({ integration, ids, objectType: 'Person' });
  const [process] = await system.untilEnded(system.machine, processIds);
  if (process === undefined) throw new Error('no process was started');
  return process;
}

it('B32: people who are fetched one by one are fetched a few at a time, and who is missing is counted', async () => {
  const system = createSyncSystem({ people: fakePeople(40).slice(0, 37) });
  let [running, most] = [0, 0];
  system.crm.afterRead = async () => {
    most = Math.max(most, (running += 1));
    await system.clock.sleep(100);
    running -= 1;
  };
  const process = await syncByIds(system);
  expect(process.state).toBe('COMPLETED');
  expect(readProgress(process)).toMatchObject({ processedRecords: 40, totalSynced: 37, totalSkipped: 3, totalFailed: 0 });
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(10);
});

it('B32: one record that cannot be read for the moment costs a repetition, and no person', async () => {
  const system = createSyncSystem({ people: fakePeople(40) });
  let failures = 2;
  system.crm.afterRead = () => {
    if ((failures -= 1) >= 0) throw new ApiUnavailableError({ api: 'Fake', operation: 'GET /people/{id}', status: 503 });
  };
  const process = await syncByIds(system);
  expect([process.state, system.quo.stored.size]).toEqual(['COMPLETED', 40]);
  expect(readProgress(process)).toMatchObject({ processedRecords: 40, totalSynced: 40, totalFailed: 0, errors: [] });
});
