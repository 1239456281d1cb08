import { EmbeddedQueue } from './embedded-queue.ts';
import type { MemoryQueue, MemoryQueueOptions } from './memory-queue.ts';

/**
 * A message queue inside this program: nothing is stored, nothing survives the program.
 *
 * @example
 * ```ts
 * const queue = createMemoryQueue();
 * await queue.send([{ body: 'hello' }]);
 * await queue.consume(handleEachMessage(async ({ body }) => ({ kind: 'done' })), { signal });
 * ```
 */
export function createMemoryQueue(options: MemoryQueueOptions = {}): MemoryQueue {
  return new EmbeddedQueue(options);
}
