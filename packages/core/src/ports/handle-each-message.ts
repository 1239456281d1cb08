import type { CallOptions } from './call-options.ts';
import type { MessageHandler, ReceivedMessage, Verdict } from './message-queue.ts';

/**
 * Makes a handler out of a function for one message. It works in order and stops at the first message that is not
 * done: the ones behind it are handed back untouched, so that a group keeps its order.
 */
export function handleEachMessage(handle: (message: ReceivedMessage, options: CallOptions) => Promise<Verdict>): MessageHandler {
  return async (messages, options) => {
    const verdicts: Verdict[] = [];
    for (const message of messages) {
      const verdict = await handle(message, options);
      verdicts.push(verdict);
      if (verdict.kind === 'retry') break;
    }
    while (verdicts.length < messages.length) verdicts.push({ kind: 'retry', delaySeconds: 0 });
    return verdicts;
  };
}
