import { QueueSendError, type MessageQueue, type OutgoingMessage } from '@frigg-crm/core';
import type { UnsentMessage } from '@frigg-crm/core/adapter';
import type { Simulation } from '@frigg-crm/testing';
import type { Hands } from './hands.ts';
import type { SqliteProgram } from './sqlite-program.ts';

/** Settings of {@link withDeliveryFaults}. */
export interface DeliveryFaultsOptions {
  readonly simulation: Simulation;
  readonly program: SqliteProgram;
  readonly hands: Hands;
  readonly name: string;
  readonly isFifo: boolean;
}

/** Has a queue of a file deliver late, twice, out of order and to two consumers, and lose sends and verdicts. */
export function withDeliveryFaults(queue: MessageQueue, options: DeliveryFaultsOptions): MessageQueue {
  const { simulation, program, hands, name } = options;
  const { faults } = simulation;
  return {
    limits: queue.limits,
    hasGroup: async (...call) => (await queue.hasGroup?.(...call)) === true,
    close: async () => queue.close(),
    async send(messages, call) {
      const { accepted, copies, unsent } = draw(options, messages);
      const isWhole = accepted.length === messages.length;
      await queue.send(accepted, call).catch((error: unknown) => {
        throw isWhole || !(error instanceof QueueSendError) ? error : toSendError(messages, all(messages));
      });
      // A copy that does not arrive is no copy.
      if (copies.length > 0) await queue.send(copies, call).catch(() => undefined);
      if (unsent.length > 0) throw toSendError(messages, unsent);
    },
    async consume(handler, call) {
      await queue.consume(async (messages, handlerCall) => {
        const release = hands.take(program, name, messages);
        for (const { id } of messages) if (faults.strikes('redelivery')) handOutAgain(options, id);
        try {
          const verdicts = await handler(messages, handlerCall);
          if (faults.strikes('verdictLost')) throw new Error('the verdict is lost');
          return verdicts;
        } finally {
          release();
        }
      }, call);
    },
  };
}

interface Draw {
  readonly accepted: readonly OutgoingMessage[];
  readonly copies: readonly OutgoingMessage[];
  readonly unsent: readonly UnsentMessage[];
}

function draw(options: DeliveryFaultsOptions, messages: readonly OutgoingMessage[]): Draw {
  const { accepted, unsent } = drawRefusals(options, messages);
  const { simulation, isFifo } = options;
  const { faults } = simulation;
  // A FIFO queue keeps order and knows duplicates.
  if (isFifo) return { accepted, unsent, copies: [] };
  const chance = simulation.chance('send');
  const copies = accepted.filter(() => faults.strikes('duplicate')).map((message) => later(message, chance.integer(0, 60)));
  const sent = accepted.map((message) => (faults.strikes('delay') ? later(message, chance.integer(1, 90)) : message));
  const isReordered = sent.length > 1 && faults.strikes('reorder');
  return { accepted: isReordered ? sent.toReversed() : sent, copies, unsent };
}

/** What is named as refused may have been accepted, where the outcome is unknown. */
function drawRefusals({ simulation }: DeliveryFaultsOptions, messages: readonly OutgoingMessage[]): Pick<Draw, 'accepted' | 'unsent'> {
  const { faults } = simulation;
  const chance = simulation.chance('send');
  const [isRefused, isPartial, isUnknown] = [faults.strikes('sendRefused'), faults.strikes('sendPartial'), faults.strikes('sendUnknown')];
  const accepted: OutgoingMessage[] = [];
  const unsent: UnsentMessage[] = [];
  for (const [index, message] of messages.entries()) {
    const isHit = isRefused || ((isPartial || isUnknown) && chance.strikes(0.5));
    if (isHit) unsent.push({ index, code: isUnknown ? 'Unknown' : 'Refused' });
    if (!isHit || (isUnknown && chance.strikes(0.5))) accepted.push(message);
  }
  return { accepted, unsent };
}

function later(message: OutgoingMessage, seconds: number): OutgoingMessage {
  return { ...message, delaySeconds: Math.min(900, (message.delaySeconds ?? 0) + seconds) };
}

function all(messages: readonly OutgoingMessage[]): readonly UnsentMessage[] {
  return messages.map((_, index) => ({ index, code: 'Unknown' }));
}

function toSendError(messages: readonly OutgoingMessage[], unsent: readonly UnsentMessage[]): QueueSendError {
  return new QueueSendError({ unsent, total: messages.length, retryable: true });
}

/** Soon, as if the program had not prolonged the visibility. */
function handOutAgain({ simulation, program, hands }: DeliveryFaultsOptions, id: string): void {
  simulation.schedule(simulation.chance('queue').integer(20, 2000), `message ${id} was hidden long enough`, () => {
    if (!program.isReady) return;
    hands.lose(id);
    program.raw.database.connection.prepare('update frigg_queue_messages set due_at = 1 where id = ? and claim is not null').run(id);
  });
}
