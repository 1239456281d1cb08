import type { MessageQueue } from '@frigg-crm/core';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import { createMemoryQueue, withQueueFaults, type QueueFaults } from '@frigg-crm/memory';

/** What happens to messages and workers: shares, from 0 to 1. */
const FAULTS: Omit<QueueFaults, 'seed'> = {
  duplicate: 0.05,
  delay: 0.05,
  reorder: 0.2,
  dieBefore: 0.02,
  dieAfter: 0.03,
  overlap: 0.02,
  maxExtraDelaySeconds: 2,
};
const CUT_OFF = 0.03;
const CUT_OFF_WITHIN_MS = 500;
/** A message that was handed out more often meets workers that live. */
const MAX_CUT_OFFS = 2;

/**
 * A memory queue whose messages come twice, late and out of order, and whose workers crash before, in and after their
 * work. Its `maxReceiveCount` is high: faults alone make no dead letters.
 */
export function createFaultyQueue(seed: number): MessageQueue {
  const queue = createMemoryQueue({ maxReceiveCount: 10 });
  return withQueueFaults(withCutOffs(queue, createSeededRandom(seed)), { ...FAULTS, seed });
}

/** Some workers are cut off in the middle of their work. */
function withCutOffs(queue: MessageQueue, random: () => number): MessageQueue {
  return {
    limits: queue.limits,
    send: async (messages, options) => queue.send(messages, options),
    async consume(handler, options) {
      await queue.consume(async (messages, call) => {
        const crashes = random() < CUT_OFF && messages.every(({ receiveCount }) => receiveCount <= MAX_CUT_OFFS);
        const crash = crashes ? [AbortSignal.timeout(Math.ceil(random() * CUT_OFF_WITHIN_MS))] : [];
        return handler(messages, { ...call, signal: AbortSignal.any([...crash, ...(call.signal === undefined ? [] : [call.signal])]) });
      }, options);
    },
    close: async () => queue.close(),
  };
}
