import { readProgress } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem } from '../test-support/sync-system.ts';

const KINDS = [
  ['B24: planned pages are queued once', { paginationType: 'PAGE_BASED', supportsTotal: true }],
  ['B25: a chain of cursors does not fork', { paginationType: 'CURSOR_BASED', supportsTotal: false }],
] as const;

/** How often the message that begins a sync is delivered. */
const COPIES = 4;

it.each(KINDS)('%s when the message that begins the fetch is delivered four times at once', async (_rule, syncConfig) => {
  const config = { syncConfig: { ...syncConfig, initialBatchSize: 10, catchUp: false }, queueConfig: { maxOutstandingPages: 5 } };
  const system = createSyncSystem({ people: fakePeople(400), config });
  const { processIds } = await system.integration.startInitialSync();
  const address = { integrationId: 'i1', connector: 'fake', personObjectType: 'Person', processId: processIds[0] ?? '' };
  for (let copy = 1; copy < COPIES; copy += 1) await system.engine.queueManager.queueFetchPersonPage({ ...address, attempt: 0 });
  system.quo.beforeBatch = async () => system.clock.sleep(500);
  const [process] = await system.untilEnded(system.machine, processIds);
  expect(process).toMatchObject({
    state: 'COMPLETED',
    context: { totalRecords: 400, processedRecords: 400 },
    results: { pages: { totalPages: 40, processedPages: 40, failedPages: 0 } },
  });
  expect(process === undefined ? undefined : readProgress(process).totalSynced).toBe(400);
  // All copies fetch the first page at the same moment; one of them goes on.
  expect(system.crm.pages).toHaveLength(40 + COPIES - 1);
});
