import type { ProcessUpdate } from '../domain/process/process-update.ts';
import { checkDependencies } from '../domain/validation/check-dependencies.ts';
import { FriggCrmError } from '../errors/frigg-crm-error.ts';
import { QueueSendError, type UnsentMessage } from '../errors/queue-send-error.ts';
import type { CallOptions } from '../ports/call-options.ts';
import type { MessageQueue, OutgoingMessage } from '../ports/message-queue.ts';
import { sha256 } from '../system/sha256.ts';
import { toGroupId } from '../system/to-group-id.ts';
import { encodeProcessUpdate } from './process-update-codec.ts';
import type { ProcessUpdateSink } from './process-update-sink.ts';

/** Where {@link QueuedProcessUpdates} sends updates. */
export interface QueuedProcessUpdatesDependencies {
  /** A FIFO queue, so that the updates of one process keep their order; `runProcessUpdateConsumer` reads it. */
  readonly queue: MessageQueue;
}

/** In whatever order these are folded, the process is the same in the end. */
const FREE_OF_ORDER: ReadonlySet<ProcessUpdate['type']> = new Set([
  'UPDATE_METRICS',
  'EXPECT_UNITS',
  'SETTLE_UNIT',
  'ADD_CHILD',
  'SETTLE_CHILD',
  'EFFECTS_DISPATCHED',
]);

/**
 * Sends updates to a FIFO queue, one group per process. A repeated send of the same update within five minutes is
 * dropped by the queue, a later one by the fold.
 *
 * @example
 * ```ts
 * const updates = new QueuedProcessUpdates({ queue });
 * await updates.submit([{ type: 'COMPLETE_PROCESS', processId, updateId: 'complete' }]);
 * ```
 */
export class QueuedProcessUpdates implements ProcessUpdateSink {
  readonly #queue: MessageQueue;

  /** @throws {ConfigurationError} naming the options that are missing or unknown. */
  constructor(dependencies: QueuedProcessUpdatesDependencies) {
    checkDependencies('QueuedProcessUpdates', dependencies, { required: ['queue'] });
    this.#queue = dependencies.queue;
  }

  /**
   * Sends all in one request to the queue, except that an update whose place matters (a move, a completion) is sent when
   * those before it are accepted: a queue that refuses some of a request for the moment takes them in later.
   * @throws {QueueSendError} naming the updates that were not accepted, by their position. Repeat the whole call.
   */
  async submit(updates: readonly ProcessUpdate[], options: CallOptions = {}): Promise<void> {
    options.signal?.throwIfAborted();
    const messages = updates.map(toMessage);
    for (const [from, to] of sections(updates)) {
      try {
        await this.#queue.send(messages.slice(from, to), options);
      } catch (error) {
        throw FriggCrmError.hasCode(error, 'QUEUE_SEND_FAILED')
          ? withRest(error as QueueSendError, { from, to, total: updates.length })
          : error;
      }
    }
  }
}

function toMessage(update: ProcessUpdate): OutgoingMessage {
  const body = encodeProcessUpdate(update);
  // The canonical text holds the ids of process and work: two different updates never have the same, a repetition has.
  return { body, groupId: toGroupId(`process-${update.processId}`), deduplicationId: `update-sha256-${sha256(body)}` };
}

/** @returns the runs of updates that may be sent together, as positions. */
function sections(updates: readonly ProcessUpdate[]): readonly (readonly [from: number, to: number])[] {
  const starts = [...updates.keys()].filter((index) => index === 0 || !isFree(updates[index]) || !isFree(updates[index - 1]));
  const bounds = [...starts, updates.length];
  return bounds.slice(1).map((to, index) => [bounds[index] ?? 0, to]);
}

function isFree(update: ProcessUpdate | undefined): boolean {
  return update !== undefined && FREE_OF_ORDER.has(update.type);
}

/** What comes behind an update that was not accepted was not sent at all. */
function withRest(
  error: QueueSendError,
  { from, to, total }: { readonly from: number; readonly to: number; readonly total: number },
): QueueSendError {
  const behind = Array.from({ length: total - to }, (_, index): UnsentMessage => ({ index: to + index, code: 'NotSent' }));
  const unsent = [...error.unsent.map(({ index, code }) => ({ index: from + index, code })), ...behind];
  return new QueueSendError({ unsent, total, retryable: error.retryable }, { cause: error });
}
