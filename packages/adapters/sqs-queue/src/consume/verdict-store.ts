import type { Verdict } from '@frigg-crm/core';
import type { SqsQueueSettings } from '../sqs-queue-options.ts';
import type { BatchCaller } from './batch-caller.ts';
import { bury } from './bury.ts';
import type { FailingGroups } from './failing-groups.ts';
import type { HeldMessage } from './held-message.ts';
import type { RedriveTarget } from './redrive-target.ts';

/** What the store of verdicts works with. */
export interface VerdictStoreOptions {
  readonly settings: SqsQueueSettings;
  readonly target: RedriveTarget;
  readonly deleting: BatchCaller<{ readonly ReceiptHandle: string }>;
  readonly hiding: BatchCaller<{ readonly ReceiptHandle: string; readonly VisibilityTimeout: number }>;
  readonly failing: FailingGroups;
}

/** When somebody looks again at a message that nobody could read: a newer program may. */
const PARKED_SECONDS = 900;

/** In a FIFO queue a hidden message holds up its group, so what has to wait for long gets a group of its own. */
const PARKED_GROUP = 'parked-';

/** ChangeMessageVisibility, `VisibilityTimeout`: twelve hours. */
const MAX_VISIBILITY_SECONDS = 43_200;

/** Tells SQS what became of messages. Nothing here rejects: what SQS does not take in is handed out again. */
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
    if (verdict?.kind === 'dead-letter' && (await this.#putAside(message, verdict.reason))) return;
    const { receiveCount } = message.received;
    if (verdict?.kind !== 'dead-letter' && receiveCount >= target.maxReceiveCount && (await this.#bury(message, usedUp(receiveCount))))
      return;
    await this.#hide(message, this.#delaySeconds(message, verdict));
  }

  /**
   * Stores that a message of a FIFO group needs a retry.
   *
   * SQS hands out nothing of a group while one of its messages is hidden. So those behind go back first, and the failed
   * one last: when its delay is over, all of them are there, in order. A message without attempts left goes to the
   * dead-letter queue right here: waiting for SQS to move it would cost those behind an attempt each.
   * @returns whether the group may go on with the messages behind, which then are still in hand.
   */
  async failGroup(failed: HeldMessage, behind: readonly HeldMessage[], verdict: Verdict | undefined): Promise<boolean> {
    const { target, failing, settings } = this.#options;
    const { receiveCount, groupId } = failed.received;
    if (receiveCount >= target.maxReceiveCount && (await this.#bury(failed, usedUp(receiveCount)))) return true;
    const delaySeconds = this.#delaySeconds(failed, verdict);
    failing.failed(groupId, settings.clock.now() + delaySeconds * 1000);
    await this.release(behind);
    await this.#hide(failed, delaySeconds);
    return false;
  }

  /** Gives messages back that nobody has worked on; the last first, so that none overtakes another. */
  async release(messages: readonly HeldMessage[]): Promise<void> {
    await Promise.all(messages.toReversed().map(async (message) => this.#hide(message, 0)));
  }

  async #hide({ receiptHandle }: HeldMessage, delaySeconds: number): Promise<void> {
    await this.#options.hiding.add({ ReceiptHandle: receiptHandle, VisibilityTimeout: delaySeconds });
  }

  async #bury(message: HeldMessage, reason: string): Promise<boolean> {
    const { deadLetterQueueUrl: queueUrl } = this.#options.target;
    return queueUrl !== undefined && this.#move(message, { reason, queueUrl, groupId: message.received.groupId });
  }

  /** @returns whether the message is where it can stay. */
  async #putAside(message: HeldMessage, reason: string): Promise<boolean> {
    if (this.#options.target.deadLetterQueueUrl !== undefined) return this.#bury(message, reason);
    await this.#park(message, reason);
    return true;
  }

  /** Leaves a message in its queue, which is a dead-letter queue, where it is in nobody's way. */
  async #park(message: HeldMessage, reason: string): Promise<void> {
    const { queueUrl, isFifo } = this.#options.settings;
    const { id, groupId } = message.received;
    const isAside = !isFifo || groupId?.startsWith(PARKED_GROUP) === true;
    if (!isAside && (await this.#move(message, { reason, queueUrl, groupId: `${PARKED_GROUP}${id}` }))) return;
    await this.#hide(message, PARKED_SECONDS);
  }

  async #move(message: HeldMessage, target: Parameters<typeof bury>[1]): Promise<boolean> {
    const { settings, deleting, failing } = this.#options;
    if (!(await bury(message.received, target, settings))) return false;
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
