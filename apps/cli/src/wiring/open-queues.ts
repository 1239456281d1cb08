import type { MessageQueue } from '@frigg-crm/core';
import { createMemoryQueue } from '@frigg-crm/memory';
import type { QueueSetting } from '../config/queue-setting.ts';
import type { OpenQueues, QueueOptions } from './sync-queues.ts';

/**
 * Opens the queues, and creates those that SQS does not have.
 * @throws {ConfigurationError} or {StorageError} when they cannot be used.
 */
export async function openQueues(setting: QueueSetting, options: QueueOptions): Promise<OpenQueues> {
  if (setting.kind === 'memory') return openMemoryQueues(options);
  const { openSqsQueues } = await import('./open-sqs-queues.ts');
  return openSqsQueues(setting.endpoint, options);
}

/** They live as long as the program: losing a message in it is losing it for good, so it gets many chances. */
function openMemoryQueues({ onDeadLetter, logger }: QueueOptions): OpenQueues {
  const open = (): MessageQueue => createMemoryQueue({ maxReceiveCount: 10, onDeadLetter: ({ reason }) => onDeadLetter(reason), logger });
  const fetchQueue = open();
  const workQueue = open();
  return { fetchQueue, workQueue, close: async () => void (await Promise.all([fetchQueue.close(), workQueue.close()])) };
}
