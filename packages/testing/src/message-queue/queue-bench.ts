import {
  handleEachMessage,
  type ConsumeOptions,
  type MessageHandler,
  type OutgoingMessage,
  type ReceivedMessage,
  type Verdict,
} from '@frigg-crm/core';
import type { MessageQueueSuite, MessageQueueUnderTest } from './message-queue-under-test.ts';

/** A consumer that remembers what it was given. */
export interface Worker {
  /** Every message, each time it was handed out, in the order of handing out. */
  readonly received: readonly ReceivedMessage[];
  /** The bodies of `received`. */
  bodies(): readonly string[];
  /** Stops the consumer. @returns when its last handler has ended. */
  stop(): Promise<void>;
}

type HandleMessage = (message: ReceivedMessage, signal: AbortSignal | undefined) => Verdict | Promise<Verdict>;

/** A queue on the bench of its contract suite. */
export interface QueueBench extends MessageQueueUnderTest {
  readonly kind: 'standard' | 'fifo';
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

const MAX_LOOKS = 4000;
const MAX_SECONDS = 3600;

/** Runs a test with a fresh queue and ends all it started, also when the test fails. */
export async function onBench(suite: MessageQueueSuite, test: (bench: QueueBench) => Promise<void>, maxReceiveCount = 3): Promise<void> {
  const under = await suite.make({ maxReceiveCount });
  const workers: Worker[] = [];
  const workInBatches: QueueBench['workInBatches'] = (handler, options = {}) => {
    const worker = startWorker(under, handler, options);
    workers.push(worker);
    return worker;
  };
  const bench: QueueBench = {
    ...under,
    kind: suite.kind,
    workInBatches,
    work: (handle = () => DONE, options = {}) =>
      workInBatches(
        handleEachMessage(async (message, { signal }) => handle(message, signal)),
        options,
      ),
    async eventually(condition, what) {
      for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
        if (await condition()) return;
        await under.pass(0);
      }
      throw new Error(`waited in vain until ${what}`);
    },
    async passUntil(condition, what) {
      for (let seconds = 0; seconds < MAX_SECONDS; seconds += 1) {
        for (let looks = 0; looks < 3; looks += 1) {
          if (await condition()) return;
          await under.pass(0);
        }
        await under.pass(1000);
      }
      throw new Error(`an hour passed in vain until ${what}`);
    },
  };
  try {
    await test(bench);
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

/** A message for a queue of either kind: in a FIFO queue each of them is a group of its own, by default. */
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

/** A promise that a test opens by hand. */
export function aGate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
