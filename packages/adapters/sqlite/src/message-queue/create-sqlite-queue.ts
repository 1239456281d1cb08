import { ConfigurationError } from '@frigg-crm/core';
import type { SqliteQueue, SqliteQueueOptions } from './sqlite-queue-options.ts';
import { StoredQueue } from './stored-queue.ts';

const NAME = /^[\w.-]{1,80}$/;

/**
 * A durable queue in the file of a store. What `send` has accepted survives a killed program and a power cut; any number
 * of programs on the machine send to it and consume it.
 *
 * @example
 * ```ts
 * const store = await openSqliteStore({ file: 'store.sqlite' });
 * const queue = createSqliteQueue({ store, name: 'pages' });
 * await queue.send([{ body: 'hello' }]);
 * await queue.consume(handleEachMessage(async ({ body }) => ({ kind: 'done' })), { signal });
 * ```
 * @throws {ConfigurationError} when a name or a number is unusable.
 */
export function createSqliteQueue(options: SqliteQueueOptions): SqliteQueue {
  const { name, deadLetterQueue, maxReceiveCount = 1, visibilityTimeoutSeconds = 1 } = options;
  for (const given of [name, deadLetterQueue ?? name])
    if (!NAME.test(given)) throw new ConfigurationError('The name of a queue must have 1 to 80 characters of A-Z a-z 0-9 _ . -');
  if (deadLetterQueue === name) throw new ConfigurationError('The dead-letter queue must be another queue: choose another name');
  if (!(maxReceiveCount >= 1)) throw new ConfigurationError('maxReceiveCount must be 1 or more');
  if (!(visibilityTimeoutSeconds > 0)) throw new ConfigurationError('visibilityTimeoutSeconds must be more than 0');
  return new StoredQueue(options);
}
