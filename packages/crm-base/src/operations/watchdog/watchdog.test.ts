import { readProgress, toProcessId, type MessageQueue, type Process, type ProcessRepository } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { createMemoryLeases, createMemoryQueue, type MemoryQueue } from '@frigg-crm/memory';
import type { VirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { encodeSyncMessage } from '../../queue/sync-message.ts';
import { readDeletions } from '../../sync/deletions/deletions.ts';
import { catchUpIdOf } from '../../sync/start-catch-up.ts';
import { createSyncControl } from '../create-sync-control.ts';
import { fakePeople } from '../../test-support/fake-crm.ts';
import { createSyncSystem, runInitialSync, startSync, type SyncSystem, type EngineParts } from '../../test-support/sync-system.ts';

/** Of a hundred people. */
const PAGES = 10;
const config = { syncConfig: { initialBatchSize: 10, catchUp: false } };
const counted = (process: Process): number => readProgress(process).processedRecords;
const ended = ({ endedAt }: Process): boolean => endedAt !== null;

/** A queue that says it took a message and loses it. */
function losing(queue: MessageQueue, loses: (body: string) => boolean): MessageQueue {
  return {
    limits: queue.limits,
    send: async (messages, options) =>
      queue.send(
        messages.filter(({ body }) => !loses(body)),
        options,
      ),
    consume: async (handler, options) => queue.consume(handler, options),
    close: async () => queue.close(),
  };
}

describe('a sync whose messages are lost', () => {
  it.each([
    ['a page', '"unit":4'],
    ['the first message', 'FETCH_PERSON_PAGE'],
    ['the fan-out', 'FAN_OUT_PAGES'],
    ['the completion', 'COMPLETE_SYNC'],
  ])('B16: gets exactly what it lacks when %s is lost', async (_what, lost) => {
    let isLost = false;
    const loses = (body: string): boolean => {
      if (isLost || !body.includes(lost)) return false;
      isLost = true;
      return true;
    };
    const system = createSyncSystem({ people: fakePeople(100), config, wrapQueue: (queue) => losing(queue, loses) });
    const process = await runInitialSync(system);
    expect([isLost, process.state, counted(process), system.quo.stored.size]).toEqual([true, 'COMPLETED', 100, 100]);
    expect(system.crm.pages.length).toBeLessThanOrEqual(PAGES + 1);
  });

  it('B16: ends as failed, with the reason, when nothing helps; and a redrive finishes it', async () => {
    let isLost = true;
    const loses = (body: string): boolean => isLost && body.includes('"unit":4');
    const system = createSyncSystem({ people: fakePeople(100), config, wrapQueue: (queue) => losing(queue, loses) });
    const workers = system.start();
    const id = await startSync(system);
    const process = await system.when(id, ended);
    expect(process).toMatchObject({
      state: 'ERROR',
      context: { errorCode: 'STALLED', error: expect.stringContaining('1 pages are missing') },
    });
    expect(counted(process)).toBe(90);
    isLost = false;
    await system.engine.control.redriveSync(id);
    const redriven = await system.when(id, ended);
    expect([redriven.state, counted(redriven), system.quo.stored.size]).toEqual(['COMPLETED', 100, 100]);
    await system.halt([system.machine, workers]);
  });

  it('is not given up while it moves, however often it has to be helped', async () => {
    const lostOnce = new Set<string>();
    const loses = (body: string): boolean => {
      const unit = /"unit":(\d+)/.exec(body)?.[1];
      if (unit === undefined || lostOnce.has(unit) || lostOnce.size < Number(unit)) return false;
      lostOnce.add(unit);
      return true;
    };
    const queueConfig = { maxOutstandingPages: 1 };
    const system = createSyncSystem({
      people: fakePeople(80),
      config: { ...config, queueConfig },
      wrapQueue: (queue) => losing(queue, loses),
    });
    const process = await runInitialSync(system);
    expect([process.state, counted(process), lostOnce.size]).toEqual(['COMPLETED', 80, 8]);
  });
});

describe('dead letters', () => {
  it('B14: settle their unit as failed, so that the sync ends and names it', async () => {
    const deadLetters: MemoryQueue[] = [];
    const system = createSyncSystem({
      people: fakePeople(50),
      config,
      engine: { watchdog: { stallTimeoutMs: 10_000_000 } },
      engineOf: (clock: VirtualClock) => {
        const deadLetterQueue = createMemoryQueue({ clock, maxReceiveCount: 1000 });
        deadLetters.push(deadLetterQueue);
        return { queues: { deadLetters: { work: deadLetterQueue } } };
      },
      wrapQueue: (queue) => losing(queue, (body) => body.includes('"unit":2')),
    });
    const workers = system.start();
    const id = await startSync(system);
    await system.when(id, (process) => counted(process) === 40);
    const address = { integrationId: 'i1', connector: 'fake', personObjectType: 'Person', processId: id };
    const reference = { kind: 'page', page: 2, cursor: null, endsPlan: false } as const;
    const body = encodeSyncMessage({ v: 1, event: 'PROCESS_PERSON_BATCH', data: { ...address, unit: 2, attempt: 0, reference } });
    await deadLetters[0]?.send([{ body: 'not for us' }, { body }, { body }]);
    const process = await system.when(id, ended);
    expect([process.state, process.ledger.failed, readProgress(process).errors[0]?.code]).toEqual(['ERROR', [[2, 2]], 'DEAD_LETTER']);
    // What cannot be read stays.
    expect(deadLetters[0]?.size).toEqual({ waiting: 0, delayed: 1, inFlight: 0 });
    await system.halt([system.machine, workers]);
  });
});

it('B16: a dead letter of a sync that has ended starts what is owed after it, where no watchdog runs', async () => {
  const deadLetters: MemoryQueue[] = [];
  const isCompletion = (body: string): boolean => body.includes('COMPLETE_SYNC');
  let isLost = true;
  const system = createSyncSystem({
    people: fakePeople(5),
    config: { syncConfig: { initialBatchSize: 10, catchUp: true } },
    engineOf: (clock: VirtualClock) => {
      const work = createMemoryQueue({ clock });
      deadLetters.push(work);
      return { queues: { deadLetters: { work } } };
    },
    wrapQueue: (queue) => losing(queue, (body) => isLost && isCompletion(body)),
  });
  const { integration, engine, stop, clock } = system;
  const workers = engine.runWorkers({ resolveIntegration: async () => integration, signal: stop.signal, withWatchdog: false });
  const id = await startSync(system);
  const completing = await system.when(id, ({ state }) => state === 'COMPLETING');
  await engine.processManager.completeWithFollowUps(completing, toIso(clock.now() + 60_000));
  isLost = false;
  const address = { integrationId: 'i1', connector: 'fake', personObjectType: 'Person', processId: id };
  await deadLetters[0]?.send([{ body: encodeSyncMessage({ v: 1, event: 'COMPLETE_SYNC', data: address }) }]);
  await clock.advance(1_000_000);
  const catchUp = await system.find(catchUpIdOf(id));
  expect(catchUp.state).toBe('COMPLETED');
  expect(await system.find(id)).not.toHaveProperty('context.checkAt');
  await system.halt([system.machine, workers]);
});

describe('programs that share a store and nothing else', () => {
  function sharedSystem(people: number): SyncSystem {
    let leases: ReturnType<typeof createMemoryLeases> | undefined;
    const engineOf = (clock: VirtualClock): EngineParts => {
      leases ??= createMemoryLeases({ clock });
      return { store: { leases }, queues: { isShared: false } };
    };
    const system = createSyncSystem({ people: fakePeople(people), config, engineOf });
    system.quo.beforeBatch = async () => system.clock.sleep(200);
    return system;
  }

  it('leave each other alone while they live', async () => {
    const system = sharedSystem(400);
    const other = system.boot();
    const running = [
      [system.machine, system.start()],
      [other, other.start()],
    ] as const;
    const id = await startSync(system);
    const process = await system.when(id, ended);
    expect([process.state, counted(process)]).toEqual(['COMPLETED', 400]);
    expect(system.crm.pages).toHaveLength(40);
    expect(other.work.size).toEqual({ waiting: 0, delayed: 0, inFlight: 0 });
    await system.halt(...running);
  });

  it('take a sync over in less than five seconds when the other one crashes', async () => {
    const system = sharedSystem(400);
    const other = system.boot();
    void system.start();
    const workers = other.start();
    const id = await startSync(system);
    await system.when(id, (process) => counted(process) >= 100);
    system.machine.crash();
    const before = counted(await system.find(id));
    const crashedMs = system.clock.now();
    await system.when(id, (process) => counted(process) > before);
    expect(system.clock.now() - crashedMs).toBeLessThan(5000);
    const process = await system.when(id, ended);
    expect([process.state, counted(process), system.quo.stored.size]).toEqual(['COMPLETED', 400, 400]);
    await system.halt([other, workers]);
  });

  it('hand a sync over at once when they are stopped in good order', async () => {
    const system = sharedSystem(400);
    const other = system.boot();
    const running = system.start();
    const workers = other.start();
    const id = await startSync(system);
    await system.when(id, (process) => counted(process) >= 100);
    await system.halt([system.machine, running]);
    const process = await system.when(id, ended);
    expect([process.state, counted(process), system.quo.stored.size]).toEqual(['COMPLETED', 400, 400]);
    await system.halt([other, workers]);
  });
});

describe('a program that crashes when a full sync has just completed', () => {
  it('F10: leaves a note by which another program starts the catch-up and the sweep', async () => {
    const following = { syncConfig: { initialBatchSize: 10, catchUp: true, deletionPolicy: 'delete' } } as const;
    let crash: (() => void) | undefined;
    // The program crashes with the save that completes the sync.
    const wrapRepository = (repository: ProcessRepository): ProcessRepository => ({
      ...repository,
      save: async (process, options) => {
        const saved = await repository.save(process, options);
        if (saved.state === 'COMPLETED') crash?.();
        return saved;
      },
    });
    const system = createSyncSystem({ people: fakePeople(40), config: following, wrapRepository });
    await system.untilEnded(system.machine, [await startSync(system)]);
    await system.clock.advance(3_600_000);
    system.crm.people = system.crm.people.slice(3);
    const crashing = system.boot();
    crash = () => crashing.crash();
    const id = await startSync(crashing);
    void crashing.start();
    const process = await system.when(id, ended);
    crash = undefined;
    expect([process.state, process.results['deletions'], await system.processes.findById(toProcessId(catchUpIdOf(id)))]).toEqual([
      'COMPLETED',
      undefined,
      undefined,
    ]);
    const other = system.boot();
    const workers = other.start();
    await system.when(id, ({ results }) => results['deletions'] !== undefined);
    const followed = await system.when(id, (each) => readDeletions(each)?.pending === undefined);
    expect(readDeletions(followed)).toEqual({ found: 3, deleted: 3, kept: 0, guarded: false });
    expect((await system.when(catchUpIdOf(id), ended)).state).toBe('COMPLETED');
    await system.halt([other, workers]);
  });
});

describe('a store with many syncs of other programs', () => {
  const paused = async (system: SyncSystem, integrationId: string, until?: string): Promise<Process> => {
    const sync = { userId: 'u', integrationId, connector: 'fake', personObjectType: 'Person', syncType: 'INITIAL', pageSize: 10 } as const;
    const { id } = await system.engine.processManager.createSyncProcess(sync);
    return system.engine.processManager.pause(id, { code: 'RATE_LIMITED', message: 'wait', ...(until !== undefined && { until }) });
  };

  it('F7: does not keep the watchdog from resuming, requeuing and rescuing', async () => {
    const system = createSyncSystem({ people: fakePeople(30), config });
    const over = system.clock.now() + 60_000;
    const id = await startSync(system);
    await system.engine.processManager.pause(id, { code: 'RATE_LIMITED', message: 'wait', until: toIso(over) });
    // Of a connector that this program does not serve: due as well, or waiting for an operator.
    for (let index = 0; index < 250; index += 1) await paused(system, `other-${index}`, index < 130 ? toIso(over) : undefined);
    const machine = system.boot();
    const workers = machine.start();
    const process = await system.when(id, ended);
    expect([process.state, counted(process)]).toEqual(['COMPLETED', 30]);
    await system.halt([machine, workers]);
  });

  it('F7: does not keep the watchdog from a request of an operator', async () => {
    const system = createSyncSystem({ people: fakePeople(30), config });
    const id = await startSync(system);
    await system.engine.processManager.pause(id);
    await system.clock.advance(1000);
    for (let index = 0; index < 1100; index += 1) await paused(system, `other-${index}`);
    const { processRepository, mappingRepository } = system.engine.store;
    const control = createSyncControl({ processRepository, mappingRepository, clock: system.clock });
    await control.resumeSync(id);
    const machine = system.boot();
    const workers = machine.start();
    const process = await system.when(id, ended);
    expect([process.state, counted(process)]).toEqual(['COMPLETED', 30]);
    await system.halt([machine, workers]);
  });
});

it('F19: a watchdog on a machine whose clock is 301 seconds ahead ends no healthy sync', async () => {
  const system = createSyncSystem({ people: fakePeople(100), config });
  system.quo.beforeBatch = async () => system.clock.sleep(20_000);
  const ahead = { ...system.clock, now: () => system.clock.now() + 301_000 };
  const other = system.boot({ clock: ahead });
  const running = [
    [system.machine, system.start(1)],
    [other, other.engine.runWatchdog({ resolveIntegration: async () => other.integration, signal: other.stop.signal })],
  ] as const;
  const id = await startSync(system);
  const process = await system.when(id, ended);
  expect([process.state, counted(process), process.context['rescue']]).toEqual(['COMPLETED', 100, undefined]);
  expect(other.work.size).toEqual({ waiting: 0, delayed: 0, inFlight: 0 });
  await system.halt(...running);
});
