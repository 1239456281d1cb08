import {
  createVirtualClock,
  describeMessageQueue,
  type HangingServer,
  type MessageQueueUnderTest,
  type QueueRequest,
} from '@frigg-crm/testing';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { afterAll, beforeAll, vi } from 'vitest';
import { createFauxqsClient } from './test-support/fauxqs-client.ts';
import { FakeSqs, type Input } from './test-support/fake-sqs.ts';
import { ensureSqsQueue } from './admin/ensure-sqs-queue.ts';
import { REASON_ATTRIBUTE } from './consume/move-to-dead-letter-queue.ts';
import { createSqsQueue } from './create-sqs-queue.ts';

let server: FauxqsServer;
let queues = 0;

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false });
});
afterAll(async () => server.stop());

/** fauxqs runs in this process and reads `Date` every 20 ms: moving it moves time at the server. */
async function passAtServer(ms: number): Promise<void> {
  // Requests in flight arrive before the time moves.
  await new Promise((resolve) => setTimeout(resolve, ms > 0 ? 10 : 4));
  if (ms <= 0) return;
  vi.setSystemTime(Date.now() + ms);
  await new Promise((resolve) => setTimeout(resolve, 45));
}

/** What the defaults of the options promise. */
const HANGS: HangingServer = { requestTimeoutMs: 10_000, receiveTimeoutMs: 25_000, sendTimeoutMs: 20_500, shutdownTimeoutMs: 10_000 };

for (const kind of ['standard', 'fifo'] as const) {
  describeMessageQueue(`Amazon SQS, ${kind}, spoken by fauxqs`, {
    kind,
    manyMessages: kind === 'standard' ? 2500 : 1000,
    async make({ maxReceiveCount }) {
      vi.useFakeTimers({ toFake: ['Date'] });
      const client = createFauxqsClient(server.address);
      queues += 1;
      const name = `queue-${queues}`;
      const urls = await ensureSqsQueue({ client, name, fifo: kind === 'fifo', maxReceiveCount });
      const deadLetterName = `${name}-dead-letters${kind === 'fifo' ? '.fifo' : ''}`;
      const queue = createSqsQueue({ ...urls, client });
      return {
        queue,
        pass: passAtServer,
        async deadLetters() {
          const { ready = [], inflight = [] } = server.inspectQueue(deadLetterName)?.messages ?? {};
          const messages = [...ready, ...inflight.map(({ message }) => message)];
          return messages.map(({ body, messageAttributes }) => ({
            body,
            reason: revealed(messageAttributes[REASON_ATTRIBUTE]?.StringValue),
          }));
        },
        async close() {
          await queue.close();
          client.destroy();
          vi.useRealTimers();
        },
      };
    },
  });

  describeMessageQueue(`Amazon SQS, ${kind}, as documented`, {
    kind,
    manyMessages: 2000,
    hangs: HANGS,
    async make({ maxReceiveCount }) {
      const clock = createVirtualClock();
      const sqs = new FakeSqs({ clock, maxReceiveCount, fifo: kind === 'fifo' });
      const client = sqs.createClient();
      const queue = createSqsQueue({ client, queueUrl: sqs.sourceUrl, deadLetterQueueUrl: sqs.deadLetterUrl, maxReceiveCount, clock });
      return {
        queue,
        pass: async (ms) => clock.advance(ms),
        hang: swallow(sqs),
        deadLetters: async () =>
          sqs.deadLetters.map(({ body, attributes }) => ({ body, reason: attributes?.[REASON_ATTRIBUTE]?.StringValue })),
        async close() {
          await queue.close();
          client.destroy();
        },
      };
    },
  });
}

function swallow(sqs: FakeSqs): NonNullable<MessageQueueUnderTest['hang']> {
  return (wanted, part) => {
    let count = 0;
    sqs.interfere = (action, input) => {
      if (classify(action, input) !== wanted) return undefined;
      count += 1;
      return { kind: part === 'request' ? 'hang' : 'lost-response' };
    };
    return {
      get count() {
        return count;
      },
      end() {
        sqs.interfere = () => undefined;
      },
    };
  };
}

/** Heartbeats hide a message for as long as a receive does; no verdict of the suite does. */
function classify(action: string, { Entries = [] }: Input): QueueRequest | undefined {
  if (action === 'ChangeMessageVisibilityBatch') return Entries[0]?.['VisibilityTimeout'] === 30 ? 'prolong' : 'settle';
  const requests: Record<string, QueueRequest> = {
    SendMessageBatch: 'send',
    SendMessage: 'dead-letter',
    ReceiveMessage: 'receive',
    DeleteMessageBatch: 'settle',
  };
  return requests[action];
}

/** Undoes the disguise of the client towards fauxqs. */
function revealed(text: string | undefined): string | undefined {
  return text?.replace(/[\uE800-\uEFFF]/g, (half) => String.fromCharCode(half.charCodeAt(0) - 0x1000));
}
