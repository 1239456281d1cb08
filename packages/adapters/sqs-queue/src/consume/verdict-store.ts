import type { Verdict } from '@frigg-crm/core';
import type { SqsQueueSettings } from '../sqs-queue-options.ts';
import type { BatchCaller } from './batch-caller.ts';
import type { FailingGroups } from './failing-groups.ts';
import type { HeldMessage } from './held-message.ts';
import { moveToDeadLetterQueue, type DeadLetterTarget } from './move-to-dead-letter-queue.ts';
import type { RedriveTarget } from './redrive-target.ts';

/** What the store of verdicts works with. */
export interface VerdictStoreOptions {
  readonly settings: SqsQueueSettings;
  readonly target: RedriveTarget;
  readonly deleting: BatchCaller<{ readonly ReceiptHandle: string }>;
  readonly hiding: BatchCaller<{ readonly ReceiptHandle: string; readonly VisibilityTimeout: number }>;
  readonly failing: FailingGroups;
  /** Gives up what is in flight. */
  readonly signal: AbortSignal;
}

/** Seconds until an unreadable message is handed out again: a newer program may read it. */
const DEFERRED_SECONDS = 900;

/** In a FIFO queue a hidden message holds up its group, so what has to wait for long gets a group of its own. */
const DEFERRED_GROUP = 'deferred-';

/** ChangeMessageVisibility, `VisibilityTimeout`: twelve hours. */
const MAX_VISIBILITY_SECONDS = 43_200;

/** Stores verdicts at SQS. Nothing here rejects: a message whose verdict is not stored is redelivered. */
export class VerdictStore {
  readonly #options: VerdictStoreOptions;

  constructor(options: VerdictStoreOptions) {
    this.#options = options;
  }

  /** Stores the verdict on one message; a missing one is a retry. */
  async store(message: HeldMessage, verdict: Verdict | undefined): Promise<void> {
    const { deleting, failing, target } = this.#options;
    if (verdict?.kind === 'done') {
      failing.settled(message.received.groupId);
      await deleting.add({ ReceiptHandle: message.receiptHandle });
      return;
    }
    if (verdict?.kind === 'dead-letter' && (await this.#setAside(message, verdict.reason))) return;
    const { receiveCount } = message.received;
    if (
      verdict?.kind !== 'dead-letter' &&
      receiveCount >= target.maxReceiveCount &&
      (await this.#toDeadLetterQueue(message, usedUp(receiveCount)))
    )
      return;
    await this.#hide(message, this.#delaySeconds(message, verdict));
  }

  /**
   * Stores that a message of a FIFO group needs a retry.
   *
   * SQS hands out nothing of a group while one of its messages is hidden. So those behind are released first, and the
   * failed one last: when its delay is over, all of them are there, in order. A message without attempts left is moved to
   * the dead-letter queue here: waiting for SQS to move it would cost those behind an attempt each.
   * @returns whether the group may go on with the messages behind, which then are still held.
   */
  async failGroup(failed: HeldMessage, behind: readonly HeldMessage[], verdict: Verdict | undefined): Promise<boolean> {
    const { target, failing, settings } = this.#options;
    const { receiveCount, groupId } = failed.received;
    if (receiveCount >= target.maxReceiveCount && (await this.#toDeadLetterQueue(failed, usedUp(receiveCount)))) return true;
    const delaySeconds = this.#delaySeconds(failed, verdict);
    failing.failed(groupId, settings.clock.now() + delaySeconds * 1000);
    await this.release(behind);
    await this.#hide(failed, delaySeconds);
    return false;
  }

  /** Releases messages that no handler got; the last first, so that none overtakes another. */
  async release(messages: readonly HeldMessage[]): Promise<void> {
    await Promise.all(messages.toReversed().map(async (message) => this.#hide(message, 0)));
  }

  async #hide({ receiptHandle }: HeldMessage, delaySeconds: number): Promise<void> {
    await this.#options.hiding.add({ ReceiptHandle: receiptHandle, VisibilityTimeout: delaySeconds });
  }

  async #toDeadLetterQueue(message: HeldMessage, reason: string): Promise<boolean> {
    const { deadLetterQueueUrl: queueUrl } = this.#options.target;
    return queueUrl !== undefined && this.#move(message, { reason, queueUrl, groupId: message.received.groupId });
  }

  /** @returns whether the message is where it can stay. */
  async #setAside(message: HeldMessage, reason: string): Promise<boolean> {
    if (this.#options.target.deadLetterQueueUrl !== undefined) return this.#toDeadLetterQueue(message, reason);
    await this.#defer(message, reason);
    return true;
  }

  /** Keeps a message in its queue, which is a dead-letter queue, without blocking its group. */
  async #defer(message: HeldMessage, reason: string): Promise<void> {
    const { queueUrl, isFifo } = this.#options.settings;
    const { id, groupId } = message.received;
    const isAside = !isFifo || groupId?.startsWith(DEFERRED_GROUP) === true;
    if (!isAside && (await this.#move(message, { reason, queueUrl, groupId: `${DEFERRED_GROUP}${id}` }))) return;
    await this.#hide(message, DEFERRED_SECONDS);
  }

  async #move(message: HeldMessage, target: DeadLetterTarget): Promise<boolean> {
    const { settings, deleting, failing, signal } = this.#options;
    if (!(await moveToDeadLetterQueue(message.received, target, { settings, signal }))) return false;
    failing.settled(message.received.groupId);
    return deleting.add({ ReceiptHandle: message.receiptHandle });
  }

  #delaySeconds({ received }: HeldMessage, verdict: Verdict | undefined): number {
    const seconds =
      (verdict?.kind === 'retry' ? verdict.delaySeconds : undefined) ?? this.#options.settings.retryDelaySeconds(received.receiveCount);
    return Math.min(MAX_VISIBILITY_SECONDS, Math.max(0, Math.ceil(seconds)));
  }
}

function usedUp(receiveCount: number): string {
  return `attempts used up (${receiveCount})`;
}
