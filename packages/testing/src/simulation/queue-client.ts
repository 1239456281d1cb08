import {
  InvalidMessageError,
  MessageTooLargeError,
  QueueSendError,
  type CallOptions,
  type ConsumeOptions,
  type MessageHandler,
  type MessageQueue,
  type OutgoingMessage,
  type ReceivedMessage,
  type Verdict,
} from '@frigg-crm/core';
import { linkAbort, MAX_DELAY_SECONDS, VisibilityExpiredError, type LinkedAbort, type UnsentMessage } from '@frigg-crm/core/adapter';
import type { Delivery, QueueServer, Receiver } from './queue-server.ts';
import type { SimulatedMachine } from './simulated-machine.ts';
import type { Simulation } from './simulation.ts';

export interface QueueClientOptions {
  readonly simulation: Simulation;
  readonly machine: SimulatedMachine;
  readonly server: QueueServer;
  readonly maxMessageBytes: number;
}

/** Makes a machine's view of a queue. */
export function createQueueClient(options: QueueClientOptions): MessageQueue {
  const { machine, server, maxMessageBytes } = options;
  const closing = new AbortController();
  return {
    limits: { maxMessageBytes, maxDelaySeconds: MAX_DELAY_SECONDS },
    async send(messages, { signal } = {}) {
      check(messages, options);
      if (messages.length === 0) return;
      const unsent = await machine.call(`${server.name}.send ${messages.length}`, async () => accept(options, messages), {
        signal,
        hangs: 'queueHangs',
        toError: () => unknownOutcome(messages),
      });
      if (unsent.length > 0) throw new QueueSendError({ unsent, total: messages.length, retryable: true });
    },
    async consume(handler, consumeOptions = {}) {
      const { concurrency = 1, signal } = consumeOptions;
      const stop = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
      await Promise.all(Array.from({ length: concurrency }, async () => runLane(options, handler, { ...consumeOptions, signal: stop })));
    },
    async close() {
      closing.abort();
    },
  };
}

function unknownOutcome(messages: readonly OutgoingMessage[]): QueueSendError {
  const unsent = messages.map((_, index) => ({ index, code: 'Unknown' }));
  return new QueueSendError({ unsent, total: messages.length, retryable: true });
}

function check(messages: readonly OutgoingMessage[], { server: { isFifo }, maxMessageBytes }: QueueClientOptions): void {
  for (const [index, { body, delaySeconds = 0, groupId, deduplicationId }] of messages.entries()) {
    const sizeBytes = body.length * 3 > maxMessageBytes ? new TextEncoder().encode(body).length : 0;
    if (sizeBytes > maxMessageBytes) throw new MessageTooLargeError({ index, sizeBytes, limitBytes: maxMessageBytes });
    const isLate = !Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > 900;
    const isHomeless = isFifo && (!groupId || !deduplicationId || delaySeconds > 0);
    if (body === '' || isLate || isHomeless) throw new InvalidMessageError(`message ${index} cannot be carried`);
  }
}

/** @returns those that the sender takes for refused. */
function accept({ simulation, server }: QueueClientOptions, messages: readonly OutgoingMessage[]): readonly UnsentMessage[] {
  const { faults } = simulation;
  const chance = simulation.chance('send');
  const isRefused = faults.strikes('sendRefused');
  const isPartial = faults.strikes('sendPartial');
  const isUnknown = faults.strikes('sendUnknown');
  const unsent: UnsentMessage[] = [];
  for (const [index, message] of messages.entries()) {
    const isHit = isRefused || ((isPartial || isUnknown) && chance.strikes(0.5));
    if (isHit) unsent.push({ index, code: isUnknown ? 'Unknown' : 'Refused' });
    if (!isHit || (isUnknown && chance.strikes(0.5))) store({ simulation, server }, message);
  }
  return unsent;
}

function store({ simulation, server }: Pick<QueueClientOptions, 'simulation' | 'server'>, message: OutgoingMessage): void {
  const { faults } = simulation;
  const chance = simulation.chance('send');
  // A FIFO queue keeps order and knows duplicates.
  const isLate = !server.isFifo && faults.strikes('delay');
  const isDoubled = !server.isFifo && faults.strikes('duplicate');
  server.accept(message, isLate ? chance.integer(100, 90_000) : 0);
  if (isDoubled) server.accept(message, chance.integer(0, 60_000));
}

async function runLane(
  options: QueueClientOptions,
  handler: MessageHandler,
  { batchSize = 1, signal }: ConsumeOptions & { readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const delivery = await receive(options, batchSize, signal);
    if (delivery === undefined) return;
    if (delivery.messages.length === 0) continue;
    const verdicts = await handle(options, handler, { delivery, signal });
    await storeVerdicts(options, delivery, verdicts);
  }
}

async function receive({ machine, server }: QueueClientOptions, limit: number, signal: AbortSignal): Promise<Delivery | undefined> {
  return new Promise((resolve) => {
    const onAbort = (): void => {
      server.forget(receiver);
      resolve(undefined);
    };
    const receiver: Receiver = {
      machine,
      limit: Math.min(10, limit),
      take(delivery) {
        signal.removeEventListener('abort', onAbort);
        // Handed out while the consumer stopped: no handler has seen it.
        if (signal.aborted) for (const { message, receipt } of delivery.messages) server.release(message, receipt);
        resolve(signal.aborted ? undefined : delivery);
      },
    };
    signal.addEventListener('abort', onAbort, { once: true });
    server.receive(receiver);
  });
}

async function handle(
  { machine, server }: QueueClientOptions,
  handler: MessageHandler,
  { delivery, signal }: { readonly delivery: Delivery } & CallOptions,
): Promise<readonly Verdict[]> {
  const received = delivery.messages.map(({ message: { id, body, groupId, receiveCount } }): ReceivedMessage => {
    return { id, body, groupId, receiveCount, isLastAttempt: receiveCount >= server.maxReceiveCount };
  });
  const work = linkAbort(signal);
  const beating = new AbortController();
  void beat(machine, server.visibilityTimeoutMs, { work, signal: beating.signal });
  try {
    return await handler(received, { signal: work.signal });
  } catch {
    return [];
  } finally {
    beating.abort();
    work.unlink();
  }
}

/** A consumer that has missed its beats for as long as its messages were hidden gives them up. */
async function beat(
  { clock }: SimulatedMachine,
  visibilityTimeoutMs: number,
  { work, signal }: { readonly work: LinkedAbort; readonly signal: AbortSignal },
): Promise<void> {
  let lastMs = clock.now();
  while (clock.now() < lastMs + visibilityTimeoutMs) {
    lastMs = clock.now();
    try {
      await clock.sleep(visibilityTimeoutMs / 3, { signal });
    } catch {
      return;
    }
  }
  work.abort(new VisibilityExpiredError());
}

/** In a FIFO queue everything behind a message that needs a retry goes back untouched. */
async function storeVerdicts(
  { simulation, machine, server }: QueueClientOptions,
  { messages }: Delivery,
  verdicts: readonly Verdict[],
): Promise<void> {
  const isLost = simulation.faults.strikes('verdictLost');
  for (const { message, receipt } of messages) server.stopWatching(message, receipt);
  const kinds = messages.map((_, index) => verdicts[index]?.kind ?? 'retry').join(', ');
  const settle = async (): Promise<void> => {
    if (isLost) return;
    const failedAt = server.isFifo ? messages.findIndex((_, index) => (verdicts[index]?.kind ?? 'retry') === 'retry') : -1;
    const behind = failedAt === -1 ? [] : messages.slice(failedAt + 1);
    for (const { message, receipt } of behind.toReversed()) server.release(message, receipt);
    for (const [index, { message, receipt }] of messages.entries()) server.settle(message, receipt, verdicts[index] ?? { kind: 'retry' });
  };
  // A verdict that could not be stored leaves the message hidden until its timeout: it comes again.
  await machine.call(`${server.name}.settle ${kinds}`, settle, { hangs: 'queueHangs' }).catch(() => undefined);
}
