import { readProgress, type Process, toProcessId } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, type SyncSystem, type SyncSystemOptions } from '../test-support/sync-system.ts';
import { runAll, untilQuiet } from '../test-support/until-quiet.ts';
import { catchUpIdOf } from './start-catch-up.ts';

const CATCHING_UP = { syncConfig: { catchUp: true, initialBatchSize: 10, ongoingBatchSize: 10 } } as const;

function createCatchingUp(options: SyncSystemOptions = {}): SyncSystem {
  return createSyncSystem({ people: fakePeople(50), config: CATCHING_UP, ...options });
}

/** A person changes while page 3 is fetched, when their own page has been read already. */
function changeMeanwhile(system: SyncSystem): void {
  let isDone = false;
  system.crm.beforePage = ({ page, modifiedSince }) => {
    if (page !== 3 || modifiedSince !== null || isDone) return;
    isDone = true;
    const updatedAt = toIso(system.clock.now());
    system.crm.put({ id: 'p1', name: 'changed meanwhile', phone: '+14155550001', updatedAt });
    system.crm.put({ id: 'new', name: 'came meanwhile', phone: '+14155550999', updatedAt });
  };
}

async function allProcesses(system: SyncSystem): Promise<readonly Process[]> {
  return system.processes.find({ type: 'CRM_SYNC' });
}

it('syncs the people that changed during a full sync, since its own start minus the overlap', async () => {
  const system = createCatchingUp();
  changeMeanwhile(system);
  const { process, catchUp } = await runAll(system);
  expect(catchUp).toMatchObject({
    state: 'COMPLETED',
    context: { syncType: 'ONGOING', catchUpOf: process.id, lastSyncedTimestamp: toIso(TEST_START_MS - 300_000) },
  });
  expect(system.quo.stored.get('p1')?.defaultFields.firstName).toBe('changed meanwhile');
  expect(system.quo.stored.size).toBe(51);
  expect(await allProcesses(system)).toHaveLength(2);
});

it('writes no one that the full sync wrote in their newest version already', async () => {
  const system = createCatchingUp();
  const updatedAt = toIso(TEST_START_MS);
  system.crm.people = fakePeople(50).map((person) => ({ ...person, updatedAt }));
  const { catchUp } = await runAll(system);
  expect(catchUp === undefined ? undefined : readProgress(catchUp)).toMatchObject({ processedRecords: 50, totalSynced: 50 });
  expect(new Set(system.quo.sent.values())).toEqual(new Set([1]));
});

it.each([1, 2, 5])('starts it once when the end of the sync is delivered %i times more, at once and long after', async (times) => {
  const system = createCatchingUp();
  const { process } = await runAll(system);
  const address = { integrationId: 'i1', connector: 'fake', personObjectType: 'Person', processId: process.id };
  for (let round = 0; round < 2; round += 1) {
    const machine = system.boot();
    for (let index = 0; index < times; index += 1) await machine.engine.queueManager.queueCompleteSync(address);
    await untilQuiet(system, machine);
    await system.clock.advance(24 * 3600 * 1000);
  }
  expect((await allProcesses(system)).map(({ id }) => id)).toEqual([catchUpIdOf(process.id), process.id]);
});

it.each(['before it is stored', 'after it is stored', 'after its first message is sent'])(
  'starts it once when the worker crashes %s',
  async (moment) => {
    const system = createCatchingUp({
      wrapRepository: (repository) => ({
        ...repository,
        async create(created, options) {
          const isCatchUp = typeof created.context['catchUpOf'] === 'string';
          if (isCatchUp && crashes('before it is stored')) throw new Error('crash');
          await repository.create(created, options);
          if (isCatchUp && crashes('after it is stored')) throw new Error('crash');
        },
        async save(saved, options) {
          const isCatchUp = typeof saved.context['catchUpOf'] === 'string';
          if (isCatchUp && saved.version === 0 && crashes('after its first message is sent')) throw new Error('crash');
          return repository.save(saved, options);
        },
      }),
    });
    const left = new Set([moment]);
    const crashes = (now: string): boolean => left.delete(now);
    changeMeanwhile(system);
    const { catchUp } = await runAll(system);
    expect(left.size).toBe(0);
    expect(catchUp?.state).toBe('COMPLETED');
    expect(await allProcesses(system)).toHaveLength(2);
    expect(system.quo.stored.size).toBe(51);
  },
);

it('starts none after one that did not complete', async () => {
  const system = createCatchingUp();
  system.crm.beforePage = ({ page }) => {
    if (page === 3) throw new Error('connection reset');
  };
  const { process, catchUp } = await runAll(system);
  expect([process.state, catchUp]).toEqual(['ERROR', undefined]);
});

it('starts none after an ongoing sync, nor after a webhook', async () => {
  const system = createCatchingUp();
  await runAll(system);
  const { process } = await runAll(system, { kind: 'ongoing' });
  const machine = system.boot();
  await machine.engine.syncOrchestrator.handleWebhook({ integration: machine.integration, ids: ['p1'], objectType: 'Person' });
  await untilQuiet(system, machine);
  expect(process.context['lastSyncedTimestamp']).not.toBeNull();
  expect(await allProcesses(system)).toHaveLength(4);
});

it('starts none when another sync was started first, which sees the changes itself', async () => {
  const system = createCatchingUp({ config: { syncConfig: { catchUp: false } } });
  const { process } = await runAll(system);
  await system.clock.advance(3_600_000);
  await runAll(system, { kind: 'ongoing' });
  Object.assign(system.integration.config.syncConfig, { catchUp: true });
  expect(await system.engine.syncOrchestrator.startCatchUp({ integration: system.integration, process })).toBeUndefined();
});

it('starts one although an earlier sync appears newer, because it was created by a clock that was ahead', async () => {
  const system = createCatchingUp({ config: { syncConfig: { catchUp: false } } });
  const { process: earlier } = await runAll(system);
  const { process } = await runAll(system);
  Object.assign(system.integration.config.syncConfig, { catchUp: true });
  const ahead = { ...earlier, id: toProcessId('ahead'), createdAt: '2026-01-06T00:00:00.000Z', version: 0 };
  await system.processes.create(ahead);
  expect(await system.engine.syncOrchestrator.startCatchUp({ integration: system.integration, process })).toBeDefined();
});

it('B62: starts one although the sync before ended at a later time, by a clock that was minutes ahead', async () => {
  const system = createCatchingUp({ config: { syncConfig: { catchUp: false } } });
  const { process: earlier } = await runAll(system);
  const { process } = await runAll(system);
  Object.assign(system.integration.config.syncConfig, { catchUp: true });
  const later = (time: string | null): string => toIso(Date.parse(time ?? '') + 700_000);
  const ahead = { ...earlier, id: toProcessId('ahead'), createdAt: later(process.createdAt), endedAt: later(process.endedAt), version: 0 };
  await system.processes.create(ahead);
  expect(await system.engine.syncOrchestrator.startCatchUp({ integration: system.integration, process })).toBeDefined();
});

it('starts none where the CRM cannot list changes, and then lists all people in ongoing syncs too', async () => {
  const system = createCatchingUp({ config: { syncConfig: { catchUp: true, supportsModifiedSince: false } } });
  expect((await runAll(system)).catchUp).toBeUndefined();
  system.quo.sent.clear();
  const { process } = await runAll(system, { kind: 'ongoing' });
  expect(readProgress(process)).toMatchObject({ processedRecords: 50, totalSynced: 50 });
  expect(system.crm.pages.every(({ modifiedSince }) => modifiedSince === null)).toBe(true);
  expect(system.quo.sent.size).toBe(0);
});

it('follows an ongoing sync that lists all people because there was none before', async () => {
  const system = createCatchingUp();
  changeMeanwhile(system);
  const { process, catchUp } = await runAll(system, { kind: 'ongoing' });
  expect(process.context).toMatchObject({ syncType: 'ONGOING', lastSyncedTimestamp: null });
  expect(catchUp?.state).toBe('COMPLETED');
  expect(system.quo.stored.size).toBe(51);
});

it('is continued by another machine when its messages are lost', async () => {
  const system = createCatchingUp();
  changeMeanwhile(system);
  const first = system.boot();
  const { processIds } = await first.integration.startInitialSync();
  const beforePage = system.crm.beforePage;
  let kill: () => void = () => {};
  const killed = new Promise<void>((resolve) => {
    kill = resolve;
  });
  system.crm.beforePage = (params) => {
    beforePage(params);
    if (params.modifiedSince === null) return;
    first.crash();
    kill();
  };
  void first.start();
  await system.clock.runUntil(killed);
  system.crm.beforePage = () => {};
  const second = system.boot();
  const resumed = await second.engine.syncOrchestrator.resumeActiveSyncs({ integration: second.integration });
  expect(resumed).toEqual(processIds.map(catchUpIdOf));
  await untilQuiet(system, second);
  expect(system.quo.stored.size).toBe(51);
});
