import { toIso } from '@frigg-crm/core/adapter';
import { ApiUnavailableError } from '@frigg-crm/http';
import { expect, it } from 'vitest';
import { createSyncSystem, runInitialSync, type SyncSystem } from '../test-support/sync-system.ts';

const SCOPE = { integrationId: 'i1', objectType: 'Person' };

/** Ana was written, has changed, and another worker has begun to write the newer version; but then a worker wrote the old one. */
async function overwritten(): Promise<{ readonly system: SyncSystem; readonly processId: string; readonly old: object }> {
  const system = createSyncSystem({ people: [] });
  const before = toIso(system.clock.now());
  const old = { id: 'p1', name: 'Ana', phone: '+14155550101', updatedAt: before };
  system.crm.people = [old];
  const { id: processId } = await runInitialSync(system);
  await system.clock.advance(1000);
  const sourceModifiedAt = toIso(system.clock.now());
  system.crm.put({ ...old, name: 'Ana Maria', updatedAt: sourceModifiedAt });
  const people = [{ externalId: 'p1', contentHash: 'newer', sourceModifiedAt }];
  await system.mappings.beginWrites({ ...SCOPE, claimId: 'other-worker', claimTtlMs: 1000, people });
  return { system, processId, old };
}

async function deliverAgain({ system, processId, old }: Awaited<ReturnType<typeof overwritten>>): Promise<void> {
  const machine = system.boot();
  const workers = machine.start();
  const reference = { kind: 'page', page: 0, cursor: null, endsPlan: false } as const;
  const data = { integrationId: 'i1', connector: 'fake', personObjectType: 'Person', processId, unit: 0, attempt: 0, reference };
  await machine.engine.queueManager.queueProcessPersonBatch({ ...data, records: [old as never] });
  await system.clock.advance(120_000);
  await system.halt([machine, workers]);
}

it('writes the newest version when the message of a worker that wrote an old one late is redelivered', async () => {
  const scene = await overwritten();
  const before = await scene.system.find(scene.processId);
  await deliverAgain(scene);
  expect(scene.system.quo.stored.get('p1')?.defaultFields.firstName).toBe('Ana Maria');
  expect(await scene.system.find(scene.processId)).toEqual(before);
});

it('tries again when that fails for the moment', async () => {
  const scene = await overwritten();
  let failures = 2;
  scene.system.quo.answer = ({ externalId }) => {
    const error = new ApiUnavailableError({ api: 'Quo', operation: 'PATCH /contacts', status: 503 });
    return (failures -= 1) >= 0 ? { kind: 'unavailable', externalId, error } : undefined;
  };
  await deliverAgain(scene);
  expect(scene.system.quo.stored.get('p1')?.defaultFields.firstName).toBe('Ana Maria');
});

it('writes no one when nothing is in doubt', async () => {
  const system = createSyncSystem({ people: [{ id: 'p1', name: 'Ana', phone: '+14155550101', updatedAt: '2026-01-05T09:00:00.000Z' }] });
  const { id: processId } = await runInitialSync(system);
  await deliverAgain({ system, processId, old: { id: 'p1', name: 'Old Ana', updatedAt: '2026-01-05T08:00:00.000Z' } });
  expect(system.quo.sent.get('p1')).toBe(1);
});

it('takes out again who was deleted while a worker stood still with what it had read before', async () => {
  const config = { syncConfig: { deletionPolicy: 'delete' } } as const;
  const system = createSyncSystem({ people: [], config });
  const old = { id: 'p1', name: 'Ana', phone: '+14155550101', updatedAt: toIso(system.clock.now()) };
  system.crm.people = [old];
  const written: string[] = [];
  system.quo.beforeBatch = async () => {
    if (written.push('batch') > 1) return;
    // In the meantime another worker has received the deletion, and has removed her.
    await system.clock.sleep(1000);
    system.crm.put({ ...old, deleted: true, updatedAt: toIso(system.clock.now()) });
    await system.mappings.remove({ ...SCOPE, externalIds: ['p1'] });
  };
  await runInitialSync(system);
  expect(system.quo.stored.has('p1')).toBe(false);
  expect(await system.mappings.findMany({ ...SCOPE, externalIds: ['p1'] })).toEqual([]);
});

it('B62: writes the newest version when the person changes once more while a late write is put right', async () => {
  const scene = await overwritten();
  const { system } = scene;
  const third = { id: 'p1', name: 'Ana Sofia', phone: '+14155550101', updatedAt: toIso(system.clock.now() + 500) };
  let isFirst = true;
  system.quo.beforeBatch = async () => {
    if (!isFirst) return;
    isFirst = false;
    // Another worker writes a newer version; the one at hand reaches Quo after it, and is older than what the mapping knows.
    system.crm.put(third);
    const people = [{ externalId: 'p1', contentHash: 'newest', sourceModifiedAt: third.updatedAt }];
    await system.mappings.beginWrites({ ...SCOPE, claimId: 'another', claimTtlMs: 1000, people });
  };
  await deliverAgain(scene);
  expect(system.quo.stored.get('p1')?.defaultFields.firstName).toBe('Ana Sofia');
});
