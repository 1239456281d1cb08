import { readProgress, type JsonValue } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { fakePeople, type FakePerson } from '../test-support/fake-crm.ts';
import { createSyncSystem, type SyncSystem } from '../test-support/sync-system.ts';
import { runAll, untilQuiet } from '../test-support/until-quiet.ts';
import { syncPersons, type SyncedPersons } from './sync-persons.ts';

const SCOPE = { integrationId: 'i1', objectType: 'Person' };
const [EARLY, LATE] = [toIso(TEST_START_MS), toIso(TEST_START_MS + 1)];

const ana = (name: string, updatedAt?: string): FakePerson => ({
  id: 'p1',
  name,
  phone: '+14155550101',
  ...(updatedAt !== undefined && { updatedAt }),
});

/** An attempt at some people, as a worker makes one; its sync is one that webhooks began. */
async function attempt(
  system: SyncSystem,
  persons: readonly FakePerson[],
  { attempt: number = 0, fresh = true } = {},
): Promise<SyncedPersons> {
  const { integration, mappings, engine } = system;
  const process = await engine.processManager.createSyncProcess({
    integrationId: 'i1',
    userId: 'u1',
    connector: 'fake',
    personObjectType: 'Person',
    syncType: 'WEBHOOK',
    pageSize: 50,
  });
  const logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => logger };
  const dependencies = { mappingRepository: mappings, ids: { next: () => `claim-${(claims += 1)}` }, logger };
  if (fresh) system.crm.people = [...persons];
  const data = { personObjectType: 'Person', unit: 0, attempt: number };
  return syncPersons({ dependencies, integration: integration as never, data, process }, persons as unknown as readonly JsonValue[], {});
}
let claims = 0;

async function mappingOf(system: SyncSystem, externalId = 'p1') {
  return (await system.mappings.findMany({ ...SCOPE, externalIds: [externalId] }))[0];
}

it('sends Quo no request about people that it is known to hold as they are', async () => {
  const system = createSyncSystem({ people: fakePeople(250) });
  await runAll(system);
  expect(system.quo.sent.size).toBe(250);
  system.crm.put({ id: 'p7', name: 'Changed', phone: '+14155550107' });
  system.quo.sent.clear();
  const { process } = await runAll(system);
  expect(Object.fromEntries(system.quo.sent)).toEqual({ p7: 1 });
  expect(readProgress(process)).toMatchObject({ processedRecords: 250, totalSynced: 250, totalSkipped: 0, totalFailed: 0 });
});

it('writes all people again when forced to, and only then', async () => {
  const system = createSyncSystem({ people: fakePeople(30) });
  await runAll(system);
  system.quo.stored.clear();
  await runAll(system);
  expect(system.quo.stored.size).toBe(0);
  const { process } = await runAll(system, { force: true });
  expect(process.context).toMatchObject({ force: true });
  expect(system.quo.stored.size).toBe(30);
});

it('B63, F13: leaves a newer version alone when an older page comes late, and counts it as stale', async () => {
  const system = createSyncSystem();
  expect(await attempt(system, [ana('new', LATE)])).toMatchObject({ counts: { synced: 1 } });
  const late = await attempt(system, [ana('old', EARLY)], { fresh: false });
  expect(late.counts).toEqual({ synced: 0, failed: 0, skipped: 1, stale: 1 });
  expect(system.quo.stored.get('p1')?.defaultFields.firstName).toBe('new');
  expect(system.quo.sent.get('p1')).toBe(1);
});

it('compares times, not texts', async () => {
  const system = createSyncSystem();
  await attempt(system, [ana('new', '2026-01-05T12:00:00+02:00')]);
  await attempt(
    system,
    [ana('old', '2026-01-05T10:30:00Z')].map((person) => ({ ...person, updatedAt: '2026-01-05T09:59:59Z' })),
    { fresh: false },
  );
  expect(system.quo.stored.get('p1')?.defaultFields.firstName).toBe('new');
  expect(await mappingOf(system)).toMatchObject({ sourceModifiedAt: '2026-01-05T10:00:00.000Z' });
});

it('writes both versions where the CRM gives them the same time, or none that can be read', async () => {
  const system = createSyncSystem();
  for (const [name, time] of [
    ['a', EARLY],
    ['b', EARLY],
    ['c', 'yesterday'],
    ['d', undefined],
  ] as const) {
    await attempt(system, [ana(name, time)]);
    expect(system.quo.stored.get('p1')?.defaultFields.firstName).toBe(name);
  }
});

it('writes the newest version when a slow worker writes an older one over it', async () => {
  const system = createSyncSystem();
  let letGo: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  system.quo.beforeBatch = () => held;
  const slow = attempt(system, [ana('old', EARLY)]);
  await system.clock.advance(1);
  system.quo.beforeBatch = () => {};
  await attempt(system, [ana('new', LATE)]);
  letGo();
  expect((await slow).counts).toEqual({ synced: 1, failed: 0, skipped: 0 });
  expect(system.quo.stored.get('p1')?.defaultFields.firstName).toBe('new');
});

it('writes the newest version when a worker crashed after it wrote an older one over it, and its message is redelivered', async () => {
  const system = createSyncSystem();
  const working = { ...system.mappings };
  system.mappings.confirmWrites = async () => Promise.reject(new Error('crash'));
  const write = attempt(system, [ana('old', EARLY)]);
  await expect(write).rejects.toThrow('crash');
  system.mappings.confirmWrites = working.confirmWrites;
  await attempt(system, [ana('new', LATE)]);
  // The write of the crashed worker reaches Quo last.
  system.quo.stored.set('p1', { externalId: 'p1', defaultFields: { firstName: 'old', phoneNumbers: [], emails: [] } });
  const again = await attempt(system, [ana('old', EARLY)], { fresh: false });
  expect(again.counts).toEqual({ synced: 0, failed: 0, skipped: 1 });
  expect(system.quo.stored.get('p1')?.defaultFields.firstName).toBe('new');
});

it('tries again later when the newest version cannot be fetched for the moment', async () => {
  const system = createSyncSystem();
  await system.mappings.beginWrites({
    ...SCOPE,
    claimId: 'dead',
    people: [{ externalId: 'p1', contentHash: 'h', sourceModifiedAt: LATE }],
    claimTtlMs: 1,
  });
  system.crm.people = [ana('new', LATE)];
  system.crm.afterRead = () => Promise.reject(new Error('connection reset'));
  const failed = await attempt(system, [ana('old', EARLY)], { fresh: false });
  expect(failed).toMatchObject({ counts: { synced: 0, failed: 0, skipped: 0 }, retry: [{ externalId: 'p1' }] });
  system.crm.afterRead = () => {};
  await attempt(system, [ana('old', EARLY)], { fresh: false, attempt: 1 });
  expect(system.quo.stored.get('p1')?.defaultFields.firstName).toBe('new');
});

it('repeats a page of which half was written when the worker crashed, and counts each person once', async () => {
  const system = createSyncSystem({ people: fakePeople(100) });
  let calls = 0;
  const confirm = system.mappings.confirmWrites;
  system.mappings.confirmWrites = async (request) => {
    if ((calls += 1) === 1) throw new Error('crash');
    await confirm(request);
  };
  const { process } = await runAll(system);
  expect(readProgress(process)).toMatchObject({ processedRecords: 100, totalSynced: 100, totalFailed: 0 });
  expect(system.quo.stored.size).toBe(100);
  expect(await system.mappings.count(SCOPE)).toBe(100);
});

it('notes who failed for good, so that they can be found by the sync that lost them; a success wipes it out', async () => {
  const system = createSyncSystem({ people: fakePeople(20) });
  system.quo.answer = ({ externalId }) => {
    if (externalId === 'p3') return { kind: 'refused', externalId, code: '0801400', message: 'Quo refuses it' };
    return externalId === 'p4' ? { kind: 'unavailable', externalId, error: new Error('503') as never } : undefined;
  };
  system.crm.put({ id: 'p5', name: 'broken' });
  const { process } = await runAll(system);
  const findFailed = async (): Promise<readonly string[]> => system.mappings.findFailed({ ...SCOPE, processId: process.id, limit: 100 });
  expect(await findFailed()).toEqual(['p3', 'p4', 'p5']);
  expect(await mappingOf(system, 'p3')).toMatchObject({ failure: { code: '0801400' }, contentHash: null });
  expect(readProgress(process)).toMatchObject({ totalFailed: 3, totalSynced: 17 });
  system.quo.answer = () => undefined;
  system.crm.put({ id: 'p5', name: 'mended', phone: '+14155550105' });
  await runAll(system);
  expect(await findFailed()).toEqual([]);
});

it('P13: keeps contact id and phone numbers as Quo returned them', async () => {
  const system = createSyncSystem({ people: fakePeople(1) });
  await runAll(system);
  expect(await system.mappings.findByPhones({ integrationId: 'i1', phoneNumbers: ['+14155550000'] })).toEqual([
    expect.objectContaining({ externalId: 'p0', quoContactId: 'quo-p0' }),
  ]);
});

it('writes no one twice for a message that comes twice', async () => {
  const system = createSyncSystem({ people: fakePeople(40) });
  const ids = system.crm.people.map(({ id }) => id ?? '');
  const { integration, machine } = system;
  for (let click = 0; click < 2; click += 1) await system.engine.syncOrchestrator.handleWebhook({ integration, ids, objectType: 'Person' });
  machine.start = async () =>
    machine.engine.runWorkers({ resolveIntegration: async () => integration, concurrency: 1, signal: machine.stop.signal });
  await untilQuiet(system, machine);
  expect(new Set(system.quo.sent.values())).toEqual(new Set([1]));
});

it('takes listed deletions out of Quo and out of the mapping only where the policy says so', async () => {
  const gone = { id: 'p1', name: 'gone', deleted: true };
  for (const [deletionPolicy, left] of [
    ['keep', 2],
    ['delete', 1],
  ] as const) {
    const config = { syncConfig: { deletionPolicy } };
    const system = createSyncSystem({ people: fakePeople(2), config });
    await runAll(system);
    system.crm.put(gone);
    const { process } = await runAll(system);
    expect(readProgress(process)).toMatchObject({ totalSynced: 1, totalSkipped: 1 });
    expect([system.quo.stored.size, await system.mappings.count(SCOPE)]).toEqual([left, left]);
  }
});

it('does not delete a person in Quo that was restored since', async () => {
  const system = createSyncSystem({ config: { syncConfig: { deletionPolicy: 'delete' } } });
  await attempt(system, [ana('restored', LATE)]);
  const stale = await attempt(system, [{ ...ana('gone', EARLY), deleted: true }], { fresh: false });
  expect(stale.counts.skipped).toBe(1);
  expect(system.quo.stored.has('p1')).toBe(true);
});
