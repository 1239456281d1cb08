import { QueueSendError, type MessageQueue } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, startSync } from '../test-support/sync-system.ts';

/** A queue that once takes only the last of several messages. */
function takingTheLast(queue: MessageQueue): MessageQueue {
  let isOver = false;
  return {
    limits: queue.limits,
    async send(messages, options) {
      if (isOver || messages.length < 3) return queue.send(messages, options);
      isOver = true;
      await queue.send(messages.slice(-1), options);
      const unsent = messages.slice(0, -1).map((_, index) => ({ index, code: 'Throttled' }));
      throw new QueueSendError({ unsent, total: messages.length, retryable: true });
    },
    consume: async (handler, options) => queue.consume(handler, options),
    close: async () => queue.close(),
  };
}

it.each([5, 20])(
  'B16: queues the pages that the queue refused although the last one was worked on first (%i may be open)',
  async (open) => {
    const system = createSyncSystem({
      people: fakePeople(50),
      config: { syncConfig: { initialBatchSize: 10 }, queueConfig: { maxOutstandingPages: open } },
      // What is missing must not be left to the watchdog.
      engine: { watchdog: { stallTimeoutMs: 100_000_000 } },
      wrapQueue: takingTheLast,
    });
    const workers = system.start();
    const startedAtMs = system.clock.now();
    const id = await startSync(system);
    const process = await system.when(id, ({ endedAt }) => endedAt !== null);
    expect(process).toMatchObject({ state: 'COMPLETED', context: { processedRecords: 50 } });
    expect(system.clock.now() - startedAtMs).toBeLessThan(60_000);
    expect(system.quo.stored.size).toBe(50);
    await system.halt([system.machine, workers]);
  },
);
