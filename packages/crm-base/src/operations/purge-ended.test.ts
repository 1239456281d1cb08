import { toProcessId, type Process } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { createMemoryLeases, createMemoryProcessRepository } from '@frigg-crm/memory';
import { TEST_START_MS, aProcess, createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem } from '../test-support/sync-system.ts';
import { runAll } from '../test-support/until-quiet.ts';
import { purgeEndedSyncs, purgeOnceADay } from './purge-ended.ts';

const DAY_MS = 24 * 3600 * 1000;
const clock = createVirtualClock();

/** A sync that ended so many days ago. */
function ended(id: string, days: number, changes: Partial<Process> = {}): Process {
  const time = toIso(TEST_START_MS - days * DAY_MS);
  return aProcess({
    id: toProcessId(id),
    type: 'CRM_SYNC',
    name: 'i1-Person-sync',
    state: 'COMPLETED',
    createdAt: time,
    endedAt: time,
    ...changes,
  });
}

async function purge(
  processes: readonly Process[],
  integrationId?: string,
): Promise<{ readonly purged: number; readonly left: readonly string[] }> {
  const processRepository = createMemoryProcessRepository();
  for (const process of processes) await processRepository.create(process);
  const purged = await purgeEndedSyncs({ processRepository, clock, retentionDays: 30, integrationId });
  const left = await processRepository.find({ limit: 10_000 });
  return { purged, left: left.map(({ id }) => id).toSorted() };
}

it('B92: forgets syncs that ended long ago, but never the one that says since when changes are to be fetched', async () => {
  const processes = [
    ended('oldest', 90),
    ended('watermark', 60),
    ended('failed since', 50, { state: 'ERROR' }),
    ended('cancelled since', 40, { state: 'CANCELLED' }),
    ended('failed lately', 10, { state: 'ERROR' }),
    ended('other type of people', 99, { name: 'i1-Lead-sync' }),
    ended('under way', 99, { state: 'PROCESSING_BATCHES', endedAt: null }),
    ended('no sync', 99, { type: 'EXPORT' }),
  ];
  expect(await purge(processes)).toEqual({
    purged: 3,
    left: ['failed lately', 'no sync', 'other type of people', 'under way', 'watermark'],
  });
});

it('forgets an old watermark when there is a newer one', async () => {
  expect(await purge([ended('old', 60), ended('new', 1)])).toEqual({ purged: 1, left: ['new'] });
});

it('gets through many more than fit into one question, of which many must stay', async () => {
  const kept = Array.from({ length: 250 }, (_, index) =>
    ended(`kept-${String(index).padStart(3, '0')}`, 40, { name: `i1-T${index}-sync` }),
  );
  const old = Array.from({ length: 350 }, (_, index) => ended(`old-${index}`, 50, { name: `i1-T${index % 250}-sync` }));
  const { purged, left } = await purge([...kept, ...old]);
  expect(purged).toBe(350);
  expect(left).toEqual(kept.map(({ id }) => id));
});

it('keeps to one integration when one is given', async () => {
  const processes = [ended('a', 60), ended('b', 50), ended('c', 60, { integrationId: 'i2' }), ended('d', 50, { integrationId: 'i2' })];
  expect((await purge(processes, 'i2')).left).toEqual(['a', 'b', 'd']);
});

it('leaves the next ongoing sync the same changes to fetch', async () => {
  const system = createSyncSystem({ people: fakePeople(3) });
  await runAll(system);
  await system.clock.advance(90 * DAY_MS);
  await purgeEndedSyncs({ processRepository: system.processes, clock: system.clock, retentionDays: 30 });
  const { integration, engine } = system;
  const watermark = await engine.syncOrchestrator.getLastSyncTime({ integration, objectType: 'Person' });
  expect(watermark).toBe(toIso(TEST_START_MS - 300_000));
});

it('purges once a day, however many programs maintain, and never where no time is given', async () => {
  const time = createVirtualClock();
  const processRepository = createMemoryProcessRepository();
  const leases = createMemoryLeases({ clock: time });
  let holders = 0;
  const maintain = async (retentionDays: number | undefined): Promise<number> => {
    await processRepository.create(ended(`p${(holders += 1)}`, 100, { state: 'FAILED' }));
    const programs = [1, 2, 3].map(async () =>
      purgeOnceADay({ processRepository, leases, clock: time, ids: { next: () => `holder-${(holders += 1)}` }, retentionDays }),
    );
    await Promise.all(programs);
    return (await processRepository.find({})).length;
  };
  expect([await maintain(undefined), await maintain(30), await maintain(30)]).toEqual([1, 0, 1]);
  await time.advance(DAY_MS + 1);
  expect(await maintain(30)).toBe(0);
});
