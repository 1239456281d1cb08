import type { ProcessUpdate } from '../domain/process/process-update.ts';
import type { CallOptions } from '../ports/call-options.ts';
import { silentLogger, type Logger } from '../ports/logger.ts';
import type { MessageQueue, ReceivedMessage, Verdict } from '../ports/message-queue.ts';
import type { ApplyProcessUpdates } from '../use-cases/apply-process-updates.ts';
import { applyReceived, type ReceivedUpdate } from './apply-received.ts';
import { codeOf, reasonOf } from '../errors/describe-error.ts';
import { markProcess } from './mark-process.ts';

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
  const tools = { applyProcessUpdates, logger };
  await queue.consume(async (messages) => judgeBatch(tools, messages), { concurrency, batchSize: BATCH_SIZE, signal });
}

interface Tools {
  readonly applyProcessUpdates: ApplyProcessUpdates;
  readonly logger: Logger;
}

/** One verdict per message. From the first that has to come again on, all do: a group keeps its order. */
async function judgeBatch(tools: Tools, messages: readonly ReceivedMessage[]): Promise<readonly Verdict[]> {
  const received = await applyReceived(tools, messages);
  const verdicts: Verdict[] = [];
  for (const each of received) {
    const verdict = await judge(tools, each);
    verdicts.push(verdict);
    if (verdict.kind === 'retry') break;
  }
  while (verdicts.length < messages.length) verdicts.push({ kind: 'retry', delaySeconds: 0 });
  return verdicts;
}

async function judge(tools: Tools, received: ReceivedUpdate): Promise<Verdict> {
  const { message } = received;
  switch (received.kind) {
    case 'done':
      return { kind: 'done' };
    case 'unreadable':
      tools.logger.error({ messageId: message.id, receiveCount: message.receiveCount }, 'a process update could not be read');
      return { kind: 'dead-letter', reason: received.reason };
    case 'refused':
      return refuse(tools, received);
    case 'early':
      return message.isLastAttempt ? refuse(tools, received) : comeAgain(tools, received);
    default:
      return comeAgain(tools, received);
  }
}

/** The process says that something is missing from it; only then the update may leave the queue. */
async function refuse(tools: Tools, { message, update, error }: FailedUpdate): Promise<Verdict> {
  const reason = reasonOf(error);
  const marked = await markProcess(tools, update, { code: 'UPDATE_REFUSED', reason });
  if (marked === 'unknown') return comeAgain(tools, { message, update, error });
  tools.logger.error({ ...idsOf(message, update), code: codeOf(error), marked }, 'a process refused an update: it is a dead letter now');
  return { kind: 'dead-letter', reason };
}

interface FailedUpdate {
  readonly message: ReceivedMessage;
  readonly update: ProcessUpdate;
  readonly error: unknown;
}

/** The queue knows how long to wait, and when it has waited often enough. */
function comeAgain({ logger }: Tools, { message, update, error }: FailedUpdate): Verdict {
  const fields = { ...idsOf(message, update), code: codeOf(error), receiveCount: message.receiveCount };
  if (message.isLastAttempt) logger.error(fields, 'a process update was not folded in its last attempt: it is a dead letter now');
  else logger.warn(fields, 'a process update was not folded and comes again');
  return { kind: 'retry' };
}

function idsOf({ id }: ReceivedMessage, { processId, updateId, type }: ProcessUpdate): Record<string, string> {
  return { messageId: id, processId, updateId, type };
}
