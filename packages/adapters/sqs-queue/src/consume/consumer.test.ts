import { handleEachMessage, type ReceivedMessage, type Verdict } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { createTestSystem, type TestSystem } from '../test-support/test-system.ts';

const DONE: Verdict = { kind: 'done' };

interface Consuming {
  readonly received: ReceivedMessage[];
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

function consume(
  { queue, clock }: TestSystem,
  handle: (message: ReceivedMessage) => Verdict | Promise<Verdict>,
  options: { readonly concurrency?: number; readonly batchSize?: number } = {},
): Consuming {
  const controller = new AbortController();
  const received: ReceivedMessage[] = [];
  const handler = handleEachMessage(async (message) => {
    received.push(message);
    return handle(message);
  });
  const ended = queue.consume(handler, { ...options, signal: controller.signal }).catch((error: unknown) => error);
  return {
    received,
    ended,
    async stop() {
      controller.abort();
      await clock.runUntil(ended);
    },
  };
}

function group(count: number): { readonly body: string; readonly groupId: string; readonly deduplicationId: string }[] {
  return Array.from({ length: count }, (_, index) => ({ body: `a${index + 1}`, groupId: 'a', deduplicationId: `a-${index + 1}` }));
}

describe('consuming from SQS', () => {
  it('D4: keeps a message hidden for as long as its handler runs', async () => {
    const system = createTestSystem({ visibilityTimeoutSeconds: 30 });
    await system.queue.send([{ body: 'long work' }]);
    const slow = consume(system, async () => {
      await system.clock.sleep(600_000);
      return DONE;
    });
    const other = consume(system, () => DONE);
    await system.clock.advance(590_000);
    expect([...slow.received, ...other.received].length).toBe(1);
    await system.clock.advance(100_000);
    expect(system.sqs.messages).toEqual([]);
    await slow.stop();
    await other.stop();
  });

  it('keeps the messages hidden that wait behind a slow one of their group', async () => {
    const system = createTestSystem({ fifo: true });
    await system.queue.send(group(5));
    const first = consume(
      system,
      async ({ body }) => {
        if (body === 'a1') await system.clock.sleep(300_000);
        return DONE;
      },
      { concurrency: 5 },
    );
    await system.clock.advance(1000);
    const second = consume(system, () => DONE, { concurrency: 5 });
    await system.clock.advance(400_000);
    expect(first.received.map(({ body, receiveCount }) => `${body} ${receiveCount}`)).toEqual(['a1 1', 'a2 1', 'a3 1', 'a4 1', 'a5 1']);
    expect(second.received).toEqual([]);
    await first.stop();
    await second.stop();
  });

  it('keeps consuming when a heartbeat fails: the next one tries again', async () => {
    const system = createTestSystem();
    let failures = 0;
    system.sqs.interfere = (action) => {
      if (action !== 'ChangeMessageVisibilityBatch' || failures >= 1) return undefined;
      failures += 1;
      return { kind: 'network' };
    };
    await system.queue.send([{ body: 'long work' }]);
    const worker = consume(system, async () => {
      await system.clock.sleep(100_000);
      return DONE;
    });
    await system.clock.advance(110_000);
    expect([failures, worker.received.length, system.sqs.messages.length]).toEqual([1, 1, 0]);
    await worker.stop();
  });

  it('ends the work on a message whose visibility was not prolonged in time: another consumer has it', async () => {
    const system = createTestSystem({ visibilityTimeoutSeconds: 30 });
    system.sqs.interfere = (action) => (action === 'ChangeMessageVisibilityBatch' ? { kind: 'network' } : undefined);
    await system.queue.send([{ body: 'work' }]);
    const reasons: unknown[] = [];
    const controller = new AbortController();
    const receives: number[] = [];
    const ended = system.queue.consume(
      async ([message], { signal }) => {
        receives.push(message?.receiveCount ?? 0);
        if (receives.length > 1) return [DONE];
        await system.clock.sleep(300_000, { signal }).catch((reason: unknown) => reasons.push(reason));
        return [DONE];
      },
      { concurrency: 2, signal: controller.signal },
    );
    await system.clock.advance(29_000);
    expect([receives, reasons]).toEqual([[1], []]);
    await system.clock.advance(20_000);
    expect(receives).toEqual([1, 2]);
    expect(reasons).toEqual([expect.objectContaining({ code: 'VISIBILITY_EXPIRED', retryable: true })]);
    expect(system.sqs.calls.filter((call) => call === 'DeleteMessageBatch')).toHaveLength(1);
    controller.abort();
    await system.clock.runUntil(ended);
  });

  it('deletes again what was not deleted', async () => {
    const system = createTestSystem();
    let requests = 0;
    system.sqs.interfere = (action) => {
      if (action !== 'DeleteMessageBatch') return undefined;
      requests += 1;
      if (requests === 1) return { kind: 'entries', ids: ['0'], code: 'InternalError', senderFault: false };
      return requests === 2 ? { kind: 'error', status: 500, type: 'InternalFailure' } : undefined;
    };
    await system.queue.send([{ body: 'once' }]);
    const worker = consume(system, () => DONE);
    await system.clock.advance(60_000);
    expect([worker.received.length, system.sqs.messages.length]).toEqual([1, 0]);
    await worker.stop();
  });

  it('deletes in batches', async () => {
    const system = createTestSystem();
    await system.queue.send(Array.from({ length: 100 }, (_, index) => ({ body: `message ${index}` })));
    const worker = consume(system, () => DONE, { concurrency: 50 });
    await system.clock.advance(1000);
    expect(system.sqs.messages).toEqual([]);
    expect(system.sqs.calls.filter((call) => call === 'DeleteMessageBatch').length).toBeLessThan(30);
    await worker.stop();
  });

  it.each([
    ['a refused connection', { kind: 'network' } as const],
    ['an internal error', { kind: 'error', status: 500, type: 'InternalFailure' } as const],
    ['throttling', { kind: 'error', status: 400, type: 'ThrottlingException' } as const],
  ])('polls again with growing waits after %s', async (_, fault) => {
    const system = createTestSystem();
    let requests = 0;
    system.sqs.interfere = (action) => {
      if (action !== 'ReceiveMessage') return undefined;
      requests += 1;
      return requests <= 5 ? fault : undefined;
    };
    await system.queue.send([{ body: 'after the storm' }]);
    const worker = consume(system, () => DONE);
    await system.clock.advance(10_000);
    expect([worker.received.length, requests]).toEqual([0, 5]);
    await system.clock.advance(10_000);
    expect(worker.received.length).toBe(1);
    await worker.stop();
  });

  it.each(['AccessDeniedException', 'QueueDoesNotExist', 'InvalidClientTokenId'])(
    'rejects with a typed error after %s, when its handlers have ended',
    async (type) => {
      const system = createTestSystem();
      await system.queue.send([{ body: 'held' }]);
      let finished = false;
      const worker = consume(
        system,
        async () => {
          system.sqs.interfere = (action) => (action === 'ReceiveMessage' ? { kind: 'error', status: 400, type } : undefined);
          await system.clock.sleep(5000);
          finished = true;
          return DONE;
        },
        { concurrency: 2 },
      );
      const error = await system.clock.runUntil(worker.ended);
      expect(error).toMatchObject({ code: 'CONFIGURATION_INVALID', message: expect.stringContaining(type) as string });
      expect(error).not.toHaveProperty('cause');
      expect([finished, system.sqs.messages.length]).toEqual([true, 0]);
    },
  );

  it('loses no message when the dead-letter queue is down: it comes back', async () => {
    const system = createTestSystem({ maxReceiveCount: 10 });
    system.sqs.interfere = (action, { QueueUrl }) =>
      action === 'SendMessage' && QueueUrl === system.sqs.deadLetterUrl ? { kind: 'network' } : undefined;
    await system.queue.send([{ body: 'unreadable' }]);
    const worker = consume(system, () => ({ kind: 'dead-letter', reason: 'unknown event' }));
    await system.clock.advance(20_000);
    expect(system.sqs.messages.length).toBe(1);
    system.sqs.interfere = () => undefined;
    await system.clock.advance(60_000);
    expect([system.sqs.messages.length, system.sqs.deadLetters.length]).toEqual([0, 1]);
    await worker.stop();
  });

  it('shortens a long reason so that the dead letter fits', async () => {
    const system = createTestSystem({ maxMessageBytes: 1000 });
    await system.queue.send([{ body: 'x'.repeat(1000) }, { body: 'y'.repeat(500) }]);
    const worker = consume(system, () => ({ kind: 'dead-letter', reason: `\u0000${'é😀'.repeat(2000)}` }));
    await system.clock.advance(1000);
    for (const { body, attributes = {} } of system.sqs.deadLetters) {
      const bytes = Object.entries(attributes).flatMap(([name, { DataType, StringValue }]) => [name, DataType, StringValue]);
      expect(Buffer.byteLength(body) + Buffer.byteLength(bytes.join(''))).toBeLessThanOrEqual(1000);
    }
    expect(system.sqs.deadLetters.length).toBe(2);
    await worker.stop();
  });

  it('does not let the neighbours of a failing message use up their attempts with it', async () => {
    const system = createTestSystem({ fifo: true, maxReceiveCount: 5 });
    await system.queue.send(group(10));
    const worker = consume(system, ({ body }) => (body === 'a1' ? { kind: 'retry', delaySeconds: 2 } : DONE), { batchSize: 10 });
    await system.clock.advance(60_000);
    const counts = worker.received.filter(({ body }) => body !== 'a1').map(({ receiveCount }) => receiveCount);
    expect(counts.length).toBe(9);
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    expect(system.sqs.deadLetters.map(({ body }) => body)).toEqual(['a1']);
    await worker.stop();
  });

  it('gives the messages behind a failed one back with it: when its delay is over, all are there', async () => {
    const system = createTestSystem({ fifo: true, visibilityTimeoutSeconds: 600 });
    await system.queue.send(group(5));
    const worker = consume(
      system,
      ({ body, receiveCount }) => (body === 'a1' && receiveCount === 1 ? { kind: 'retry', delaySeconds: 2 } : DONE),
      {
        batchSize: 10,
      },
    );
    await system.clock.advance(5000);
    expect(worker.received.map(({ body }) => body)).toEqual(['a1', 'a1', 'a2', 'a3', 'a4', 'a5']);
    await worker.stop();
  });

  it('does not let a beat that is under way hide a message longer than its verdict says', async () => {
    const system = createTestSystem({ visibilityTimeoutSeconds: 300 });
    await system.queue.send([{ body: 'again' }]);
    // The response to the beat of second 100 is late: after the verdict of second 101.
    system.sqs.delay = async (action) => (action === 'ChangeMessageVisibilityBatch' ? system.clock.sleep(5000) : undefined);
    const worker = consume(system, async ({ receiveCount }) => {
      if (receiveCount > 1) return DONE;
      await system.clock.sleep(101_000);
      system.sqs.delay = async () => undefined;
      return { kind: 'retry', delaySeconds: 10 };
    });
    await system.clock.advance(130_000);
    expect(worker.received.length).toBe(2);
    await worker.stop();
  });

  it('releases messages that no handler got when it stops: another consumer receives them at once', async () => {
    const system = createTestSystem({ fifo: true });
    await system.queue.send(group(5));
    const first = consume(
      system,
      async () => {
        await system.clock.sleep(1000);
        return DONE;
      },
      { concurrency: 5 },
    );
    await system.clock.advance(500);
    await first.stop();
    const second = consume(system, () => DONE, { concurrency: 5 });
    await system.clock.advance(0);
    await system.clock.advance(0);
    await system.clock.advance(100);
    expect([...first.received, ...second.received].map(({ body }) => body)).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
    await second.stop();
  });

  it('B48: logs no bodies and no texts of errors', async () => {
    const system = createTestSystem();
    await system.queue.send([{ body: 'Ada Lovelace' }]);
    const worker = consume(system, ({ body }) => {
      throw new Error(`cannot read ${body}`);
    });
    await system.clock.advance(60_000);
    expect(system.lines.length).toBeGreaterThan(0);
    expect(system.lines.join(' ')).not.toContain('Lovelace');
    await worker.stop();
  });
});
