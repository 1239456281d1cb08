import { byEffort } from '@frigg-crm/kit';
import { withQueueFaults } from '@frigg-crm/memory';
import { createFastClock } from '@frigg-crm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSync } from './test-support/run-sync.ts';
import { openTestSystem, SYSTEMS, type TestSystem } from './test-support/test-systems.ts';

const PEOPLE = byEffort({ quick: 500, full: 2000 });
const QUEUE_FAULTS = {
  duplicate: 0.2,
  delay: 0.2,
  reorder: 0.5,
  dieBefore: 0.05,
  dieAfter: 0.05,
  overlap: 0.05,
  failSend: 0.01,
  maxExtraDelaySeconds: 1,
};
const API_FAULTS = { rateLimited: 0.02, unavailable: 0.01, lostAnswer: 0.01, truncated: 0.01 };

/** Where nothing and where everything is another program's; the simulator mixes faults in many more ways. */
const FAULTY_SYSTEMS = SYSTEMS.filter(({ store, queue }) =>
  ['memory with memory', 'SQLite with SQLite', 'PostgreSQL with SQS protocol', 'MongoDB with memory'].includes(`${store} with ${queue}`),
);

describe.each(FAULTY_SYSTEMS)('on $store with $queue, everything that can go wrong going wrong', ({ store, queue }) => {
  const clock = createFastClock({ speed: 100 });
  let opened: TestSystem;

  beforeAll(async () => {
    opened = await openTestSystem({ store, queue });
  });
  afterAll(async () => {
    await opened.close();
  });

  it.each(['PAGE_BASED', 'CURSOR_BASED'] as const)(
    'a sync over %s pages ends with the numbers of an undisturbed one',
    async (paginationType) => {
      const queueOf = async (name: string, seed: number) =>
        withQueueFaults(await opened.queues.make(`${paginationType}-${name}`, clock), { ...QUEUE_FAULTS, seed });
      const { process, progress, crm, quo } = await runSync({
        processRepository: opened.store.processRepository,
        fetchQueue: await queueOf('fetch', 1),
        workQueue: await queueOf('work', 2),
        clock,
        paginationType,
        integrationId: paginationType,
        crm: { people: PEOPLE, seed: 7, withoutPhoneShare: 0.02, refusedShare: 0.01, faults: API_FAULTS },
        quo: { faults: API_FAULTS },
      });
      const { withoutPhone, refused } = crm.expected;
      expect(process.state).toBe('COMPLETED');
      expect(process.results['pages']).toEqual({ totalPages: PEOPLE / 100, processedPages: PEOPLE / 100, failedPages: 0 });
      expect(progress).toMatchObject({
        totalRecords: PEOPLE,
        processedRecords: PEOPLE,
        totalSynced: PEOPLE - withoutPhone - refused,
        totalFailed: refused,
        totalSkipped: withoutPhone,
      });
      expect(quo.size).toBe(progress.totalSynced);
      expect(quo.stats.duplicates).toBe(0);
    },
    120_000,
  );
});
