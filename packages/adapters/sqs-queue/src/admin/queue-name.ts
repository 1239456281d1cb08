import { ConfigurationError } from '@frigg-crm/core';

/** CreateQueue, `QueueName`: with the `.fifo` of a FIFO queue. */
const MAX_NAME_LENGTH = 80;

/** The names of a queue and of its dead-letter queue. */
export interface QueueNames {
  readonly queue: string;
  readonly deadLetterQueue: string;
}

/**
 * Builds the names of a queue and its dead-letter queue.
 * @throws {ConfigurationError} when SQS would refuse one of them.
 */
export function toQueueNames({ name, isFifo }: { readonly name: string; readonly isFifo: boolean }): QueueNames {
  const base = name.endsWith('.fifo') ? name.slice(0, -'.fifo'.length) : name;
  const suffix = isFifo ? '.fifo' : '';
  if (base !== name && !isFifo) throw new ConfigurationError('only the name of a FIFO queue may end in .fifo');
  if (!/^[\w-]+$/.test(base)) throw new ConfigurationError('a queue name may hold letters, digits, hyphens and underscores only');
  const names = { queue: `${base}${suffix}`, deadLetterQueue: `${base}-dead-letters${suffix}` };
  if (names.deadLetterQueue.length > MAX_NAME_LENGTH) {
    throw new ConfigurationError(
      `the queue name leaves no room for "-dead-letters${suffix}": ${MAX_NAME_LENGTH} characters are allowed in all`,
    );
  }
  return names;
}
