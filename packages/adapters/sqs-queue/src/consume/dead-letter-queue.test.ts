import type { SQSClient } from '@aws-sdk/client-sqs';
import { handleEachMessage, type MessageQueue, type ReceivedMessage, type Verdict } from '@frigg-crm/core';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFauxqsClient } from '../test-support/fauxqs-client.ts';
import { createTestSystem } from '../test-support/test-system.ts';
import { ensureSqsQueue } from '../admin/ensure-sqs-queue.ts';
import { createSqsQueue } from '../create-sqs-queue.ts';

const DONE: Verdict = { kind: 'done' };
const UNREADABLE: Verdict = { kind: 'dead-letter', reason: 'unreadable' };

function messages(bodies: readonly string[]): { readonly body: string; readonly groupId: string; readonly deduplicationId: string }[] {
  return bodies.map((body) => ({ body, groupId: body.slice(0, 1), deduplicationId: body }));
}

/** Consumes until `count` messages came. @returns them. */
async function take(queue: MessageQueue, count: number, judge: (message: ReceivedMessage) => Verdict): Promise<readonly ReceivedMessage[]> {
  const stop = new AbortController();
  const received: ReceivedMessage[] = [];
  const handler = handleEachMessage(async (message) => {
    received.push(message);
    if (received.length >= count) stop.abort();
    return judge(message);
  });
  await queue.consume(handler, { signal: stop.signal });
  return received;
}

describe('a dead-letter queue of an emulated SQS', () => {
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

  it.each([
    ['standard', false],
    ['FIFO', true],
  ])('is consumed like any other queue, %s', async (_, fifo) => {
    const urls = await ensureSqsQueue({ client, name: 'updates', fifo, maxReceiveCount: 2 });
    const queue = createSqsQueue({ client, ...urls, waitTimeSeconds: 1 });
    const deadLetterQueue = createSqsQueue({ client, queueUrl: urls.deadLetterQueueUrl, isDeadLetterQueue: true, waitTimeSeconds: 1 });
    await queue.send(messages(['a1', 'a2', 'b1']));
    await take(queue, 3, () => UNREADABLE);
    const received = await take(deadLetterQueue, 3, () => DONE);
    expect(received.map(({ body, isLastAttempt }) => `${body} ${isLastAttempt}`).toSorted()).toEqual(['a1 false', 'a2 false', 'b1 false']);
    // fauxqs does not return the group of a message of a standard queue.
    expect(new Set(received.map(({ groupId }) => groupId))).toEqual(new Set(fifo ? ['a', 'b'] : [undefined]));
    const { ready, inflight } = server.inspectQueue(`updates-dead-letters${fifo ? '.fifo' : ''}`)?.messages ?? {};
    expect([ready, inflight]).toEqual([[], []]);
  });

  it('sets an unreadable message aside: the rest of its group goes on, and nothing is lost', async () => {
    const urls = await ensureSqsQueue({ client, name: 'updates.fifo', maxReceiveCount: 2 });
    const queue = createSqsQueue({ client, queueUrl: urls.deadLetterQueueUrl, isDeadLetterQueue: true, waitTimeSeconds: 1 });
    await queue.send(messages(['a1', 'a2', 'a3']));
    const received = await take(queue, 4, ({ body }) => (body === 'a1' ? UNREADABLE : DONE));
    expect(received.map(({ body }) => body).toSorted()).toEqual(['a1', 'a1', 'a2', 'a3']);
    const { ready = [], inflight = [] } = server.inspectQueue('updates-dead-letters.fifo')?.messages ?? {};
    expect([ready, inflight.map(({ message }) => message.body)]).toEqual([[], ['a1']]);
  });
});

describe('a dead-letter queue of SQS as documented', () => {
  it('hands a message out for as long as it takes, and in order', async () => {
    const { clock, sqs, ...system } = createTestSystem({ fifo: true, maxReceiveCount: 1000 });
    const queue = createSqsQueue({ client: sqs.createClient(), queueUrl: sqs.sourceUrl, isDeadLetterQueue: true, clock, random: () => 1 });
    await system.queue.send(messages(['a1', 'a2']));
    const work = take(queue, 22, ({ body, receiveCount }) => (body === 'a1' && receiveCount <= 20 ? { kind: 'retry' } : DONE));
    const received = await clock.runUntil(work);
    expect(received.map(({ body }) => body)).toEqual([...Array.from({ length: 21 }, () => 'a1'), 'a2']);
    expect(received.some(({ isLastAttempt }) => isLastAttempt)).toBe(false);
    expect([sqs.messages, sqs.deadLetters]).toEqual([[], []]);
  });

  it.each([
    ['standard', false],
    ['FIFO', true],
  ])('redelivers an unreadable message every quarter of an hour, %s', async (_, fifo) => {
    const { clock, sqs, ...system } = createTestSystem({ fifo, maxReceiveCount: 1000 });
    const queue = createSqsQueue({ client: sqs.createClient(), queueUrl: sqs.sourceUrl, isDeadLetterQueue: true, clock });
    await system.queue.send(messages(['a1']));
    const startMs = clock.now();
    const minutes: number[] = [];
    const work = take(queue, 5, () => {
      minutes.push(Math.floor((clock.now() - startMs) / 60_000));
      return minutes.length < 5 ? UNREADABLE : DONE;
    });
    await clock.runUntil(work);
    // Setting it aside, in a FIFO queue, makes another message of it, which comes at once.
    expect(minutes).toEqual(fifo ? [0, 0, 15, 30, 45] : [0, 15, 30, 45, 60]);
    expect(sqs.messages).toEqual([]);
  });

  it('leaves a message where it is when it cannot be set aside', async () => {
    const { clock, sqs, ...system } = createTestSystem({ fifo: true, maxReceiveCount: 1000 });
    const queue = createSqsQueue({ client: sqs.createClient(), queueUrl: sqs.sourceUrl, isDeadLetterQueue: true, clock, random: () => 1 });
    await system.queue.send(messages(['a1']));
    sqs.interfere = (action) => (action === 'SendMessage' ? { kind: 'network' } : undefined);
    await clock.runUntil(take(queue, 1, () => UNREADABLE));
    expect(sqs.messages.map(({ body, groupId }) => [body, groupId])).toEqual([['a1', 'a']]);
  });

  it('keeps the group of a dead letter of a standard queue', async () => {
    const { clock, sqs, queue } = createTestSystem();
    await queue.send([{ body: 'one', groupId: 'tenant-7' }, { body: 'two' }]);
    await clock.runUntil(take(queue, 2, () => UNREADABLE));
    expect(new Map(sqs.deadLetters.map(({ body, groupId }) => [body, groupId]))).toEqual(
      new Map([
        ['one', 'tenant-7'],
        ['two', undefined],
      ]),
    );
  });
});
