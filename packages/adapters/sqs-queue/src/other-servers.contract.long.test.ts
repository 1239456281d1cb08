import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createVirtualClock, describeMessageQueue } from '@frigg-crm/testing';
import { createRequestHandler } from 'local-aws-sqs';
import { afterAll, beforeAll, vi } from 'vitest';
import { readDeadLetters } from './test-support/read-dead-letters.ts';
import { ensureSqsQueue } from './admin/ensure-sqs-queue.ts';
import { createSqsQueue } from './create-sqs-queue.ts';

/** Milliseconds that pass at once: below every deadline, above the 40 ms that a receive of local-aws-sqs takes. */
const STEP_MS = 250;
/** Turns of the event loop that an HTTP request over loopback takes, with some to spare. */
const TURNS = 12;

async function turns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

let server: Server;
let endpoint: string;
let queues = 0;

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  endpoint = `http://127.0.0.1:${port}`;
  const { requestHandler } = createRequestHandler({ port, hostname: '127.0.0.1' });
  server.on('request', (incoming, response) => void requestHandler(incoming, response));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/**
 * local-aws-sqs 2.0 runs in this process, on timers that the tests advance. Where it differs from SQS:
 * - It has no groups in FIFO queues: it hands out all of a group at once, and knows a deduplication id only for as long as
 *   its message exists. So it serves as a standard queue alone.
 * - It counts each change of visibility as a receive, and responds with the count to `AttributeNames` only, which SQS
 *   replaced by `MessageSystemAttributeNames`.
 * - A receive holds messages back until its wait is over, unless it finds as many as were requested: no long polls.
 */
describeMessageQueue('Amazon SQS, standard, spoken by local-aws-sqs', {
  kind: 'standard',
  manyMessages: 1000,
  maxPassMs: 40_000,
  countsReceives: false,
  async make({ maxReceiveCount }) {
    const clock = createVirtualClock();
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    const client = new SQSClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    queues += 1;
    const pass = async (ms: number): Promise<void> => {
      for (let restMs = Math.max(ms, 10); restMs > 0; restMs -= STEP_MS) {
        vi.advanceTimersByTime(Math.min(restMs, STEP_MS));
        await clock.advance(Math.min(restMs, STEP_MS));
        await turns();
      }
    };
    const urls = await ensureSqsQueue({ client, name: `queue-${queues}`, maxReceiveCount, clock });
    const queue = createSqsQueue({ ...urls, client, clock, waitTimeSeconds: 0 });
    return {
      queue,
      pass,
      async deadLetters() {
        let isOver = false;
        const reading = readDeadLetters(client, urls.deadLetterQueueUrl).finally(() => {
          isOver = true;
        });
        while (!isOver) await pass(0);
        return reading;
      },
      async close() {
        await queue.close();
        client.destroy();
        vi.useRealTimers();
      },
    };
  },
});

const { SQS_ENDPOINT } = process.env;

/**
 * Any server that speaks the protocol of SQS, region and credentials as the SDK finds them. Its clock is the real one, so
 * that long waits are left out and the others take as long as they take.
 */
if (SQS_ENDPOINT !== undefined)
  for (const kind of ['standard', 'fifo'] as const) {
    describeMessageQueue(`Amazon SQS, ${kind}, spoken by the server at SQS_ENDPOINT`, {
      kind,
      manyMessages: 500,
      maxPassMs: 3000,
      async make({ maxReceiveCount }) {
        const client = new SQSClient({ endpoint: SQS_ENDPOINT });
        const name = `frigg-crm-${randomUUID()}`;
        const urls = await ensureSqsQueue({ client, name, fifo: kind === 'fifo', maxReceiveCount });
        const queue = createSqsQueue({ ...urls, client, visibilityTimeoutSeconds: 5, waitTimeSeconds: 1 });
        return {
          queue,
          pass: async (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(ms, 10))),
          deadLetters: async () => readDeadLetters(client, urls.deadLetterQueueUrl),
          async close() {
            await queue.close();
            for (const QueueUrl of [urls.queueUrl, urls.deadLetterQueueUrl]) await client.send(new DeleteQueueCommand({ QueueUrl }));
            client.destroy();
          },
        };
      },
    });
  }
