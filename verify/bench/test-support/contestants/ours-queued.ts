import {
  ApplyProcessUpdates,
  QueuedProcessUpdates,
  readProgress,
  runProcessUpdateConsumer,
  type MessageQueue,
  type ProcessId,
} from '@frigg-crm/core';
import { createMemoryQueue } from '@frigg-crm/memory';
import { openProcessStore } from '@frigg-crm/postgres-process-repo';
import { PAGE_SIZE, settlePage } from '../page-updates.ts';
import { workTogether } from '../work-together.ts';
import type { Contestant } from './contestant.ts';
import { prepareProcesses } from './ours.ts';

/**
 * Process updates that go through a FIFO queue: a worker goes on when the queue has its page, and a consumer folds
 * them, up to ten of a process in one save. The queue is in memory; the clock stops when the last page is stored.
 */
export function createOursQueued(processes: number): Contestant {
  return {
    prepare: async (task) => prepareProcesses(task, processes),
    async start({ url, jobs, atOnce, connections }) {
      const { processRepository, close } = await openProcessStore({ connectionString: url, maxConnections: connections });
      const ids: readonly ProcessId[] = (await processRepository.find({ limit: processes })).map(({ id }) => id);
      const applyProcessUpdates = new ApplyProcessUpdates({ processRepository });
      return {
        async run() {
          const stop = new AbortController();
          const queue = countingDone(createMemoryQueue({ kind: 'fifo' }), jobs, () => stop.abort());
          const consuming = runProcessUpdateConsumer({ queue, applyProcessUpdates, concurrency: connections, signal: stop.signal });
          const updates = new QueuedProcessUpdates({ queue });
          await workTogether(atOnce, jobs, async (page) => {
            const id = ids[page % processes];
            if (id !== undefined) await updates.submit([settlePage(id, Math.floor(page / processes))]);
          });
          await consuming;
          await queue.close();
        },
        async count() {
          const stored = await processRepository.findByIds(ids);
          return stored.reduce((sum, process) => sum + readProgress(process).processedRecords, 0) / PAGE_SIZE;
        },
        close,
      };
    },
  };
}

/** Calls `onAll` when so many messages are done. */
function countingDone(queue: MessageQueue, wanted: number, onAll: () => void): MessageQueue {
  let done = 0;
  return {
    limits: queue.limits,
    send: async (messages, options) => queue.send(messages, options),
    async consume(handler, options) {
      await queue.consume(async (messages, call) => {
        const verdicts = await handler(messages, call);
        done += verdicts.filter(({ kind }) => kind === 'done').length;
        if (done >= wanted) onAll();
        return verdicts;
      }, options);
    },
    close: async () => queue.close(),
  };
}
