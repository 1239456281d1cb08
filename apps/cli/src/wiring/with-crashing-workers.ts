import type { MessageQueue } from '@frigg-crm/core';

export interface CrashingWorkersOptions {
  /** Numbers from 0 to 1. */
  readonly random: () => number;
  /** Share of messages whose worker crashes, from 0 to 1. */
  readonly share: number;
  /** How long a worker works at most before it crashes, in milliseconds. */
  readonly withinMs: number;
}

/** A message that was delivered more often meets workers that do not crash. */
const MAX_CRASHES = 2;

/** A queue whose workers crash in the middle of their work: their requests are cut off, and the message is delivered again. */
export function withCrashingWorkers(queue: MessageQueue, { random, share, withinMs }: CrashingWorkersOptions): MessageQueue {
  return {
    limits: queue.limits,
    send: async (messages, options) => queue.send(messages, options),
    async consume(handler, options) {
      await queue.consume(async (messages, call) => {
        const crashes = random() < share && messages.every(({ receiveCount }) => receiveCount <= MAX_CRASHES);
        const crash = crashes ? [AbortSignal.timeout(Math.ceil(random() * withinMs))] : [];
        return handler(messages, { ...call, signal: AbortSignal.any([...crash, ...(call.signal === undefined ? [] : [call.signal])]) });
      }, options);
    },
    close: async () => queue.close(),
  };
}
