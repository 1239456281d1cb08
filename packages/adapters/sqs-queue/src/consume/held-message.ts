import type { Message } from '@aws-sdk/client-sqs';
import type { ReceivedMessage } from '@frigg-crm/core';
import { VisibilityExpiredError, type LinkedAbort } from '@frigg-crm/core/adapter';

/** A message that this consumer holds: hidden from all others as long as its visibility is prolonged. */
export interface HeldMessage {
  readonly received: ReceivedMessage;
  readonly receiptHandle: string;
  /** Its verdict is being stored: the heartbeat leaves it out. */
  isSettling: boolean;
  /** The last heartbeat that it was part of; never rejects. */
  beat: Promise<void> | undefined;
  /** Until then it is hidden for certain, in milliseconds of the clock. */
  hiddenUntilMs: number;
  /** Another consumer may have received it: nothing that is decided about it here counts any more. */
  isExpired: boolean;
  /** The handler that works on it. */
  work: LinkedAbort | undefined;
}

/** Ends the work on messages that are not hidden any more. */
export function giveUpExpired(messages: Iterable<HeldMessage>, nowMs: number): void {
  for (const message of messages) {
    if (message.isExpired || nowMs < message.hiddenUntilMs) continue;
    message.isExpired = true;
    message.work?.abort(new VisibilityExpiredError());
  }
}

/** Reads a message of ReceiveMessage; needs the system attributes ApproximateReceiveCount and MessageGroupId. */
export function toHeldMessage(
  { MessageId = '', Body = '', ReceiptHandle = '', Attributes }: Message,
  { maxReceiveCount, hiddenUntilMs }: { readonly maxReceiveCount: number; readonly hiddenUntilMs: number },
): HeldMessage {
  const receiveCount = Number(Attributes?.ApproximateReceiveCount ?? 1);
  return {
    received: {
      id: MessageId,
      body: Body,
      groupId: Attributes?.MessageGroupId,
      receiveCount,
      isLastAttempt: receiveCount >= maxReceiveCount,
    },
    receiptHandle: ReceiptHandle,
    isSettling: false,
    beat: undefined,
    hiddenUntilMs,
    isExpired: false,
    work: undefined,
  };
}

/** @returns the messages of each group in their order; in a standard queue, too, one handler call gets one group. */
export function splitByGroup(messages: readonly HeldMessage[]): readonly (readonly HeldMessage[])[] {
  const groups = new Map<string | undefined, HeldMessage[]>();
  for (const message of messages) {
    const group = groups.get(message.received.groupId);
    if (group === undefined) groups.set(message.received.groupId, [message]);
    else group.push(message);
  }
  return [...groups.values()];
}

/** @returns the messages of the next handler call. One that failed before is handed out alone, so that it fails alone. */
export function nextChunk(messages: readonly HeldMessage[], batchSize: number): readonly HeldMessage[] {
  if ((messages[0]?.received.receiveCount ?? 1) > 1) return messages.slice(0, 1);
  const firstAgain = messages.findIndex(({ received }) => received.receiveCount > 1);
  return messages.slice(0, firstAgain === -1 ? batchSize : Math.min(firstAgain, batchSize));
}
