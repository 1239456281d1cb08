import type { MessageQueue } from '@frigg-crm/core';
import { createMemoryQueue } from '@frigg-crm/memory';
import type { Flag } from '../config/flag.ts';
import type { QueueSetting } from '../config/queue-setting.ts';
import { withOrigin } from './naming-setting.ts';
import type { OpenQueues, QueueOptions } from './sync-queues.ts';

/**
 * Opens the queues, and creates those that SQS does not have. Their errors name the setting.
 * @throws {ConfigurationError} or {StorageError} when they cannot be used.
 */
export async function openQueues(setting: QueueSetting, flag: Flag, options: QueueOptions): Promise<OpenQueues> {
  if (setting.kind === 'memory') return openMemoryQueues(options);
  const { openSqsQueues } = await import('./open-sqs-queues.ts');
  const { fetch, work, deadLetters, ...queues } = await openSqsQueues(setting.endpoint, options);
  return {
    ...queues,
    fetch: withOrigin(fetch, flag),
    work: withOrigin(work, flag),
    deadLetters: { fetch: withOrigin(deadLetters.fetch, flag), work: withOrigin(deadLetters.work, flag) },
  };
}

/** They live as long as the program, and a message that is given up is lost for good: it gets many attempts. */
export function openMemoryQueues({ logger }: Pick<QueueOptions, 'logger'>): OpenQueues {
  const openDeadLetters = (): MessageQueue => createMemoryQueue({ maxReceiveCount: Number.POSITIVE_INFINITY, logger });
  const deadLetters = { fetch: openDeadLetters(), work: openDeadLetters() };
  const open = (deadLetterQueue: MessageQueue): MessageQueue => createMemoryQueue({ maxReceiveCount: 10, deadLetterQueue, logger });
  const [fetch, work] = [open(deadLetters.fetch), open(deadLetters.work)];
  const all = [fetch, work, deadLetters.fetch, deadLetters.work];
  return {
    fetch,
    work,
    deadLetters,
    isShared: false,
    close: async () => void (await Promise.all(all.map(async (queue) => queue.close()))),
  };
}
