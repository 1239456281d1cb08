import type { OutgoingMessage } from '@frigg-crm/core';
import { checkOutgoing, MAX_DELAY_SECONDS } from '@frigg-crm/core/adapter';

/** SendMessage, `MessageBody`: XML's characters. A lone surrogate is no character; JSON text never holds any of these. */
// oxlint-disable-next-line no-control-regex -- control characters are what it has to find
const FORBIDDEN_CHARACTER = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/u;

/**
 * Refuses messages that SQS can never accept.
 * @throws {MessageTooLargeError} naming position, size and limit.
 * @throws {InvalidMessageError} naming the message by its position, never by its content.
 */
export function validateOutgoing(
  messages: readonly OutgoingMessage[],
  { isFifo, maxMessageBytes }: { readonly isFifo: boolean; readonly maxMessageBytes: number },
): void {
  const limits = { maxMessageBytes, maxDelaySeconds: MAX_DELAY_SECONDS };
  checkOutgoing(messages, { kind: isFifo ? 'fifo' : 'standard', limits, findBodyFault });
}

function findBodyFault(body: string): string | undefined {
  if (!FORBIDDEN_CHARACTER.test(body)) return undefined;
  return 'the body holds a control character or half of a character; SQS carries the characters of XML';
}
