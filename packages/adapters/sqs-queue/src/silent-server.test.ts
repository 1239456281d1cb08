import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureSqsQueue } from './admin/ensure-sqs-queue.ts';
import { redriveDeadLetters } from './admin/redrive-dead-letters.ts';
import { createSqsQueue } from './create-sqs-queue.ts';

describe('a server that accepts requests and never responds', () => {
  let server: Server;
  let client: SQSClient;
  let queueUrl: string;
  let deadLetterQueueUrl: string;

  beforeAll(async () => {
    server = createServer(() => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    queueUrl = `${endpoint}/1/work`;
    deadLetterQueueUrl = `${endpoint}/1/work-dead-letters`;
    client = new SQSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  });
  afterAll(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('F3: fails a send in time, and closes the connection', async () => {
    const connected = once(server, 'connection') as Promise<[Socket]>;
    const sent = createSqsQueue({ client, queueUrl, requestTimeoutMs: 50 }).send([{ body: 'one' }]);
    const [socket] = await connected;
    const closed = once(socket, 'close');
    await expect(sent).rejects.toMatchObject({ code: 'QUEUE_SEND_FAILED', retryable: true, unsent: [{ index: 0, code: 'TimeoutError' }] });
    await closed;
  });

  it('F3: does not send the rest of many messages, each of which would take as long', async () => {
    let requests = 0;
    const count = (): void => {
      requests += 1;
    };
    server.on('request', count);
    const messages = Array.from({ length: 1000 }, (_, index) => ({ body: `message ${index}` }));
    const sent = createSqsQueue({ client, queueUrl, requestTimeoutMs: 50 }).send(messages);
    await expect(sent).rejects.toMatchObject({ retryable: true, unsent: { length: 1000 } });
    server.off('request', count);
    expect(requests).toBeLessThanOrEqual(32);
  });

  it('F3: fails to start consuming when the redrive policy is not returned in time', async () => {
    const queue = createSqsQueue({ client, queueUrl, requestTimeoutMs: 50 });
    await expect(queue.consume(async () => [])).rejects.toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
  });

  it('F3: is closed at once while the redrive policy is being read, and while it polls', async () => {
    for (const target of [{}, { deadLetterQueueUrl, maxReceiveCount: 3 }]) {
      const queue = createSqsQueue({ client, queueUrl, ...target });
      const requested = once(server, 'request');
      const ended = queue.consume(async () => []);
      await requested;
      await queue.close();
      await expect(ended).resolves.toBeUndefined();
    }
  });

  it('F3: polls again after a receive that timed out', async () => {
    const queue = createSqsQueue({ client, queueUrl, deadLetterQueueUrl, maxReceiveCount: 3, waitTimeSeconds: 0, receiveGraceMs: 50 });
    const ended = queue.consume(async () => []);
    for (let poll = 1; poll <= 2; poll += 1) await once(server, 'request');
    await queue.close();
    await expect(ended).resolves.toBeUndefined();
  });

  it('F3: fails to create queues and to redrive dead letters in time', async () => {
    const timedOut = { code: 'STORAGE_FAILED', retryable: true, message: expect.stringContaining('timed out') as string };
    await expect(ensureSqsQueue({ client, name: 'work', requestTimeoutMs: 50 })).rejects.toMatchObject(timedOut);
    await expect(redriveDeadLetters({ client, queueUrl, deadLetterQueueUrl, requestTimeoutMs: 50 })).rejects.toMatchObject(timedOut);
  });

  it('F3: stops creating queues and redriving dead letters with the signal of the caller', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const calls = [ensureSqsQueue({ client, name: 'work', signal }), redriveDeadLetters({ client, queueUrl, deadLetterQueueUrl, signal })];
    const ended = calls.map(async (call) => expect(call).rejects.toThrow('shutdown'));
    await once(server, 'request');
    controller.abort(new Error('shutdown'));
    await Promise.all(ended);
  });
});
