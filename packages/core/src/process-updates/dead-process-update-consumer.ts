import { silentLogger, type Logger } from '../ports/logger.ts';
import type { ReceivedMessage, Verdict } from '../ports/message-queue.ts';
import type { ApplyProcessUpdates } from '../use-cases/apply-process-updates.ts';
import { applyReceived, type ReceivedUpdate } from './apply-received.ts';
import { codeOf, reasonOf } from '../errors/describe-error.ts';
import { markProcess } from './mark-process.ts';
import type { ProcessUpdateConsumerOptions } from './process-update-consumer.ts';

/**
 * Works on the dead letters of a queue of updates, so that no update is missing without a sign: each is folded once
 * more, which counts it once in whatever order it comes. If its process refuses it, the process ends as failed, with
 * `UPDATE_LOST`. While nothing can be stored it comes again. What cannot be read stays, for a program that can.
 *
 * @param options.queue - The dead-letter queue, as a queue; it should hand its messages out without limit.
 *
 * @example
 * ```ts
 * const queue = createSqsQueue({ client, queueUrl: deadLetterQueueUrl, isDeadLetterQueue: true });
 * await runDeadProcessUpdateConsumer({ queue, applyProcessUpdates, signal });
 * ```
 */
export async function runDeadProcessUpdateConsumer(options: ProcessUpdateConsumerOptions): Promise<void> {
  const { queue, applyProcessUpdates, logger = silentLogger, concurrency = 1, signal } = options;
  const dependencies = { applyProcessUpdates, logger };
  // One at a time: a dead letter has failed before, and shall not take others with it.
  const handler = async (messages: readonly ReceivedMessage[]): Promise<readonly Verdict[]> => {
    const verdicts: Verdict[] = [];
    for (const message of messages) verdicts.push(await judge(dependencies, message));
    return verdicts;
  };
  await queue.consume(handler, { concurrency, batchSize: 1, signal });
}

/** How often an update is handed out that waits for another one, which may be a dead letter like itself. */
const MAX_EARLY_RECEIVES = 5;

interface Dependencies {
  readonly applyProcessUpdates: ApplyProcessUpdates;
  readonly logger: Logger;
}

async function judge(dependencies: Dependencies, message: ReceivedMessage): Promise<Verdict> {
  const [received] = await applyReceived(dependencies, [message]);
  if (received === undefined) return { kind: 'retry' };
  if (received.kind === 'unreadable') {
    dependencies.logger.error(
      { messageId: message.id, receiveCount: message.receiveCount },
      'unreadable dead-lettered process update kept',
    );
    return { kind: 'dead-letter', reason: received.reason };
  }
  const { processId, updateId, type } = received.update;
  if (received.kind === 'done') {
    dependencies.logger.warn({ messageId: message.id, processId, updateId, type }, 'dead-lettered process update folded');
    return { kind: 'done' };
  }
  return giveUp(dependencies, received);
}

type Failed = Exclude<ReceivedUpdate, { readonly kind: 'done' | 'unreadable' }>;

async function giveUp(dependencies: Dependencies, { kind, message, update, error }: Failed): Promise<Verdict> {
  const { processId, updateId, type } = update;
  const fields = { messageId: message.id, processId, updateId, type, code: codeOf(error), receiveCount: message.receiveCount };
  if (kind === 'transient' || (kind === 'early' && message.receiveCount < MAX_EARLY_RECEIVES)) {
    dependencies.logger.warn(fields, 'dead-lettered process update failed; will be retried');
    return { kind: 'retry' };
  }
  const marked = await markProcess(dependencies, update, { code: 'UPDATE_LOST', reason: reasonOf(error) });
  dependencies.logger.error({ ...fields, marked }, 'process update lost');
  if (marked === 'unknown') return { kind: 'retry' };
  return marked === 'impossible' ? { kind: 'dead-letter', reason: reasonOf(error) } : { kind: 'done' };
}
