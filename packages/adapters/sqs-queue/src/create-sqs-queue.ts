import { ConfigurationError, type MessageQueue } from '@frigg-crm/core';
import { MAX_DELAY_SECONDS } from '@frigg-crm/core/adapter';
import { Consumer, type ConsumerOptions } from './consume/consumer.ts';
import { findRedriveTarget } from './consume/redrive-target.ts';
import { planBatches } from './send/plan-batches.ts';
import { sendBatches } from './send/send-batches.ts';
import { validateOutgoing } from './send/validate-outgoing.ts';
import { toSettings, type SqsQueueOptions, type SqsQueueSettings } from './sqs-queue-options.ts';

/**
 * A message queue over Amazon SQS; FIFO when the name of the queue ends in `.fifo`.
 *
 * In a FIFO queue, a message that SQS refuses for the moment is sent again behind the others of its request.
 *
 * Every request has a deadline of its own (see `requestTimeoutMs`, `receiveGraceMs`, `shutdownTimeoutMs`), so that a
 * request that gets no response, whose connection is lost or whose client ignores its signal, holds up nothing:
 * - `send` fails with a retryable `QueueSendError` after two unanswered tries, 20 seconds by default;
 * - `consume` polls again after an unanswered receive, 25 seconds by default, and rejects with a retryable
 *   `StorageError` only when it cannot find its dead-letter queue in time;
 * - after an abort or `close`, `consume` ends at the latest `shutdownTimeoutMs` after its last handler.
 * @throws {ConfigurationError} when an option is unusable.
 *
 * @example
 * ```ts
 * const { queueUrl } = await ensureSqsQueue({ client, name: 'crm-work', maxReceiveCount: 5 });
 * const queue = createSqsQueue({ client, queueUrl });
 * await queue.send([{ body: 'hello' }]);
 * ```
 */
export function createSqsQueue(options: SqsQueueOptions): MessageQueue {
  const settings = toSettings(options);
  const { isFifo, maxMessageBytes, visibilityTimeoutSeconds, waitTimeSeconds } = settings;
  if (!settings.queueUrl) throw new ConfigurationError('queueUrl is required');
  if (settings.deadLetterQueueUrl !== undefined && settings.deadLetterQueueUrl.endsWith('.fifo') !== isFifo) {
    throw new ConfigurationError(
      'the dead-letter queue of a FIFO queue must be a FIFO queue, and that of a standard queue a standard queue',
    );
  }
  if (settings.isDeadLetterQueue && (settings.deadLetterQueueUrl ?? settings.maxReceiveCount) !== undefined) {
    throw new ConfigurationError('a dead-letter queue has neither deadLetterQueueUrl nor maxReceiveCount: it is where messages end');
  }
  requireWholeNumber('visibilityTimeoutSeconds', visibilityTimeoutSeconds, { min: 1, max: 43_200 });
  requireWholeNumber('waitTimeSeconds', waitTimeSeconds, { min: 0, max: 20 });
  requireWholeNumber('maxMessageBytes', maxMessageBytes, { min: 1, max: 1_048_576 });
  const { requestTimeoutMs, receiveGraceMs, shutdownTimeoutMs } = settings;
  for (const [name, value] of Object.entries({ requestTimeoutMs, receiveGraceMs, shutdownTimeoutMs }))
    requireWholeNumber(name, value, { min: 1, max: 900_000 });
  const closing = new AbortController();
  const running = new Set<Promise<void>>();

  return {
    limits: { maxMessageBytes, maxDelaySeconds: MAX_DELAY_SECONDS },
    async send(messages, callOptions = {}) {
      callOptions.signal?.throwIfAborted();
      validateOutgoing(messages, { isFifo, maxMessageBytes });
      await sendBatches(planBatches(messages, { isFifo, maxBatchBytes: maxMessageBytes }), settings, callOptions);
    },
    async consume(handler, { concurrency = 1, batchSize = 1, signal: given } = {}) {
      requireWholeNumber('concurrency', concurrency, { min: 1, max: 1000 });
      requireWholeNumber('batchSize', batchSize, { min: 1, max: 10 });
      const signal = given === undefined ? closing.signal : AbortSignal.any([given, closing.signal]);
      if (signal.aborted) return;
      const work = consumeFrom(settings, { handler, concurrency, batchSize, signal });
      running.add(work);
      try {
        await work;
      } finally {
        running.delete(work);
      }
    },
    async close() {
      closing.abort();
      await Promise.allSettled(running);
    },
  };
}

async function consumeFrom(settings: SqsQueueSettings, options: Omit<ConsumerOptions, 'settings' | 'target'>): Promise<void> {
  const { signal } = options;
  try {
    const target = await findRedriveTarget(settings, signal);
    await new Consumer({ ...options, settings, target }).run();
  } catch (error) {
    if (error !== signal.reason || !signal.aborted) throw error;
  }
}

function requireWholeNumber(name: string, value: number, { min, max }: { readonly min: number; readonly max: number }): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new ConfigurationError(`${name} must be a whole number from ${min} to ${max}`);
}
