import { createVirtualClock, describeMessageQueue } from '@frigg-crm/testing';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { afterAll, beforeAll, vi } from 'vitest';
import { createFauxqsClient } from './__fixtures__/fauxqs-client.ts';
import { FakeSqs } from './__fixtures__/fake-sqs.ts';
import { ensureSqsQueue } from './admin/ensure-sqs-queue.ts';
import { REASON_ATTRIBUTE } from './consume/bury.ts';
import { createSqsQueue } from './create-sqs-queue.ts';

let server: FauxqsServer;
let queues = 0;

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false });
});
afterAll(async () => server.stop());

/** fauxqs runs in this program and looks at `Date` every 20 ms: moving it moves time at the server. */
async function passAtServer(ms: number): Promise<void> {
  if (ms > 0) vi.setSystemTime(Date.now() + ms);
  await new Promise((resolve) => setTimeout(resolve, ms > 0 ? 45 : 4));
}

for (const kind of ['standard', 'fifo'] as const) {
  describeMessageQueue(`Amazon SQS, ${kind}, spoken by fauxqs`, {
    kind,
    manyMessages: kind === 'standard' ? 10_000 : 1000,
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
    async make({ maxReceiveCount }) {
      const clock = createVirtualClock();
      const sqs = new FakeSqs({ clock, maxReceiveCount, fifo: kind === 'fifo' });
      const client = sqs.createClient();
      const queue = createSqsQueue({ client, queueUrl: sqs.sourceUrl, deadLetterQueueUrl: sqs.deadLetterUrl, maxReceiveCount, clock });
      return {
        queue,
        pass: async (ms) => clock.advance(ms),
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

/** Undoes the disguise of the client towards fauxqs. */
function revealed(text: string | undefined): string | undefined {
  return text?.replace(/[\uE800-\uEFFF]/g, (half) => String.fromCharCode(half.charCodeAt(0) - 0x1000));
}
