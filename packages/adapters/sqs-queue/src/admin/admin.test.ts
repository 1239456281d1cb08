import { GetQueueAttributesCommand, ListQueuesCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { handleEachMessage } from '@frigg-crm/core';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFauxqsClient } from '../test-support/fauxqs-client.ts';
import { createSqsQueue } from '../create-sqs-queue.ts';
import { ensureSqsQueue } from './ensure-sqs-queue.ts';
import { readQueueSize } from './read-queue-size.ts';
import { redriveDeadLetters } from './redrive-dead-letters.ts';

let server: FauxqsServer;
let client: SQSClient;

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false });
  client = createFauxqsClient(server.address);
});
beforeEach(() => server.purgeAll());
afterAll(async () => {
  client.destroy();
  await server.stop();
});

async function attributesOf(queueUrl: string): Promise<Record<string, string>> {
  const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }));
  return Attributes;
}

describe('queues at SQS', () => {
  it('says how many messages wait, wait until later, and are worked on', async () => {
    const ensured = await ensureSqsQueue({ client, name: 'crm-size' });
    const queue = createSqsQueue({ client, ...ensured });
    await queue.send([{ body: 'a' }, { body: 'b', delaySeconds: 600 }]);
    expect(await readQueueSize({ client, queueUrl: ensured.queueUrl })).toEqual({ waiting: 1, delayed: 1, inFlight: 0 });
    const stop = new AbortController();
    const seen = Promise.withResolvers<unknown>();
    const consuming = queue.consume(
      async () => {
        await readQueueSize({ client, queueUrl: ensured.queueUrl }).then(seen.resolve, seen.reject);
        return [{ kind: 'done' }];
      },
      { signal: stop.signal },
    );
    expect(await seen.promise).toEqual({ waiting: 0, delayed: 1, inFlight: 1 });
    stop.abort();
    await consuming;
    await queue.close();
    const gone = `${ensured.queueUrl}-gone`;
    await expect(readQueueSize({ client, queueUrl: gone })).rejects.toMatchObject({ code: expect.stringMatching(/STORAGE|CONFIGURATION/) });
  });

  it.each([
    [false, 'crm-work', 'crm-work-dead-letters'],
    [true, 'crm-work.fifo', 'crm-work-dead-letters.fifo'],
  ])('D3: creates a queue with attributes that SQS knows, FIFO: %s', async (fifo, name, deadLetterName) => {
    const { queueUrl, deadLetterQueueUrl } = await ensureSqsQueue({
      client,
      name,
      fifo,
      maxReceiveCount: 3,
      visibilityTimeoutSeconds: 180,
    });
    expect([queueUrl.split('/').at(-1), deadLetterQueueUrl.split('/').at(-1)]).toEqual([name, deadLetterName]);
    const source = await attributesOf(queueUrl);
    const deadLetter = await attributesOf(deadLetterQueueUrl);
    expect(source).toMatchObject({ VisibilityTimeout: '180', ReceiveMessageWaitTimeSeconds: '20' });
    expect(JSON.parse(source['RedrivePolicy'] ?? '')).toEqual({ deadLetterTargetArn: deadLetter['QueueArn'], maxReceiveCount: 3 });
    expect([source['FifoQueue'], deadLetter['FifoQueue']]).toEqual(fifo ? ['true', 'true'] : [undefined, undefined]);
    expect([source['MessageRetentionPeriod'], deadLetter['MessageRetentionPeriod']]).toEqual(['345600', '1209600']);
    // fauxqs says `queue` and `perQueue` where the request sets nothing.
    const highThroughput = {
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    };
    for (const attributes of fifo ? [source, deadLetter] : []) expect(attributes).toMatchObject(highThroughput);
  });

  it.each([
    [5, '30'],
    [900, '5400'],
  ])(
    'D4: hides messages for six times the %i seconds that a handler may take, and half a minute at least',
    async (handlerTimeoutSeconds, expected) => {
      const { queueUrl } = await ensureSqsQueue({ client, name: 'crm-work', handlerTimeoutSeconds });
      expect((await attributesOf(queueUrl))['VisibilityTimeout']).toBe(expected);
    },
  );

  it('may run again and in two programs at once', async () => {
    const results = await Promise.all([1, 2, 3].map(async () => ensureSqsQueue({ client, name: 'crm-work' })));
    expect(new Set(results.map(({ queueUrl }) => queueUrl)).size).toBe(1);
    const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}));
    expect(QueueUrls.length).toBe(2);
  });

  it('updates an existing queue to new settings', async () => {
    await ensureSqsQueue({ client, name: 'crm-work', maxReceiveCount: 3 });
    const { queueUrl } = await ensureSqsQueue({ client, name: 'crm-work', maxReceiveCount: 7, visibilityTimeoutSeconds: 90 });
    const attributes = await attributesOf(queueUrl);
    expect(attributes['VisibilityTimeout']).toBe('90');
    expect(JSON.parse(attributes['RedrivePolicy'] ?? '')).toMatchObject({ maxReceiveCount: 7 });
  });

  it.each([
    { name: 'with space' },
    { name: 'ümlaut' },
    { name: '' },
    { name: 'dots.are.wrong' },
    { name: 'x'.repeat(68) },
    { name: 'crm.fifo', fifo: false },
    { name: 'crm', maxReceiveCount: 0 },
    { name: 'crm', visibilityTimeoutSeconds: 43_201 },
    { name: 'crm', visibilityTimeoutSeconds: 100, handlerTimeoutSeconds: 17 },
    { name: 'crm', handlerTimeoutSeconds: 7201 },
    { name: 'crm', retentionSeconds: 1_209_600 },
  ])('B55: refuses %o before it creates anything', async (settings) => {
    await expect(ensureSqsQueue({ client, ...settings })).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
    const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}));
    expect(QueueUrls).toEqual([]);
  });

  it.each([false, true])('moves dead letters back into their queue, FIFO: %s', async (fifo) => {
    const urls = await ensureSqsQueue({ client, name: 'crm-work', fifo, maxReceiveCount: 3 });
    const queue = createSqsQueue({ client, ...urls, waitTimeSeconds: 1 });
    const bodies = Array.from({ length: 12 }, (_, index) => `message ${index} 😀`);
    await queue.send(bodies.map((body, index) => ({ body, groupId: `group-${index % 3}`, deduplicationId: `id-${index}` })));
    const failed = new AbortController();
    let deadLettered = 0;
    await queue.consume(
      handleEachMessage(async () => {
        deadLettered += 1;
        if (deadLettered === 12) failed.abort();
        return { kind: 'dead-letter', reason: 'not yet' };
      }),
      { signal: failed.signal, concurrency: 3 },
    );
    expect(await redriveDeadLetters({ client, ...urls })).toEqual({ kind: 'moved', count: 12 });
    const done = new AbortController();
    const received: string[] = [];
    await queue.consume(
      handleEachMessage(async ({ body }) => {
        received.push(body);
        if (received.length === 12) done.abort();
        return { kind: 'done' };
      }),
      { signal: done.signal, concurrency: 3 },
    );
    expect(received.toSorted()).toEqual(bodies.toSorted());
    expect(await redriveDeadLetters({ client, ...urls })).toEqual({ kind: 'moved', count: 0 });
  });

  it('finds the dead-letter queue and the number of attempts in the redrive policy', async () => {
    const { queueUrl, deadLetterQueueUrl } = await ensureSqsQueue({ client, name: 'crm-work', maxReceiveCount: 1 });
    const queue = createSqsQueue({ client, queueUrl, waitTimeSeconds: 1 });
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'poison' }));
    const controller = new AbortController();
    await queue.consume(
      handleEachMessage(async ({ isLastAttempt }) => {
        controller.abort();
        expect(isLastAttempt).toBe(true);
        return { kind: 'retry' };
      }),
      { signal: controller.signal },
    );
    expect((await attributesOf(deadLetterQueueUrl))['ApproximateNumberOfMessages']).toBe('1');
  });

  it('refuses to consume from a queue without a dead-letter queue', async () => {
    const { queueUrl } = server.createQueue('bare');
    const queue = createSqsQueue({ client, queueUrl });
    await expect(queue.consume(async () => [])).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });

  it('fails with typed errors when the queue does not exist', async () => {
    const { queueUrl, deadLetterQueueUrl } = await ensureSqsQueue({ client, name: 'crm-work' });
    server.purgeAll();
    const queue = createSqsQueue({ client, queueUrl, deadLetterQueueUrl, maxReceiveCount: 3, sendAttempts: 1 });
    await expect(queue.send([{ body: 'lost' }])).rejects.toMatchObject({
      code: 'QUEUE_SEND_FAILED',
      retryable: false,
      unsent: [{ index: 0 }],
    });
    await expect(queue.consume(async () => [])).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
    await expect(redriveDeadLetters({ client, queueUrl, deadLetterQueueUrl })).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });

  it.each([
    { queueUrl: '' },
    { visibilityTimeoutSeconds: 0 },
    { waitTimeSeconds: 21 },
    { maxMessageBytes: 1_048_577 },
    { deadLetterQueueUrl: 'http://localhost/1/dead.fifo' },
    { deadLetterQueueUrl: 'http://localhost/1/dead', isDeadLetterQueue: true },
    { maxReceiveCount: 3, isDeadLetterQueue: true },
  ])('refuses to be built with %o', (options) => {
    expect(() => createSqsQueue({ client, queueUrl: 'http://localhost/1/queue', ...options })).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION_INVALID' }) as Error,
    );
  });
});
