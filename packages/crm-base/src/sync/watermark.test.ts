import { readProgress } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, type SyncSystem } from '../test-support/sync-system.ts';
import { runAll, untilQuiet } from '../test-support/until-quiet.ts';
import { importWatermark } from '../operations/import-watermark.ts';
import { purgeEndedSyncs } from '../operations/purge-ended.ts';

const OVERLAP_MS = 300_000;
const CURSORS = { syncConfig: { paginationType: 'CURSOR_BASED', supportsTotal: false, ongoingBatchSize: 7 } } as const;

async function watermarkOf({ integration, engine }: SyncSystem): Promise<string | null> {
  return engine.syncOrchestrator.getLastSyncTime({ integration, objectType: 'Person' });
}

it.each(['by place', 'behind a person'] as const)(
  'syncs all of many people that changed in the very millisecond of the watermark, over many pages cut %s',
  async (paging) => {
    const system = createSyncSystem({ people: fakePeople(100), config: CURSORS });
    system.crm.paging = paging;
    await runAll(system);
    const watermark = await watermarkOf(system);
    expect(watermark).toBe(toIso(TEST_START_MS - OVERLAP_MS));
    const tied = fakePeople(60).map((person) => ({ ...person, name: `tied ${person.id}`, updatedAt: watermark ?? '' }));
    for (const person of tied) system.crm.put(person);
    // One tick earlier is what the sync before has seen.
    system.crm.put({ id: 'p99', name: 'too early', phone: '+14155550099', updatedAt: toIso(TEST_START_MS - OVERLAP_MS - 1) });
    const { process } = await runAll(system, { kind: 'ongoing' });
    expect(readProgress(process)).toMatchObject({ processedRecords: 60, totalSynced: 60 });
    expect([...system.quo.stored.values()].filter(({ defaultFields }) => defaultFields.firstName?.startsWith('tied'))).toHaveLength(60);
  },
);

it.each([0, 1000, OVERLAP_MS])('loses no one when the clock of the CRM is %i ms behind ours', async (behindMs) => {
  const system = createSyncSystem({
    people: fakePeople(100),
    config: { syncConfig: { ...CURSORS.syncConfig, initialBatchSize: 10, catchUp: true } },
  });
  system.crm.paging = 'behind a person';
  let changes = 0;
  system.crm.beforePage = ({ modifiedSince }) => {
    // Always a person whose page was read already, stamped by the clock of the CRM.
    if (modifiedSince !== null || system.crm.pages.length < 2) return;
    changes += 1;
    system.crm.put({
      id: `p${changes}`,
      name: `changed ${changes}`,
      phone: '+14155550100',
      updatedAt: toIso(system.clock.now() - behindMs),
    });
  };
  system.quo.beforeBatch = async () => system.clock.sleep(1000);
  await runAll(system);
  expect(changes).toBeGreaterThan(5);
  for (const { id = '', name } of system.crm.people) expect(system.quo.stored.get(id)?.defaultFields.firstName).toBe(name);
});

it('B58: stays where it is when a sync fails', async () => {
  const system = createSyncSystem({ people: fakePeople(30), config: CURSORS });
  await runAll(system);
  const before = await watermarkOf(system);
  await system.clock.advance(3_600_000);
  system.crm.people = system.crm.people.map((person) => ({ ...person, name: 'changed', updatedAt: toIso(system.clock.now()) }));
  system.quo.answer = ({ externalId }) =>
    externalId === 'p3' ? { kind: 'unavailable', externalId, error: new Error('503') as never } : undefined;
  const { process } = await runAll(system, { kind: 'ongoing' });
  expect(process.state).toBe('ERROR');
  expect(await watermarkOf(system)).toBe(before);
  system.quo.answer = () => undefined;
  await runAll(system, { kind: 'ongoing' });
  expect(system.quo.stored.get('p3')?.defaultFields.firstName).toBe('changed');
  expect(await watermarkOf(system)).not.toBe(before);
});

it('stays where it is when a sync is cancelled', async () => {
  const system = createSyncSystem({ people: fakePeople(30), config: CURSORS });
  await runAll(system);
  const before = await watermarkOf(system);
  await system.clock.advance(3_600_000);
  const machine = system.boot();
  const { integration, engine } = machine;
  await integration.startOngoingSync();
  await engine.syncOrchestrator.cancelActiveSyncs({ integration });
  await untilQuiet(system, machine);
  expect(await watermarkOf(system)).toBe(before);
});

it('F39: does not move past people that a completed sync did not see', async () => {
  const numbered = { syncConfig: { paginationType: 'PAGE_BASED', supportsTotal: true, catchUp: false } } as const;
  const system = createSyncSystem({ people: fakePeople(400), config: numbered });
  await runAll(system);
  const watermark = await watermarkOf(system);
  await system.clock.advance(3_600_000);
  system.crm.tamper = (page) => ({ ...page, total: 1000 });
  const { process } = await runAll(system);
  expect([process.state, await watermarkOf(system)]).toEqual(['COMPLETED', watermark]);
  await system.clock.advance(31 * 24 * 3_600_000);
  await purgeEndedSyncs({ processRepository: system.processes, clock: system.clock, retentionDays: 30 });
  expect(await watermarkOf(system)).toBe(watermark);
});

it('goes on from the newest sync that another program has completed', async () => {
  const system = createSyncSystem({ people: fakePeople(20), config: CURSORS });
  const sync = { userId: 'u', integrationId: system.integration.integrationId, connector: 'fake', personObjectType: 'Person' };
  const earlier = (days: number): string => toIso(TEST_START_MS - days * 24 * 3_600_000);
  const results: boolean[] = [];
  for (const startTime of [earlier(2), earlier(1), earlier(3), earlier(1)])
    results.push(await importWatermark(system.engine.store.processRepository, { ...sync, startTime }));
  expect(results).toEqual([true, true, true, false]);
  expect(await watermarkOf(system)).toBe(toIso(Date.parse(earlier(1)) - OVERLAP_MS));
});
