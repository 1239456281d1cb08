import {
  handleEachMessage,
  type ConsumeOptions,
  type MessageHandler,
  type OutgoingMessage,
  type ReceivedMessage,
  type Verdict,
} from '@frigg-crm/core';
import type { Hang, MessageQueueSuite, MessageQueueUnderTest, QueueRequest } from './message-queue-under-test.ts';

/** A consumer that records what it received. */
export interface Worker {
  /** Every message, each time it was delivered, in the order of delivery. */
  readonly received: readonly ReceivedMessage[];
  /** The bodies of `received`. */
  bodies(): readonly string[];
  /** Stops the consumer. @returns when its last handler has ended. */
  stop(): Promise<void>;
}

type HandleMessage = (message: ReceivedMessage, signal: AbortSignal | undefined) => Verdict | Promise<Verdict>;

/** A queue on the system of its contract suite. */
export interface QueueSystem extends MessageQueueUnderTest {
  readonly kind: 'standard' | 'fifo';
  /** Makes the server swallow requests of one kind from now on. */
  hang(request: QueueRequest, part: 'request' | 'response'): Hang;
  /** Lets up to `ms` of time pass, in order to check that nothing more happens. */
  passQuietly(ms: number): Promise<void>;
  /** Lets time pass, a second each step, until `condition` holds. Fails after `ms`. */
  within(ms: number, condition: () => boolean | Promise<boolean>, what: string): Promise<void>;
  /** Starts a consumer with a function for one message. */
  work(handle?: HandleMessage, options?: ConsumeOptions): Worker;
  /** Starts a consumer with a handler for batches. */
  workInBatches(handler: MessageHandler, options?: ConsumeOptions): Worker;
  /** Waits, without time passing at the queue, until `condition` holds. */
  eventually(condition: () => boolean | Promise<boolean>, what: string): Promise<void>;
  /** Lets time pass, a second each step, until `condition` holds. */
  passUntil(condition: () => boolean | Promise<boolean>, what: string): Promise<void>;
}

export const DONE: Verdict = { kind: 'done' };

const MAX_POLLS = 4000;
const MAX_SECONDS = 3600;

/** Runs a test with a fresh queue and ends all it started, also when the test fails. */
export async function runOnQueue(
  suite: MessageQueueSuite,
  test: (system: QueueSystem) => Promise<void>,
  maxReceiveCount = 3,
): Promise<void> {
  const under = await suite.make({ maxReceiveCount });
  const workers: Worker[] = [];
  const workInBatches: QueueSystem['workInBatches'] = (handler, options = {}) => {
    const worker = startWorker(under, handler, options);
    workers.push(worker);
    return worker;
  };
  const within: QueueSystem['within'] = async (ms, condition, what) => {
    for (let passedMs = 0; ; passedMs += 1000) {
      for (let polls = 0; polls < 3; polls += 1) {
        if (await condition()) return;
        await under.pass(0);
      }
      if (passedMs > ms) throw new Error(`timed out after ${ms} ms: ${what}`);
      await under.pass(Math.min(1000, ms - passedMs + 1));
    }
  };
  const system: QueueSystem = {
    ...under,
    kind: suite.kind,
    workInBatches,
    work: (handle = () => DONE, options = {}) =>
      workInBatches(
        handleEachMessage(async (message, { signal }) => handle(message, signal)),
        options,
      ),
    async eventually(condition, what) {
      for (let polls = 0; polls < MAX_POLLS; polls += 1) {
        if (await condition()) return;
        await under.pass(0);
      }
      throw new Error(`timed out: ${what}`);
    },
    hang(request, part) {
      if (under.hang === undefined) throw new Error('a suite with hangs needs a queue with hang');
      return under.hang(request, part);
    },
    passQuietly: async (ms) => under.pass(Math.min(ms, suite.maxPassMs ?? ms)),
    within,
    passUntil: async (condition, what) => within(MAX_SECONDS * 1000, condition, what),
  };
  try {
    await test(system);
    await Promise.all(workers.map(async (worker) => worker.stop()));
  } finally {
    await under.close();
  }
}

function startWorker({ queue }: MessageQueueUnderTest, handler: MessageHandler, options: ConsumeOptions): Worker {
  const received: ReceivedMessage[] = [];
  const controller = new AbortController();
  const recording: MessageHandler = async (messages, callOptions) => {
    received.push(...messages);
    return handler(messages, callOptions);
  };
  const ended = queue.consume(recording, { ...options, signal: controller.signal });
  // The rejection reaches the caller of stop().
  ended.catch(() => undefined);
  return {
    received,
    bodies: () => received.map(({ body }) => body),
    async stop() {
      controller.abort();
      await ended;
    },
  };
}

/** A message for a queue of either kind. In a FIFO queue each is a group of its own by default. */
export function aMessage(kind: 'standard' | 'fifo', body: string, facts: Partial<OutgoingMessage> = {}): OutgoingMessage {
  if (kind === 'standard') return { body, ...facts };
  return { body, groupId: `group-${hash(body)}`, deduplicationId: `id-${hash(body)}`, ...facts };
}

/** Group and deduplication ids may not hold every character that a body may. */
function hash(text: string): string {
  let value = 0;
  for (const char of text) value = (Math.imul(value, 31) + (char.codePointAt(0) ?? 0)) >>> 0;
  return `${text.length}-${value.toString(36)}`;
}

/** @returns whether the queue of this suite can let so much time pass. */
export function canPass({ maxPassMs = Number.POSITIVE_INFINITY }: MessageQueueSuite, ms: number): boolean {
  return ms <= maxPassMs;
}

/** A promise that a test resolves. */
export function aGate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
