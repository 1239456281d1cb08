import type { MessageQueue, ProcessRepository } from '@frigg-crm/core';
import { createMemoryProcessRepository, createMemoryQueue } from '@frigg-crm/memory';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { withWorkDeadline } from '../failures/with-work-deadline.ts';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, runInitialSync } from '../test-support/sync-system.ts';
import { withQueueDeadlines, withStoreDeadlines } from './with-engine-deadlines.ts';

const config = { syncConfig: { initialBatchSize: 10, catchUp: false } };
const never = async (): Promise<never> => new Promise(() => {});

function withSend(queue: MessageQueue, send: MessageQueue['send']): MessageQueue {
  return { limits: queue.limits, send, consume: async (...call) => queue.consume(...call), close: async () => queue.close() };
}

it('F3: a sync ends with exact numbers although one save of its store, one send and one call of its connector never return', async () => {
  const hung = new Set<string>();
  const hangOnce = async <Result>(what: string, call: () => Promise<Result>): Promise<Result> => {
    if (hung.has(what)) return call();
    hung.add(what);
    return never();
  };
  let saves = 0;
  const system = createSyncSystem({
    people: fakePeople(50),
    config,
    wrapRepository: (repository) => ({
      ...repository,
      save: async (...call) => ((saves += 1) < 3 ? repository.save(...call) : hangOnce('save', async () => repository.save(...call))),
    }),
    wrapQueue: (queue) =>
      withSend(queue, async (messages, options) =>
        messages[0]?.body.includes('PROCESS_PERSON_BATCH') === true
          ? hangOnce('send', async () => queue.send(messages, options))
          : queue.send(messages, options),
      ),
  });
  let pages = 0;
  system.crm.afterRead = async () => {
    pages += 1;
    if (pages === 2) await hangOnce('page', async () => {});
  };
  const process = await runInitialSync(system);
  expect([process.state, system.quo.stored.size, hung]).toEqual(['COMPLETED', 50, new Set(['save', 'send', 'page'])]);
});

it('gives every part of a store and each queue a deadline, and none to receiving', async () => {
  const clock = createVirtualClock();
  const deadlines = { clock, ms: 1000 };
  const processRepository: ProcessRepository = { ...createMemoryProcessRepository(), find: never };
  const find = withStoreDeadlines({ processRepository }, deadlines).processRepository.find({});
  await expect(clock.runUntil(find)).rejects.toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
  const hanging = withSend(createMemoryQueue({ clock }), never);
  const queues = withQueueDeadlines({ fetch: hanging, work: hanging }, deadlines);
  await expect(clock.runUntil(queues.work.send([]))).rejects.toThrow('The work queue did not respond to send within 1000 ms');
  const stop = new AbortController();
  const consumed = queues.fetch.consume(async () => [], { signal: stop.signal });
  await clock.advance(10_000);
  stop.abort();
  await consumed;
});

it('lets work that was begun end by itself when the worker stops, and aborts its signal', async () => {
  const clock = createVirtualClock();
  const stop = new AbortController();
  const ended: string[] = [];
  const work = withWorkDeadline(clock, { what: 'The work', ms: 1000, signal: stop.signal }, async ({ signal }) => {
    await clock.sleep(500);
    ended.push(signal?.aborted === true ? 'aborted' : 'undisturbed');
  });
  stop.abort();
  await clock.runUntil(work);
  expect(ended).toEqual(['aborted']);
  const late = withWorkDeadline(clock, { what: 'The work', ms: 1000 }, never);
  await expect(clock.runUntil(late)).rejects.toMatchObject({ code: 'WORK_TIMED_OUT', retryable: true });
});
