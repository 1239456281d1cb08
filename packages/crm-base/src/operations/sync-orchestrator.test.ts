import { readProgress, type MessageQueue } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { createMemoryQueue } from '@frigg-crm/memory';
import { createVirtualClock, TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { ProcessManager } from '../process/process-manager.ts';
import { QueueManager } from '../queue/queue-manager.ts';
import { SyncOrchestrator } from './sync-orchestrator.ts';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, runInitialSync, startSync } from '../test-support/sync-system.ts';

const CURSOR_BASED = { syncConfig: { paginationType: 'CURSOR_BASED', supportsTotal: false } } as const;

it('B27: returns the running sync on a second click, also when ten come at once', async () => {
  const system = createSyncSystem({ people: fakePeople(10) });
  const started = await Promise.all(Array.from({ length: 10 }, async () => system.integration.startInitialSync()));
  expect(new Set(started.flatMap(({ processIds }) => processIds)).size).toBe(1);
  expect(system.fetch.size.waiting).toBe(1);
  const again = await system.integration.startOngoingSync();
  expect(again.processIds).toEqual(started[0]?.processIds);
});

it('B64: sends the first message with the second click when the first one failed half-way', async () => {
  let failures = 1;
  const system = createSyncSystem({
    people: fakePeople(10),
    wrapQueue: (queue) => ({
      ...queue,
      consume: async (...args) => queue.consume(...args),
      send: async (...args) => {
        if ((failures -= 1) >= 0) throw new Error('the queue is away');
        return queue.send(...args);
      },
    }),
  });
  await expect(system.integration.startInitialSync()).rejects.toThrow('the queue is away');
  expect((await runInitialSync(system)).state).toBe('COMPLETED');
  expect(system.quo.stored.size).toBe(10);
});

it('starts anew when the sync before has ended', async () => {
  const system = createSyncSystem({ people: fakePeople(10) });
  const first = await runInitialSync(system);
  const { processIds } = await system.integration.startInitialSync();
  expect(processIds).not.toContain(first.id);
});

it('B59: knows and cancels what is under way; late work changes nothing', async () => {
  const system = createSyncSystem({ people: fakePeople(500) });
  const { integration } = system;
  const { syncOrchestrator } = system.engine;
  expect(await syncOrchestrator.hasActiveSyncs({ integration })).toBe(false);
  const { processIds } = await integration.startInitialSync();
  expect(await syncOrchestrator.hasActiveSyncs({ integration, objectType: 'Person' })).toBe(true);
  expect(await syncOrchestrator.hasActiveSyncs({ integration, objectType: 'Company' })).toBe(false);
  let cancelled: readonly string[] = [];
  system.quo.beforeBatch = async () => {
    if (system.quo.stored.size >= 200 && cancelled.length === 0) cancelled = await syncOrchestrator.cancelActiveSyncs({ integration });
  };
  const [process] = await system.untilEnded(system.machine, processIds);
  expect(cancelled).toEqual(processIds);
  expect(process?.state).toBe('CANCELLED');
  const counted = process === undefined ? undefined : readProgress(process);
  const late = { integrationId: 'i1', connector: 'fake', personObjectType: 'Person', processId: processIds[0] ?? '' };
  const machine = system.boot();
  const reference = { kind: 'page', page: 4, cursor: null, endsPlan: true } as const;
  await machine.engine.queueManager.queueProcessPersonBatch({ ...late, unit: 4, attempt: 0, reference });
  await machine.engine.queueManager.queueCompleteSync(late);
  const pagesBefore = system.crm.pages.length;
  const workers = machine.start();
  await system.clock.advance(60_000);
  machine.stop.abort();
  await system.clock.runUntil(workers);
  expect(machine.work.size).toMatchObject({ waiting: 0, delayed: 0, inFlight: 0 });
  expect(system.crm.pages).toHaveLength(pagesBefore);
  expect(readProgress(await system.find(processIds[0] ?? ''))).toEqual(counted);
  expect(await syncOrchestrator.hasActiveSyncs({ integration })).toBe(false);
  expect(await syncOrchestrator.cancelActiveSyncs({ integration })).toEqual([]);
});

it('B57, B58: reaches back from the start of the last completed sync by the overlap, and fetches only what changed', async () => {
  const system = createSyncSystem({ people: fakePeople(150), config: CURSOR_BASED });
  const { integration } = system;
  const { syncOrchestrator } = system.engine;
  expect(await syncOrchestrator.getLastSyncTime({ integration, objectType: 'Person' })).toBeNull();
  system.quo.beforeBatch = async () => system.clock.sleep(60_000);
  await runInitialSync(system);
  const watermark = toIso(TEST_START_MS - 300_000);
  expect(await syncOrchestrator.getLastSyncTime({ integration, objectType: 'Person' })).toBe(watermark);

  system.crm.people[3] = { id: 'p3', name: 'Changed', phone: '+14155550103', updatedAt: toIso(TEST_START_MS + 1) };
  system.crm.pages.length = 0;
  const second = system.boot();
  const { processIds } = await second.integration.startOngoingSync();
  const [ongoing] = await system.untilEnded(second, processIds);
  expect(ongoing?.context).toMatchObject({ syncType: 'ONGOING', lastSyncedTimestamp: watermark });
  expect(system.crm.pages).toEqual([expect.objectContaining({ modifiedSince: watermark, limit: 50 })]);
  expect(ongoing === undefined ? undefined : readProgress(ongoing)).toMatchObject({ processedRecords: 1, totalSynced: 1 });
});

it('syncs all people in an ongoing sync when none was completed before', async () => {
  const system = createSyncSystem({ people: fakePeople(120) });
  const { processIds } = await system.integration.startOngoingSync();
  const [process] = await system.untilEnded(system.machine, processIds);
  expect(process?.context['lastSyncedTimestamp']).toBeNull();
  expect(system.quo.stored.size).toBe(120);
});

it('B9, B67, P14: syncs the people a webhook names, in chunks, and completes; who is gone is skipped', async () => {
  const system = createSyncSystem({ people: fakePeople(120) });
  const ids = [...system.crm.people.map(({ id }) => id ?? ''), 'gone', 'p1', ''];
  const { processIds } = await system.engine.syncOrchestrator.handleWebhook({
    integration: system.integration,
    ids,
    objectType: 'Person',
  });
  const [process] = await system.untilEnded(system.machine, processIds);
  expect(process).toMatchObject({ state: 'COMPLETED', context: { syncType: 'WEBHOOK', processedRecords: 121 } });
  expect(process?.results).toMatchObject({
    aggregateData: { totalSynced: 120, totalSkipped: 1 },
    pages: { totalPages: 3, processedPages: 3 },
  });
});

it('stores the people of a webhook with its process: a queue that is down loses no one', async () => {
  let isAway = true;
  const system = createSyncSystem({
    people: fakePeople(120),
    wrapQueue: (queue) => ({
      ...queue,
      consume: async (...args) => queue.consume(...args),
      send: async (...args) => (isAway ? Promise.reject(new Error('the queue is away')) : queue.send(...args)),
    }),
  });
  const { integration } = system;
  const ids = system.crm.people.map(({ id }) => id ?? '');
  await expect(system.engine.syncOrchestrator.handleWebhook({ integration, ids, objectType: 'Person' })).rejects.toThrow('away');
  isAway = false;
  const resumed = await system.engine.syncOrchestrator.resumeActiveSyncs({ integration });
  await system.untilEnded(system.machine, resumed);
  expect(system.quo.stored.size).toBe(120);
});

it('queues nothing again at a start while a queue that outlives programs holds messages of the sync, and all when it holds none', async () => {
  const clock = createVirtualClock();
  const queues = { fetch: createMemoryQueue({ clock }), work: createMemoryQueue({ clock }) };
  const sent: string[] = [];
  let isLost = false;
  const outliving = (queue: MessageQueue): MessageQueue => ({
    limits: queue.limits,
    consume: async (...call) => queue.consume(...call),
    close: async () => queue.close(),
    hasGroup: async (groupId) => groupId === 'i1' && !isLost,
    async send(messages, call) {
      sent.push(...messages.map(({ body }) => (JSON.parse(body) as { event: string }).event));
      if (!isLost) await queue.send(messages, call);
    },
  });
  const system = createSyncSystem({
    clock,
    people: fakePeople(30),
    engine: { queues: { fetch: outliving(queues.fetch), work: outliving(queues.work) } },
  });
  await startSync(system);
  expect(sent).toEqual(['FETCH_PERSON_PAGE']);
  const [first, second] = [system.boot(), system.boot()] as const;
  for (const { engine, integration } of [first, second]) await engine.syncOrchestrator.resumeActiveSyncs({ integration });
  expect(sent).toEqual(['FETCH_PERSON_PAGE']);
  isLost = true;
  await second.engine.syncOrchestrator.resumeActiveSyncs({ integration: second.integration });
  expect(sent).toEqual(['FETCH_PERSON_PAGE', 'FETCH_PERSON_PAGE']);
});

it('P26: starts nothing for a webhook that names no one', async () => {
  const system = createSyncSystem();
  const started = await system.engine.syncOrchestrator.handleWebhook({ integration: system.integration, ids: [], objectType: 'Person' });
  expect(started.processIds).toEqual([]);
});

it('runs one sync per object type, side by side', async () => {
  const system = createSyncSystem({ people: fakePeople(150) });
  const types = [{ crmObjectName: 'Contact' }, { crmObjectName: 'Lead' }];
  Object.assign(system.integration.config, { personObjectTypes: types });
  const { processIds, personObjectTypes } = await system.integration.startInitialSync();
  expect(personObjectTypes).toEqual(['Contact', 'Lead']);
  const processes = await system.untilEnded(system.machine, processIds);
  expect(processes.map(({ state, context }) => [state, context['personObjectType'], context['processedRecords']])).toEqual([
    ['COMPLETED', 'Contact', 150],
    ['COMPLETED', 'Lead', 150],
  ]);
});

it('F33: refuses a webhook without ids: it would be lost in silence', async () => {
  const { engine, integration } = createSyncSystem();
  const unread = { integration, objectType: 'Person', data: { id: 1 } } as never;
  await expect(engine.syncOrchestrator.handleWebhook(unread)).rejects.toMatchObject({ code: 'INVALID_PROCESS_DATA' });
});

it.each([
  ['ProcessManager', ProcessManager],
  ['QueueManager', QueueManager],
  ['SyncOrchestrator', SyncOrchestrator],
])('F31: names what is missing or unknown when a %s is made', (name, Class: new (options: never) => unknown) => {
  expect(() => new Class({ id: 7 } as never)).toThrow(new RegExp(`${name}: .*required; id is no option`));
});

it('F34: refuses by name what a new sync does not take', async () => {
  const { engine } = createSyncSystem();
  const sync = {
    userId: 'u1',
    integrationId: 'i1',
    connector: 'fake',
    personObjectType: 'Person',
    syncType: 'INITIAL',
    pageSize: 10,
  } as const;
  const unknown = { ...sync, state: 'QUEUING_PAGES', totalRecords: 3 };
  await expect(engine.processManager.createSyncProcess(unknown)).rejects.toThrow('A new sync has unknown keys: state, totalRecords');
  expect((await engine.processManager.createSyncProcess(sync)).state).toBe('INITIALIZING');
});
