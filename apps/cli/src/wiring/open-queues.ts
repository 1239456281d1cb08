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
function openMemoryQueues({ logger }: Pick<QueueOptions, 'logger'>): OpenQueues {
  const deadLetterQueues = { fetch: openDeadLetters(logger), work: openDeadLetters(logger) };
  const open = (deadLetterQueue: MessageQueue): MessageQueue => createMemoryQueue({ maxReceiveCount: 10, deadLetterQueue, logger });
  const fetchQueue = open(deadLetterQueues.fetch);
  const workQueue = open(deadLetterQueues.work);
  const all = [fetchQueue, workQueue, deadLetterQueues.fetch, deadLetterQueues.work];
  const close = async (): Promise<void> => void (await Promise.all(all.map(async (queue) => queue.close())));
  return { fetchQueue, workQueue, deadLetterQueues, isShared: false, close };
}

function openDeadLetters(logger: QueueOptions['logger']): MessageQueue {
  return createMemoryQueue({ maxReceiveCount: Number.POSITIVE_INFINITY, logger });
}
