import type { ConsumeOptions, MessageHandler, MessageQueue, ReceivedMessage, Verdict } from '../ports/message-queue.ts';

/** A queue whose handler a test calls itself, with the messages that it wants to be received. */
export interface ByHandQueue extends MessageQueue {
  readonly consumed: ConsumeOptions | undefined;
  /** Hands bodies out together, as messages of one group. @returns the verdicts. */
  deliver(bodies: readonly string[], facts?: Partial<ReceivedMessage>): Promise<readonly Verdict[]>;
}

export function createByHandQueue(): ByHandQueue {
  let handler: MessageHandler | undefined;
  let consumed: ConsumeOptions | undefined;
  return {
    limits: { maxMessageBytes: 262_144, maxDelaySeconds: 900 },
    get consumed() {
      return consumed;
    },
    async send() {},
    async consume(given, options) {
      handler = given;
      consumed = options;
    },
    async deliver(bodies, facts = {}) {
      const messages = bodies.map((body, index) => ({
        id: `m${index}`,
        body,
        groupId: 'g',
        receiveCount: 1,
        isLastAttempt: false,
        ...facts,
      }));
      return (await handler?.(messages, {})) ?? [];
    },
    async close() {},
  };
}
