import type { MessageQueue, Process } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { ApiRateLimitedError, ApiRefusedError, ApiUnauthorizedError, ApiUnavailableError } from '@frigg-crm/http';
import { createMemoryQueue } from '@frigg-crm/memory';
import { expect, it } from 'vitest';
import { fakePeople } from '../../test-support/fake-crm.ts';
import { createSyncSystem, startSync, type SyncSystem, type SyncSystemOptions } from '../../test-support/sync-system.ts';
import { runAll, untilQuiet } from '../../test-support/until-quiet.ts';
import { readDeletions } from './deletions.ts';

const SCOPE = { integrationId: 'i1', objectType: 'Person' };
const DELETE = { api: 'Quo', operation: 'DELETE /v1/contacts' };
const DELETING = { syncConfig: { deletionPolicy: 'delete' } } as const;

/** A CRM whose people are all in Quo, and an hour later. */
async function createSynced(people: number, options: SyncSystemOptions = {}): Promise<SyncSystem> {
  const system = createSyncSystem({ people: fakePeople(people), config: DELETING, ...options });
  await runAll(system);
  await system.clock.advance(3_600_000);
  return system;
}

function removeFromCrm(system: SyncSystem, from: number, to: number): void {
  for (let index = from; index < to; index += 1) system.crm.remove(`p${index}`);
}

function deletionsOf({ results }: Process): unknown {
  return results['deletions'];
}

it('B69: deletes people in Quo that a full sync did not see and that the CRM does not have any more', async () => {
  const system = await createSynced(250);
  removeFromCrm(system, 10, 40);
  const { process } = await runAll(system);
  expect(deletionsOf(process)).toEqual({ found: 30, deleted: 30, kept: 0, guarded: false });
  expect(system.quo.stored.size).toBe(220);
  expect(system.quo.deleted).toHaveLength(30);
  expect(await system.mappings.count(SCOPE)).toBe(220);
  const next = await runAll(system);
  expect(deletionsOf(next.process)).toBeUndefined();
});

it('keeps them unless the policy says otherwise, and says how many there are, without asking the CRM', async () => {
  const system = await createSynced(50, { config: {} });
  removeFromCrm(system, 0, 5);
  let asked = 0;
  system.crm.afterRead = () => void (asked += 1);
  const { process } = await runAll(system);
  expect(deletionsOf(process)).toEqual({ found: 5, deleted: 0, kept: 5, guarded: false });
  expect([system.quo.stored.size, asked]).toEqual([50, 1]);
});

it('keeps people that the list left out although the CRM has them', async () => {
  const system = await createSynced(50);
  removeFromCrm(system, 0, 2);
  system.crm.tamper = (page) => ({ ...page, data: page.data.filter(({ id }) => id !== 'p30' && id !== 'p31') });
  const { process } = await runAll(system);
  expect(deletionsOf(process)).toEqual({ found: 4, deleted: 2, kept: 2, guarded: false });
  expect(system.quo.stored.has('p30')).toBe(true);
});

it.each([
  [20, 50, false],
  [21, 50, true],
  [100, 500, false],
  [101, 500, true],
])('deletes %i people of %i, or none when that is more likely a mistake: %s', async (gone, all, guarded) => {
  const system = await createSynced(all);
  removeFromCrm(system, 0, gone);
  const { process } = await runAll(system);
  expect(deletionsOf(process)).toEqual({ found: gone, deleted: guarded ? 0 : gone, kept: guarded ? gone : 0, guarded });
  expect(system.quo.stored.size).toBe(guarded ? all : all - gone);
});

it('deletes no one when the CRM shows no one any more', async () => {
  const system = await createSynced(300);
  system.crm.people = [];
  const { process } = await runAll(system);
  expect(deletionsOf(process)).toMatchObject({ found: 300, deleted: 0, guarded: true });
  expect(system.quo.stored.size).toBe(300);
});

it('deletes no one that was created or changed while the sync ran', async () => {
  const system = await createSynced(30);
  const machine = system.boot();
  const { integration, engine } = machine;
  let isDone = false;
  system.crm.afterRead = async () => {
    if (isDone) return;
    isDone = true;
    const updatedAt = toIso(system.clock.now());
    system.crm.put({ id: 'new', name: 'new', phone: '+14155550999', updatedAt });
    system.crm.put({ id: 'p3', name: 'changed', phone: '+14155550003', updatedAt });
    // The list does not show them (yet); a webhook does.
    await engine.syncOrchestrator.handleWebhook({ integration, ids: ['new', 'p3'], objectType: 'Person' });
  };
  system.crm.tamper = (page) => ({ ...page, data: page.data.filter(({ id }) => id !== 'new' && id !== 'p3') });
  const { processIds } = await integration.startInitialSync();
  await untilQuiet(system, machine);
  expect(system.quo.deleted).toEqual([]);
  expect(system.quo.stored.size).toBe(system.crm.people.length);
  expect(deletionsOf(await system.find(processIds[0] ?? ''))).toMatchObject({ deleted: 0 });
});

it.each([1, 2, 3, 4, 5, 6])('comes to the same numbers when call %i to the CRM, the mapping or Quo fails', async (failing) => {
  const system = await createSynced(300);
  removeFromCrm(system, 10, 60);
  let calls = 0;
  const fail = (): void => {
    if ((calls += 1) === failing) throw new Error('crash');
  };
  const { findUnseen, remove } = system.mappings;
  system.mappings.findUnseen = async (query) => {
    const found = await findUnseen(query);
    if (query.limit > 1) fail();
    return found;
  };
  system.mappings.remove = async (request) => {
    fail();
    await remove(request);
    fail();
  };
  const { process } = await runAll(system);
  expect(calls).toBeGreaterThanOrEqual(failing);
  expect(deletionsOf(process)).toEqual({ found: 50, deleted: 50, kept: 0, guarded: false });
  expect(system.quo.stored.size).toBe(250);
});

it('passes its position on when its time is up, and goes on from there on another machine', async () => {
  const system = await createSynced(1000, { engine: { fetchTimeBudgetMs: 1 } });
  removeFromCrm(system, 100, 300);
  system.crm.afterRead = async () => system.clock.sleep(1);
  const { process } = await runAll(system);
  expect(deletionsOf(process)).toEqual({ found: 200, deleted: 200, kept: 0, guarded: false });
  expect(system.quo.stored.size).toBe(800);
});

it('comes to the same numbers when each message comes twice', async () => {
  const system = await createSynced(300, {
    wrapQueue: (queue) => ({
      ...queue,
      consume: async (...args) => queue.consume(...args),
      send: async (messages, options) => queue.send([...messages, ...messages], options),
    }),
  });
  removeFromCrm(system, 10, 60);
  const { process } = await runAll(system);
  expect(deletionsOf(process)).toEqual({ found: 50, deleted: 50, kept: 0, guarded: false });
});

it('keeps a person that Quo refuses to delete, and deletes the others', async () => {
  const system = await createSynced(40);
  removeFromCrm(system, 0, 3);
  const deleteOne = system.quo.deleteByExternalId.bind(system.quo);
  system.quo.deleteByExternalId = async (externalId, options) => {
    if (externalId === 'p1') throw new ApiRefusedError({ api: 'Quo', operation: 'DELETE /v1/contacts', status: 403 });
    await deleteOne(externalId, options);
  };
  const { process } = await runAll(system);
  expect(deletionsOf(process)).toEqual({ found: 3, deleted: 2, kept: 1, guarded: false });
});

it('gives way to a newer full sync: the people that the older one saw are not known any more', async () => {
  const system = await createSynced(40);
  removeFromCrm(system, 0, 3);
  const { process } = await runAll(system);
  const sent = system.quo.deleted.length;
  await system.clock.advance(3_600_000);
  await runAll(system);
  const machine = system.boot();
  const address = { ...SCOPE, connector: 'fake', personObjectType: 'Person', processId: process.id };
  const { objectType: _type, ...rest } = address;
  await machine.engine.queueManager.queueSweepDeleted({ ...rest, phase: 'delete', limit: 100, found: 40, gone: 0, kept: 0, attempt: 0 });
  system.crm.people = [];
  await untilQuiet(system, machine);
  expect(system.quo.deleted).toHaveLength(sent);
  expect(system.quo.stored.size).toBe(37);
});

it('sweeps no one after a sync that did not complete', async () => {
  const system = await createSynced(300);
  removeFromCrm(system, 0, 3);
  system.crm.beforePage = ({ page, limit }) => {
    if ((page ?? 0) * limit >= 200) throw new Error('connection reset');
  };
  const { process } = await runAll(system);
  expect([process.state, deletionsOf(process)]).toEqual(['ERROR', undefined]);
  expect(system.quo.stored.size).toBe(300);
});

it.each([
  ['a rate limit of 40 minutes', () => new ApiRateLimitedError({ ...DELETE, status: 429 }, 2_400_000)],
  ['an outage of 40 minutes', () => new ApiUnavailableError({ ...DELETE, status: 503 })],
  ['an account that is refused for 40 minutes', () => new ApiUnauthorizedError({ ...DELETE, status: 401 })],
])('F9: is finished after %s, and says until then that it is pending', async (_what, error) => {
  const system = await createSynced(40);
  removeFromCrm(system, 0, 3);
  const deleteOne = system.quo.deleteByExternalId.bind(system.quo);
  let untilMs: number | undefined;
  system.quo.deleteByExternalId = async (externalId, options) => {
    untilMs ??= system.clock.now() + 2_400_000;
    if (system.clock.now() < untilMs) throw error();
    await deleteOne(externalId, options);
  };
  const machine = system.boot();
  const id = await startSync(machine);
  const workers = machine.start();
  await system.when(id, ({ endedAt }) => endedAt !== null);
  await system.clock.advance(60_000);
  expect(deletionsOf(await system.find(id))).toEqual({ found: 3, deleted: 0, kept: 3, guarded: false, pending: true });
  const process = await system.when(id, (each) => readDeletions(each)?.pending === undefined);
  expect([deletionsOf(process), system.quo.stored.size]).toEqual([{ found: 3, deleted: 3, kept: 0, guarded: false }, 37]);
  expect(process.context).not.toHaveProperty('checkAt');
  await system.halt([machine, workers]);
});

it('F9: is started again by the watchdog when its message is lost', async () => {
  let isLost = false;
  const system = await createSynced(40);
  removeFromCrm(system, 0, 3);
  const machine = system.boot({ queues: { fetch: losingOnce(createMemoryQueue({ clock: system.clock }), () => (isLost = true)) } });
  const id = await startSync(machine);
  const workers = machine.start();
  const process = await system.when(id, (each) => readDeletions(each)?.deleted === 3);
  expect([isLost, deletionsOf(process)]).toEqual([true, { found: 3, deleted: 3, kept: 0, guarded: false }]);
  await system.halt([machine, workers]);
});

it('gives way only to a newer full sync, however many ongoing syncs came since', async () => {
  const system = await createSynced(40, { config: { syncConfig: { ...DELETING.syncConfig, catchUp: false } } });
  removeFromCrm(system, 0, 3);
  const deleteOne = system.quo.deleteByExternalId.bind(system.quo);
  let isAway = true;
  system.quo.deleteByExternalId = async (externalId, options) => {
    if (isAway) throw new ApiUnauthorizedError({ ...DELETE, status: 401 });
    await deleteOne(externalId, options);
  };
  const machine = system.boot();
  const id = await startSync(machine);
  const workers = machine.start();
  await system.when(id, (each) => readDeletions(each)?.pending === true);
  for (let ongoing = 0; ongoing < 25; ongoing += 1) {
    await system.clock.advance(60_000);
    const { processIds } = await machine.integration.startOngoingSync();
    await system.when(processIds[0] ?? '', ({ endedAt }) => endedAt !== null);
  }
  isAway = false;
  await system.when(id, (each) => readDeletions(each)?.deleted === 3);
  await system.halt([machine, workers]);
});

/** A queue that says it took the first message of a sweep, and loses it. */
function losingOnce(queue: MessageQueue, onLoss: () => void): MessageQueue {
  let isLost = false;
  return {
    limits: queue.limits,
    send: async (messages, options) => {
      const isSweep = messages.some(({ body }) => body.includes('SWEEP_DELETED'));
      if (!isSweep || isLost) return queue.send(messages, options);
      isLost = true;
      onLoss();
    },
    consume: async (handler, options) => queue.consume(handler, options),
    close: async () => queue.close(),
  };
}
