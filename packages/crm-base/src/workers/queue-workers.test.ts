import { InvalidMessageError, type MessageQueue, type Process } from '@frigg-crm/core';
import { createMemoryQueue } from '@frigg-crm/memory';
import { describe, expect, it } from 'vitest';
import { encodeSyncMessage, type SyncMessage } from '../queue/sync-message.ts';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, startSync, type SyncSystem } from '../test-support/sync-system.ts';

const config = { syncConfig: { initialBatchSize: 10, catchUp: false } };
const ADDRESS = { integrationId: 'i1', connector: 'fake', personObjectType: 'Person' };
const ended = ({ endedAt }: Process): boolean => endedAt !== null;

/** Messages of a sync, of every kind. */
function everyMessage(address: SyncMessage['data']): readonly SyncMessage[] {
  const reference = { kind: 'page', page: 0, cursor: null, endsPlan: false } as const;
  return [
    { v: 1, event: 'FETCH_PERSON_PAGE', data: { ...address, attempt: 0 } },
    { v: 1, event: 'FAN_OUT_PAGES', data: { ...address, from: 0, to: 2, attempt: 0 } },
    { v: 1, event: 'PROCESS_PERSON_BATCH', data: { ...address, unit: 0, attempt: 0, reference } },
    { v: 1, event: 'COMPLETE_SYNC', data: address },
    { v: 1, event: 'SWEEP_DELETED', data: { ...address, phase: 'delete', limit: 9, attempt: 0, found: 0, gone: 0, kept: 0 } },
  ];
}

/** A system with a process of another integration, whose numbers must not change. */
async function withForeignProcess(): Promise<{ readonly system: SyncSystem; readonly foreign: Process }> {
  const system = createSyncSystem({ people: fakePeople(20), config });
  const sync = { ...ADDRESS, integrationId: 'i0', userId: 'u0', syncType: 'INITIAL', pageSize: 10 } as const;
  return { system, foreign: await system.engine.processManager.createSyncProcess(sync) };
}

describe('a message whose process belongs to another integration', () => {
  it.each(['known', 'deleted'] as const)(
    'F27: changes nothing and lies in the dead-letter queue, with its own integration %s',
    async (kind) => {
      const { system, foreign } = await withForeignProcess();
      const messages = everyMessage({ ...ADDRESS, processId: foreign.id });
      await system.work.send(messages.map((message) => ({ body: encodeSyncMessage(message) })));
      const resolveIntegration = async () => (kind === 'deleted' ? kind : system.integration);
      const workers = system.engine.runWorkers({ resolveIntegration, signal: system.stop.signal, withWatchdog: false });
      await system.clock.advance(60_000);
      await system.halt([system.machine, workers]);
      const reason = expect.stringContaining('does not belong to it: integrationId') as string;
      expect(system.work.deadLetters).toEqual(messages.map(() => expect.objectContaining({ reason })));
      expect(await system.find(foreign.id)).toEqual(foreign);
      expect([system.crm.pages.length, system.quo.stored.size]).toEqual([0, 0]);
    },
  );

  it('F27: stays in the dead-letter queue, where it changes nothing either', async () => {
    const { system, foreign } = await withForeignProcess();
    const letters = createMemoryQueue({ clock: system.clock, maxReceiveCount: 1000 });
    const other = system.boot({ queues: { deadLetters: { work: letters } } });
    const messages = everyMessage({ ...ADDRESS, processId: foreign.id });
    await letters.send(messages.map((message) => ({ body: encodeSyncMessage(message) })));
    const workers = other.start();
    await system.clock.advance(60_000);
    await system.halt([other, workers]);
    expect([letters.size.delayed, await system.find(foreign.id)]).toEqual([messages.length, foreign]);
  });
});

it('F12: an error of a send says nothing of the message that was worked on, whatever its code', async () => {
  let failures = 2;
  const wrapQueue = (queue: MessageQueue): MessageQueue => ({
    limits: queue.limits,
    send: async (messages, options) => {
      if (messages.some(({ body }) => body.includes('FAN_OUT_PAGES')) && (failures -= 1) >= 0) throw new InvalidMessageError('not sent');
      await queue.send(messages, options);
    },
    consume: async (handler, options) => queue.consume(handler, options),
    close: async () => queue.close(),
  });
  const system = createSyncSystem({ people: fakePeople(50), config, wrapQueue });
  const workers = system.start();
  const id = await startSync(system);
  const process = await system.when(id, ended);
  expect([process.state, failures, system.fetch.deadLetters]).toEqual(['COMPLETED', -1, []]);
  await system.halt([system.machine, workers]);
});

it('F15, F16: what is left of the life before a redrive neither ends the redriven sync nor fails its pages', async () => {
  const letters: MessageQueue[] = [];
  const system = createSyncSystem({
    people: fakePeople(60),
    config: { ...config, queueConfig: { maxAttempts: 1 } },
    engine: { watchdog: { stallTimeoutMs: 1e9 } },
    engineOf: (clock) => {
      const queue = createMemoryQueue({ clock, maxReceiveCount: 1000 });
      letters.push(queue);
      return { queues: { deadLetters: { work: queue } } };
    },
  });
  let isBroken = true;
  system.crm.beforePage = ({ page }) => {
    if (isBroken && page !== 0) throw new Error('connection reset');
  };
  const workers = system.start();
  const id = await startSync(system);
  expect((await system.when(id, ended)).state).toBe('ERROR');
  isBroken = false;
  system.quo.beforeBatch = async () => system.clock.sleep(5000);
  await system.engine.control.redriveSync(id);
  const messages = everyMessage({ ...ADDRESS, processId: id }).map((message) => ({ body: encodeSyncMessage(message) }));
  await system.work.send(messages);
  await letters[0]?.send(
    [1, 2, 3, 4, 5].flatMap((unit) => messages.map(({ body }) => ({ body: body.replace('"unit":0', `"unit":${unit}`) }))),
  );
  const process = await system.when(id, ended);
  expect([process.state, process.context['processedRecords'], system.quo.stored.size]).toEqual(['COMPLETED', 60, 60]);
  await system.halt([system.machine, workers]);
});
