import type { MessageQueue } from '@frigg-crm/core';

export interface DyingWorkersOptions {
  /** Numbers from 0 to 1. */
  readonly random: () => number;
  /** Share of messages whose worker dies over them, from 0 to 1. */
  readonly share: number;
  /** How long a worker lives on at most, in milliseconds. */
  readonly withinMs: number;
}

/** A message that was handed out more often meets workers that live. */
const MAX_DEATHS = 2;

/** A queue whose workers die in the middle of their work: what they have begun is cut off, and the message comes again. */
export function withDyingWorkers(queue: MessageQueue, { random, share, withinMs }: DyingWorkersOptions): MessageQueue {
  return {
    limits: queue.limits,
    send: async (messages, options) => queue.send(messages, options),
    async consume(handler, options) {
      await queue.consume(async (messages, call) => {
        const dies = random() < share && messages.every(({ receiveCount }) => receiveCount <= MAX_DEATHS);
        const death = dies ? [AbortSignal.timeout(Math.ceil(random() * withinMs))] : [];
        return handler(messages, { ...call, signal: AbortSignal.any([...death, ...(call.signal === undefined ? [] : [call.signal])]) });
      }, options);
    },
    close: async () => queue.close(),
  };
}
