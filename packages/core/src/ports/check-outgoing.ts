import { InvalidMessageError } from '../errors/invalid-message-error.ts';
import { MessageTooLargeError } from '../errors/message-too-large-error.ts';
import type { OutgoingMessage, QueueLimits } from './message-queue.ts';

/** `fifo` keeps the order inside each group and drops duplicates of the last five minutes. */
export type QueueKind = 'standard' | 'fifo';

/** The largest delay of one message: 15 minutes, that of Amazon SQS (SendMessage, `DelaySeconds`). */
export const MAX_DELAY_SECONDS = 900;

/** What Amazon SQS accepts as a group and a deduplication id (SendMessage): 1 to 128 letters, digits and punctuation of ASCII. */
const VALID_ID = /^[!-~]{1,128}$/;

/** What a queue can carry: outgoing messages are checked against it before the first is sent. */
export interface OutgoingRules {
  readonly kind: QueueKind;
  readonly limits: QueueLimits;
  /** What a queue cannot carry of a body besides its size, in words; `undefined`: nothing. @defaultValue every text is carried */
  readonly findBodyFault?: ((body: string) => string | undefined) | undefined;
}

/**
 * Refuses what no queue of this kind can carry, for every queue in the same way, so that what works here works there.
 * @throws {MessageTooLargeError} naming position, size and limit.
 * @throws {InvalidMessageError} naming the message by its position, never by its content.
 */
export function checkOutgoing(messages: readonly OutgoingMessage[], rules: OutgoingRules): void {
  for (const [index, message] of messages.entries()) {
    const fault =
      findEmptyBody(message) ??
      rules.findBodyFault?.(message.body) ??
      findDelayFault(message, rules.limits) ??
      findGroupFault(message) ??
      (rules.kind === 'fifo' ? findFifoFault(message) : undefined);
    if (fault !== undefined) throw new InvalidMessageError(`message ${index}: ${fault}`);
    assertSize(message.body, index, rules.limits.maxMessageBytes);
  }
}

function findEmptyBody({ body }: OutgoingMessage): string | undefined {
  return typeof body !== 'string' || body === '' ? 'the body must be a text that is not empty' : undefined;
}

function assertSize(body: string, index: number, limitBytes: number): void {
  // A UTF-16 code unit takes at most three bytes: most bodies need no counting.
  if (body.length * 3 <= limitBytes) return;
  const sizeBytes = new TextEncoder().encode(body).length;
  if (sizeBytes > limitBytes) throw new MessageTooLargeError({ index, sizeBytes, limitBytes });
}

function findDelayFault({ delaySeconds = 0 }: OutgoingMessage, { maxDelaySeconds }: QueueLimits): string | undefined {
  if (Number.isInteger(delaySeconds) && delaySeconds >= 0 && delaySeconds <= maxDelaySeconds) return undefined;
  return `delaySeconds must be a whole number from 0 to ${maxDelaySeconds}`;
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
