import type { MessageQueue } from '@frigg-crm/core';
import { createMemoryQueue, type MemoryQueue } from '@frigg-crm/memory';
import type { SqliteQueue } from '@frigg-crm/sqlite';
import type { Flag } from '../config/flag.ts';
import type { QueueSetting } from '../config/queue-setting.ts';
import { withOrigin } from './naming-setting.ts';
import { byName, type OpenQueues, type QueueOptions } from './sync-queues.ts';

/** How often a message is handed out before it is given up: each kill of a program costs those in its hands an attempt. */
const MAX_RECEIVE_COUNT = 10;

/**
 * Opens the queues, and creates those that SQS or the file does not have. Their errors name the setting.
 * @throws {ConfigurationError} or {StorageError} when they cannot be used.
 */
export async function openQueues(setting: QueueSetting, flag: Flag, options: QueueOptions): Promise<OpenQueues> {
  if (setting.kind === 'memory') return openMemoryQueues(options);
  const { fetch, work, deadLetters, ...queues } = await (setting.kind === 'store'
    ? openStoreQueues(options)
    : openSqs(setting.endpoint, options));
  return {
    ...queues,
    fetch: withOrigin(fetch, flag),
    work: withOrigin(work, flag),
    deadLetters: { fetch: withOrigin(deadLetters.fetch, flag), work: withOrigin(deadLetters.work, flag) },
  };
}

async function openSqs(endpoint: string, options: QueueOptions): Promise<OpenQueues> {
  const { openSqsQueues } = await import('./open-sqs-queues.ts');
  return openSqsQueues(endpoint, options);
}

/** They lie in the file of the store: what was sent outlives the program, and every program with the file open takes its share. */
async function openStoreQueues({ store: { sqlite: store }, integrationId, logger }: QueueOptions): Promise<OpenQueues> {
  if (store === undefined) throw new TypeError('these queues need a SQLite store');
  const { createSqliteQueue } = await import('@frigg-crm/sqlite');
  const open = (name: string, deadLetterQueue?: string): SqliteQueue =>
    createSqliteQueue({
      store,
      name,
      deadLetterQueue,
      maxReceiveCount: deadLetterQueue === undefined ? Number.POSITIVE_INFINITY : MAX_RECEIVE_COUNT,
      logger,
    });
  const openPair = (name: string): readonly [SqliteQueue, SqliteQueue] => [open(name, `${name}-dead`), open(`${name}-dead`)];
  const [[fetch, deadFetch], [work, deadWork]] = [openPair(`${integrationId}-fetch`), openPair(`${integrationId}-work`)];
  const all = [fetch, work, deadFetch, deadWork];
  return {
    fetch,
    work,
    deadLetters: { fetch: deadFetch, work: deadWork },
    isShared: true,
    async sizes(call) {
      const sizes = await Promise.all(all.map(async (queue) => queue.size(call)));
      return byName(sizes);
    },
    close: async () => closeAll(all),
  };
}

/** They live as long as the program, and a message that is given up is lost for good: it gets many attempts. */
export function openMemoryQueues({ logger }: Pick<QueueOptions, 'logger'>): OpenQueues {
  const openDeadLetters = (): MemoryQueue => createMemoryQueue({ maxReceiveCount: Number.POSITIVE_INFINITY, logger });
  const deadLetters = { fetch: openDeadLetters(), work: openDeadLetters() };
  const open = (deadLetterQueue: MessageQueue): MemoryQueue =>
    createMemoryQueue({ maxReceiveCount: MAX_RECEIVE_COUNT, deadLetterQueue, logger });
  const [fetch, work] = [open(deadLetters.fetch), open(deadLetters.work)];
  const all = [fetch, work, deadLetters.fetch, deadLetters.work];
  return {
    fetch,
    work,
    deadLetters,
    isShared: false,
    sizes: async () => byName(all.map(({ size }) => size)),
    close: async () => closeAll(all),
  };
}

async function closeAll(queues: readonly MessageQueue[]): Promise<void> {
  await Promise.all(queues.map(async (queue) => queue.close()));
}
