import { InvalidMessageError, MessageTooLargeError, type OutgoingMessage } from '@frigg-crm/core';

/** `standard` may deliver twice and out of order; `fifo` keeps the order within a group. */
export type QueueKind = 'standard' | 'fifo';

/** The largest delay of one message: 15 minutes, as with Amazon SQS, so that what works here works there. */
const MAX_DELAY_SECONDS = 900;

/** What Amazon SQS takes for a group and a deduplication id (API reference, SendMessage): visible characters of ASCII. */
const VALID_ID = /^[!-~]{1,128}$/;

/**
 * Refuses what no queue of this kind can carry.
 * @throws {MessageTooLargeError} naming position, size and limit.
 * @throws {InvalidMessageError} naming the message by its position, never by its content.
 */
export function validateOutgoing(
  messages: readonly OutgoingMessage[],
  { kind, maxMessageBytes }: { readonly kind: QueueKind; readonly maxMessageBytes: number },
): void {
  for (const [index, message] of messages.entries()) {
    const reason =
      findBodyFault(message) ??
      findDelayFault(message) ??
      findGroupFault(message) ??
      (kind === 'fifo' ? findFifoFault(message) : undefined);
    if (reason !== undefined) throw new InvalidMessageError(`message ${index}: ${reason}`);
    requireSize(message.body, index, maxMessageBytes);
  }
}

function findBodyFault({ body }: OutgoingMessage): string | undefined {
  return typeof body !== 'string' || body === '' ? 'the body must be a text that is not empty' : undefined;
}

function requireSize(body: string, index: number, limitBytes: number): void {
  // A UTF-16 code unit takes at most three bytes: most bodies need no counting.
  if (body.length * 3 <= limitBytes) return;
  const sizeBytes = Buffer.byteLength(body);
  if (sizeBytes > limitBytes) throw new MessageTooLargeError({ index, sizeBytes, limitBytes });
}

function findDelayFault({ delaySeconds = 0 }: OutgoingMessage): string | undefined {
  if (Number.isInteger(delaySeconds) && delaySeconds >= 0 && delaySeconds <= MAX_DELAY_SECONDS) return undefined;
  return `delaySeconds must be a whole number from 0 to ${MAX_DELAY_SECONDS}`;
}

function findGroupFault({ groupId }: OutgoingMessage): string | undefined {
  if (groupId === undefined || VALID_ID.test(groupId)) return undefined;
  return 'the groupId must have 1 to 128 visible characters of ASCII';
}

function findFifoFault({ groupId, deduplicationId, delaySeconds = 0 }: OutgoingMessage): string | undefined {
  if (groupId === undefined) return 'a FIFO queue needs a groupId';
  if (deduplicationId === undefined) return 'a FIFO queue needs a deduplicationId';
  if (!VALID_ID.test(deduplicationId)) return 'the deduplicationId must have 1 to 128 visible characters of ASCII';
  return delaySeconds === 0 ? undefined : 'a FIFO queue has no delay for one message';
}
