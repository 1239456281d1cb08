import type { MessageQueue } from '@frigg-crm/core';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import { withQueueFaults, type QueueFaults } from '@frigg-crm/memory';
import type { OpenQueues } from './sync-queues.ts';
import { withCrashingWorkers } from './with-crashing-workers.ts';

/** What may happen to messages and workers in a demo with faults. */
const FAULTS: Omit<QueueFaults, 'seed'> = {
  duplicate: 0.05,
  delay: 0.05,
  reorder: 0.2,
  dieBefore: 0.02,
  dieAfter: 0.03,
  overlap: 0.02,
  maxExtraDelaySeconds: 2,
};

/** Puts faults in front of both queues; the same each time, as far as two programs of many tasks can be the same. */
export function withDemoFaults(queues: OpenQueues): OpenQueues {
  const faulty = (queue: MessageQueue, seed: number): MessageQueue =>
    withQueueFaults(withCrashingWorkers(queue, { random: createSeededRandom(seed), share: 0.03, withinMs: 500 }), { ...FAULTS, seed });
  return { ...queues, fetch: faulty(queues.fetch, 1), work: faulty(queues.work, 2) };
}
