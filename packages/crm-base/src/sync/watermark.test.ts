import { readProgress, toIso } from '@frigg-crm/core';
import { TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, type SyncSystem } from '../test-support/sync-system.ts';
import { runAll, untilQuiet } from '../test-support/until-quiet.ts';

const OVERLAP_MS = 300_000;
const CURSORS = { syncConfig: { paginationType: 'CURSOR_BASED', supportsTotal: false, ongoingBatchSize: 7 } } as const;

async function watermarkOf({ integration, engine }: SyncSystem): Promise<string | null> {
  return engine.syncOrchestrator.getLastSyncTime({ integration, objectType: 'Person' });
}

it.each(['by place', 'behind a person'] as const)(
  'brings everybody of many who changed in the very millisecond of the watermark, over many pages cut %s',
  async (paging) => {
    const harness = createSyncSystem({ people: fakePeople(100), config: CURSORS });
    harness.crm.paging = paging;
    await runAll(harness);
    const watermark = await watermarkOf(harness);
    expect(watermark).toBe(toIso(TEST_START_MS - OVERLAP_MS));
    const tied = fakePeople(60).map((person) => ({ ...person, name: `tied ${person.id}`, updatedAt: watermark ?? '' }));
    for (const person of tied) harness.crm.put(person);
    // One tick earlier is what the sync before has seen.
    harness.crm.put({ id: 'p99', name: 'too early', phone: '+14155550099', updatedAt: toIso(TEST_START_MS - OVERLAP_MS - 1) });
    const { process } = await runAll(harness, { kind: 'ongoing' });
    expect(readProgress(process)).toMatchObject({ processedRecords: 60, totalSynced: 60 });
    expect([...harness.quo.stored.values()].filter(({ defaultFields }) => defaultFields.firstName?.startsWith('tied'))).toHaveLength(60);
  },
);

it.each([0, 1000, OVERLAP_MS])('loses nobody when the clock of the CRM is %i ms behind ours', async (behindMs) => {
  const harness = createSyncSystem({
    people: fakePeople(100),
    config: { syncConfig: { ...CURSORS.syncConfig, initialBatchSize: 10, catchUp: true } },
  });
  harness.crm.paging = 'behind a person';
  let changes = 0;
  harness.crm.beforePage = ({ modifiedSince }) => {
    // Always somebody whose page was read already, stamped by the clock of the CRM.
    if (modifiedSince !== null || harness.crm.pages.length < 2) return;
    changes += 1;
    harness.crm.put({
      id: `p${changes}`,
      name: `changed ${changes}`,
      phone: '+14155550100',
      updatedAt: toIso(harness.clock.now() - behindMs),
    });
  };
  harness.quo.beforeBatch = async () => harness.clock.sleep(1000);
  await runAll(harness);
  expect(changes).toBeGreaterThan(5);
  for (const { id = '', name } of harness.crm.people) expect(harness.quo.stored.get(id)?.defaultFields.firstName).toBe(name);
});

it('B58: stays where it is when a sync fails', async () => {
  const harness = createSyncSystem({ people: fakePeople(30), config: CURSORS });
  await runAll(harness);
  const before = await watermarkOf(harness);
  await harness.clock.advance(3_600_000);
  harness.crm.people = harness.crm.people.map((person) => ({ ...person, name: 'changed', updatedAt: toIso(harness.clock.now()) }));
  harness.quo.answer = ({ externalId }) =>
    externalId === 'p3' ? { kind: 'unavailable', externalId, error: new Error('503') as never } : undefined;
  const { process } = await runAll(harness, { kind: 'ongoing' });
  expect(process.state).toBe('ERROR');
  expect(await watermarkOf(harness)).toBe(before);
  harness.quo.answer = () => undefined;
  await runAll(harness, { kind: 'ongoing' });
  expect(harness.quo.stored.get('p3')?.defaultFields.firstName).toBe('changed');
  expect(await watermarkOf(harness)).not.toBe(before);
});

it('stays where it is when a sync is cancelled', async () => {
  const harness = createSyncSystem({ people: fakePeople(30), config: CURSORS });
  await runAll(harness);
  const before = await watermarkOf(harness);
  await harness.clock.advance(3_600_000);
  const machine = harness.boot();
  const { integration, engine } = machine;
  await integration.startOngoingSync();
  await engine.syncOrchestrator.cancelActiveSyncs({ integration });
  await untilQuiet(harness, machine);
  expect(await watermarkOf(harness)).toBe(before);
});
