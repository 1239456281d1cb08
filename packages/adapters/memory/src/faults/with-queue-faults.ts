import { QueueSendError, type ConsumeOptions, type MessageHandler, type MessageQueue, type OutgoingMessage } from '@frigg-crm/core';
import type { UnsentMessage } from '@frigg-crm/core/adapter';
import { createRandom, type Random } from './random.ts';

/** Which faults a queue shall have: each a probability from 0 (never, the default) to 1 (always). */
export interface QueueFaults {
  /** The same seed gives the same faults for the same calls. */
  readonly seed: number;
  /** A message is stored twice, as after a repeated `send`; the second copy comes up to `maxExtraDelaySeconds` later. */
  readonly duplicate?: number | undefined;
  /** A message comes up to `maxExtraDelaySeconds` late. A FIFO queue has no delay for one message. */
  readonly delay?: number | undefined;
  /** The messages of one `send` are stored in another order. Not in a FIFO queue. */
  readonly reorder?: number | undefined;
  /** A message is not accepted; `send` rejects and names it. */
  readonly failSend?: number | undefined;
  /** The worker crashes before the handler starts. */
  readonly dieBefore?: number | undefined;
  /** The worker crashes after the handler has done its work and before its verdicts are stored. */
  readonly dieAfter?: number | undefined;
  /** The visibility timeout of a slow worker runs out: its messages are delivered again while it still works on them. */
  readonly overlap?: number | undefined;
  /** A message that was handed out more often than this meets no more worker faults, so that faults alone make no dead letters. @defaultValue 2 */
  readonly maxFaultyReceives?: number | undefined;
  /** @defaultValue 30 */
  readonly maxExtraDelaySeconds?: number | undefined;
  /** @defaultValue 'standard' */
  readonly kind?: 'standard' | 'fifo' | undefined;
}

interface Planned {
  readonly message: OutgoingMessage;
  /** Its position in the caller's array. */
  readonly index: number;
}

/**
 * A queue with the faults that real ones have: for tests, and to show that a sync survives them.
 * All laws of `MessageQueue` still hold, except that one piece of work may be two messages.
 */
export function withQueueFaults(queue: MessageQueue, faults: QueueFaults): MessageQueue {
  const random = createRandom(faults.seed);
  return {
    limits: queue.limits,
    async send(messages, options) {
      const { planned, refused } = planSend(messages, faults, random);
      const unsent = [...refused];
      try {
        await queue.send(
          planned.map(({ message }) => message),
          options,
        );
      } catch (error) {
        if (!QueueSendError.is(error)) throw error;
        unsent.push(...error.unsent.map(({ index, code }) => ({ index: planned[index]?.index ?? index, code })));
      }
      if (unsent.length === 0) return;
      throw new QueueSendError({ unsent: uniqueByIndex(unsent), total: messages.length, retryable: true });
    },
    async consume(handler: MessageHandler, options?: ConsumeOptions) {
      const { wrapped, overlapping } = withWorkerFaults(handler, faults, random);
      await queue.consume(wrapped, options);
      await Promise.allSettled(overlapping);
    },
    close: async () => queue.close(),
  };
}

interface SendPlan {
  readonly planned: readonly Planned[];
  readonly refused: readonly UnsentMessage[];
}

function planSend(messages: readonly OutgoingMessage[], faults: QueueFaults, random: Random): SendPlan {
  const { duplicate = 0, delay = 0, reorder = 0, failSend = 0, kind = 'standard' } = faults;
  const planned: Planned[] = [];
  const copies: Planned[] = [];
  const refused: UnsentMessage[] = [];
  for (const [index, message] of messages.entries()) {
    const isRefused = random.chance(failSend);
    const isLate = random.chance(delay);
    const isDoubled = random.chance(duplicate);
    if (isRefused) refused.push({ index, code: 'InjectedFault' });
    else {
      planned.push({ message: isLate ? later(message, faults, random) : message, index });
      if (isDoubled) copies.push({ message: later(asCopy(message), faults, random), index });
    }
  }
  const all = [...planned, ...copies];
  return { planned: kind === 'standard' && random.chance(reorder) ? random.shuffle(all) : all, refused };
}

function later(message: OutgoingMessage, { maxExtraDelaySeconds = 30, kind }: QueueFaults, random: Random): OutgoingMessage {
  if (kind === 'fifo') return message;
  const delaySeconds = (message.delaySeconds ?? 0) + random.integer(1, Math.max(1, maxExtraDelaySeconds));
  return { ...message, delaySeconds: Math.min(900, delaySeconds) };
}

/** What a producer sends that repeats itself after the five minutes in which a FIFO queue would notice. */
function asCopy(message: OutgoingMessage): OutgoingMessage {
  if (message.deduplicationId === undefined) return message;
  return { ...message, deduplicationId: `${message.deduplicationId.slice(0, 120)}~copy` };
}

function uniqueByIndex(unsent: readonly UnsentMessage[]): readonly UnsentMessage[] {
  return [...new Map(unsent.map((entry) => [entry.index, entry])).values()].toSorted((a, b) => a.index - b.index);
}

function withWorkerFaults(
  handler: MessageHandler,
  { dieBefore = 0, dieAfter = 0, overlap = 0, maxFaultyReceives = 2 }: QueueFaults,
  random: Random,
): { readonly wrapped: MessageHandler; readonly overlapping: ReadonlySet<Promise<unknown>> } {
  const overlapping = new Set<Promise<unknown>>();
  const wrapped: MessageHandler = async (messages, options) => {
    const crashesBefore = random.chance(dieBefore);
    const overlaps = random.chance(overlap);
    const crashesAfter = random.chance(dieAfter);
    if (messages.some(({ receiveCount, isLastAttempt }) => isLastAttempt || receiveCount > maxFaultyReceives))
      return handler(messages, options);
    if (crashesBefore) throw new Error('injected fault: the worker crashed before its work');
    if (overlaps) {
      const work = handler(messages, options).finally(() => overlapping.delete(work));
      overlapping.add(work);
      work.catch(() => undefined);
      return messages.map(() => ({ kind: 'retry', delaySeconds: 0 }));
    }
    const verdicts = await handler(messages, options);
    if (crashesAfter) throw new Error('injected fault: the worker crashed after its work');
    return verdicts;
  };
  return { wrapped, overlapping };
}
