import type { ProcessUpdate } from '../domain/process/process-update.ts';
import type { CallOptions } from '../ports/call-options.ts';
import { silentLogger, type Logger } from '../ports/logger.ts';
import type { MessageQueue, ReceivedMessage, Verdict } from '../ports/message-queue.ts';
import type { ApplyProcessUpdates } from '../use-cases/apply-process-updates.ts';
import { applyReceived, type ReceivedUpdate } from './apply-received.ts';
import { codeOf, reasonOf } from '../errors/describe-error.ts';
import { markProcess } from './mark-process.ts';

/** What {@link runProcessUpdateConsumer} reads and applies, until `signal` is aborted. */
export interface ProcessUpdateConsumerOptions extends CallOptions {
  /** The queue that `QueuedProcessUpdates` sends to. */
  readonly queue: MessageQueue;
  readonly applyProcessUpdates: ApplyProcessUpdates;
  readonly logger?: Logger | undefined;
  /** How many processes are worked on at once. @defaultValue 10 */
  readonly concurrency?: number | undefined;
}

/** How many updates of a process are folded in one save, at most. */
const BATCH_SIZE = 10;

/**
 * Folds the updates that lie in a queue, those of one process that are received together in one save. Resolves when
 * `signal` is aborted and the last batch is finished.
 *
 * An update that no process can take in ends its process as failed, with `UPDATE_REFUSED`, and becomes a dead letter. One
 * that cannot be stored comes again, and what is behind it after it; when its attempts are used up it is a dead
 * letter: run `runDeadProcessUpdateConsumer` for those.
 *
 * @example
 * ```ts
 * await runProcessUpdateConsumer({ queue, applyProcessUpdates, signal });
 * ```
 */
export async function runProcessUpdateConsumer(options: ProcessUpdateConsumerOptions): Promise<void> {
  const { queue, applyProcessUpdates, logger = silentLogger, concurrency = 10, signal } = options;
  const dependencies = { applyProcessUpdates, logger };
  await queue.consume(async (messages) => judgeBatch(dependencies, messages), { concurrency, batchSize: BATCH_SIZE, signal });
}

interface Dependencies {
  readonly applyProcessUpdates: ApplyProcessUpdates;
  readonly logger: Logger;
}

/** One verdict per message. From the first that has to come again on, all do: a group keeps its order. */
async function judgeBatch(dependencies: Dependencies, messages: readonly ReceivedMessage[]): Promise<readonly Verdict[]> {
  const received = await applyReceived(dependencies, messages);
  const verdicts: Verdict[] = [];
  for (const each of received) {
    const verdict = await judge(dependencies, each);
    verdicts.push(verdict);
    if (verdict.kind === 'retry') break;
  }
  while (verdicts.length < messages.length) verdicts.push({ kind: 'retry', delaySeconds: 0 });
  return verdicts;
}

async function judge(dependencies: Dependencies, received: ReceivedUpdate): Promise<Verdict> {
  const { message } = received;
  switch (received.kind) {
    case 'done':
      return { kind: 'done' };
    case 'unreadable':
      dependencies.logger.error(
        { messageId: message.id, receiveCount: message.receiveCount },
        'unreadable process update moved to the dead-letter queue',
      );
      return { kind: 'dead-letter', reason: received.reason };
    case 'refused':
      return refuse(dependencies, received);
    case 'early':
      return message.isLastAttempt ? refuse(dependencies, received) : comeAgain(dependencies, received);
    default:
      return comeAgain(dependencies, received);
  }
}

/** The process says that something is missing from it; only then the update may leave the queue. */
async function refuse(dependencies: Dependencies, { message, update, error }: FailedUpdate): Promise<Verdict> {
  const reason = reasonOf(error);
  const marked = await markProcess(dependencies, update, { code: 'UPDATE_REFUSED', reason });
  if (marked === 'unknown') return comeAgain(dependencies, { message, update, error });
  dependencies.logger.error(
    { ...idsOf(message, update), code: codeOf(error), marked },
    'process update refused; moved to the dead-letter queue',
  );
  return { kind: 'dead-letter', reason };
}

interface FailedUpdate {
  readonly message: ReceivedMessage;
  readonly update: ProcessUpdate;
  readonly error: unknown;
}

/** The queue knows how long to wait, and when it has waited often enough. */
function comeAgain({ logger }: Dependencies, { message, update, error }: FailedUpdate): Verdict {
  const fields = { ...idsOf(message, update), code: codeOf(error), receiveCount: message.receiveCount };
  if (message.isLastAttempt) logger.error(fields, 'process update failed in its last attempt; moved to the dead-letter queue');
  else logger.warn(fields, 'process update failed; will be retried');
  return { kind: 'retry' };
}

function idsOf({ id }: ReceivedMessage, { processId, updateId, type }: ProcessUpdate): Record<string, string> {
  return { messageId: id, processId, updateId, type };
}
