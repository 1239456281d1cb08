import { describe } from 'vitest';
import type { MessageQueueSuite } from './message-queue-under-test.ts';
import { testConsumers, testVerdicts } from './test-consuming.ts';
import { testGroups } from './test-groups.ts';
import { testHanging } from './test-hanging.ts';
import { testSending } from './test-sending.ts';

/**
 * The contract of `MessageQueue`: an adapter whose queue passes may be used wherever core needs one.
 *
 * @example
 * ```ts
 * describeMessageQueue('memory, FIFO', {
 *   kind: 'fifo',
 *   make: async ({ maxReceiveCount }) => {
 *     const clock = createVirtualClock();
 *     const queue = createMemoryQueue({ clock, kind: 'fifo', maxReceiveCount });
 *     return { queue, deadLetters: async () => queue.deadLetters, pass: async (ms) => clock.advance(ms), close: async () => queue.close() };
 *   },
 * });
 * ```
 */
export function describeMessageQueue(name: string, suite: MessageQueueSuite): void {
  describe(`MessageQueue: ${name}`, () => {
    testSending(suite);
    testVerdicts(suite);
    testConsumers(suite);
    if (suite.kind === 'fifo') testGroups(suite);
    testHanging(suite);
  });
}
