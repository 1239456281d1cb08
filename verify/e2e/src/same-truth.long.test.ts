import { byEffort } from '@frigg-crm/kit';
import { createFastClock } from '@frigg-crm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSync } from './test-support/run-sync.ts';
import { openTestSystem, SYSTEMS, type TestSystem } from './test-support/test-systems.ts';

const TOTALS = [0, 1, 100, 101];
/** Many pages, where nothing and where everything is another program's; in between the pages are the same. */
const LARGE_TOTALS = byEffort({ quick: [99, 200], full: [99, 200, 10_000] });
const LARGE_SYSTEMS = ['memory with memory', 'SQLite with SQLite', 'PostgreSQL with SQS protocol'];

describe.each(SYSTEMS)('on $store with $queue', ({ store, queue }) => {
  const clock = createFastClock({ speed: 100 });
  let opened: TestSystem;

  beforeAll(async () => {
    opened = await openTestSystem({ store, queue });
  });
  afterAll(async () => {
    await opened.close();
  });

  it.each(
    [...TOTALS, ...(LARGE_SYSTEMS.includes(`${store} with ${queue}`) ? LARGE_TOTALS : [])].flatMap((people) => [
      { people, paginationType: 'PAGE_BASED' } as const,
      { people, paginationType: 'CURSOR_BASED' } as const,
    ]),
  )(
    'a sync of $people people over $paginationType pages ends once, with the truth',
    async ({ people, paginationType }) => {
      const integrationId = `${paginationType}-${people}`;
      const { process, progress, crm, quo } = await runSync({
        processRepository: opened.store.processRepository,
        fetchQueue: await opened.queues.make(`${integrationId}-fetch`, clock),
        workQueue: await opened.queues.make(`${integrationId}-work`, clock),
        clock,
        paginationType,
        integrationId,
        crm: { people, seed: 7, withoutPhoneShare: 0.02, refusedShare: 0.01 },
      });
      const { withoutPhone, refused } = crm.expected;
      const pages = Math.max(1, Math.ceil(people / 100));
      expect(process.state).toBe('COMPLETED');
      expect(progress).toMatchObject({
        totalRecords: people,
        processedRecords: people,
        totalSynced: people - withoutPhone - refused,
        totalFailed: refused,
        totalSkipped: withoutPhone,
      });
      expect(process.results['pages']).toEqual({ totalPages: pages, processedPages: pages, failedPages: 0 });
      expect(quo.size).toBe(progress.totalSynced);
      expect(new Set(quo.contacts().map(({ externalId }) => externalId)).size).toBe(quo.size);
    },
    120_000,
  );
});
