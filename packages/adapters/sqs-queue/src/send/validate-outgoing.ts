import { InvalidMessageError, MessageTooLargeError, type OutgoingMessage } from '@frigg-crm/core';

/** SendMessage, `DelaySeconds`. */
const MAX_DELAY_SECONDS = 900;

/** SendMessage, `MessageBody`: XML's characters. A lone surrogate is no character; JSON text never holds any of these. */
// oxlint-disable-next-line no-control-regex -- control characters are what it has to find
const FORBIDDEN_CHARACTER = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/u;

/** SendMessage, `MessageGroupId` and `MessageDeduplicationId`: letters, digits and punctuation of ASCII. */
const VALID_ID = /^[!-~]{1,128}$/;

/**
 * Refuses messages that SQS can never accept.
 * @throws {MessageTooLargeError} naming position, size and limit.
 * @throws {InvalidMessageError} naming the message by its position, never by its content.
 */
export function validateOutgoing(
  messages: readonly OutgoingMessage[],
  { isFifo, maxMessageBytes }: { readonly isFifo: boolean; readonly maxMessageBytes: number },
): void {
  for (const [index, message] of messages.entries()) {
    const reason =
      findBodyFault(message) ?? findDelayFault(message) ?? findGroupFault(message) ?? (isFifo ? findFifoFault(message) : undefined);
    if (reason !== undefined) throw new InvalidMessageError(`message ${index}: ${reason}`);
    requireSize(message.body, index, maxMessageBytes);
  }
}

function findBodyFault({ body }: OutgoingMessage): string | undefined {
  if (typeof body !== 'string' || body === '') return 'the body must be a text that is not empty';
  if (!FORBIDDEN_CHARACTER.test(body)) return undefined;
  return 'the body holds a control character or half of a character; SQS carries the characters of XML';
}

function requireSize(body: string, index: number, limitBytes: number): void {
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
