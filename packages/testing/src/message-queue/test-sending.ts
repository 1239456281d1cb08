import { FriggCrmError, type OutgoingMessage } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import type { MessageQueueSuite } from './message-queue-under-test.ts';
import { aMessage, canPass, onBench, type QueueBench } from './queue-bench.ts';

async function expectRefused(bench: QueueBench, messages: readonly OutgoingMessage[]): Promise<void> {
  expect(FriggCrmError.hasCode(await sendError(bench, messages), 'INVALID_MESSAGE')).toBe(true);
}

async function sendError({ queue }: QueueBench, messages: readonly OutgoingMessage[]): Promise<unknown> {
  return queue.send(messages).then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

/** Sends one good message at the end: what was sent before it would have come, too. */
async function expectNothingSent(bench: QueueBench): Promise<void> {
  const worker = bench.work(undefined, { concurrency: 10 });
  await bench.passQuietly(901_000);
  await bench.queue.send([aMessage(bench.kind, 'the only one')]);
  await bench.eventually(() => worker.received.length > 0, 'the good message is received');
  await bench.pass(1000);
  expect(worker.bodies()).toEqual(['the only one']);
}

/** What `send` promises. */
export function testSending(suite: MessageQueueSuite): void {
  const { kind, manyMessages = 10_000 } = suite;

  it('accepts an empty send', async () => {
    await onBench(suite, async ({ queue }) => {
      await expect(queue.send([])).resolves.toBeUndefined();
    });
  });

  it('hands out every message of a large send at least once', { timeout: 120_000 }, async () => {
    await onBench(suite, async (bench) => {
      const bodies = Array.from({ length: manyMessages }, (_, index) => `message ${index}`);
      await bench.queue.send(bodies.map((body) => aMessage(kind, body)));
      const worker = bench.work(undefined, { concurrency: 50 });
      await bench.eventually(() => worker.received.length >= manyMessages, 'all are received');
      expect(new Set(worker.bodies())).toEqual(new Set(bodies));
    });
  });

  it('carries characters of four bytes, line breaks and quotes unchanged', async () => {
    await onBench(suite, async (bench) => {
      const body = '{"name":"Zoë 👩‍👩‍👧 𝒳 名前","note":"a\\"b"}\n\t\r\uE000';
      await bench.queue.send([aMessage(kind, body)]);
      const worker = bench.work();
      await bench.eventually(() => worker.received.length > 0, 'the message is received');
      expect(worker.bodies()).toEqual([body]);
    });
  });

  it('carries a body of exactly the largest size', async () => {
    await onBench(suite, async (bench) => {
      const body = 'x'.repeat(bench.queue.limits.maxMessageBytes);
      await bench.queue.send([aMessage(kind, body)]);
      const worker = bench.work();
      await bench.eventually(() => worker.received.length > 0, 'the message is received');
      expect(worker.received[0]?.body.length).toBe(body.length);
    });
  });

  it('B47, F12: refuses one byte too much before anything is sent, by size and limit, and not as an unreadable message', async () => {
    await onBench(suite, async (bench) => {
      const { maxMessageBytes: limitBytes } = bench.queue.limits;
      for (const body of ['x'.repeat(limitBytes + 1), '😀'.repeat(Math.floor(limitBytes / 4) + 1)]) {
        const error = await sendError(bench, [aMessage(kind, 'good'), aMessage(kind, body)]);
        const sizeBytes = Buffer.byteLength(body);
        expect(error).toMatchObject({ code: 'MESSAGE_TOO_LARGE', retryable: false, index: 1, sizeBytes, limitBytes });
        expect((error as Error).message).toMatch(new RegExp(`${sizeBytes} bytes, ${limitBytes} are allowed`));
      }
      await expectNothingSent(bench);
    });
  });

  it.each([-1, 1.5, 901, Number.NaN, '5' as unknown as number])(
    'B49: refuses a delay of %s seconds before anything is sent',
    async (delaySeconds) => {
      await onBench(suite, async (bench) => {
        await expectRefused(bench, [aMessage(kind, 'good'), aMessage(kind, 'bad', { delaySeconds })]);
        await expectNothingSent(bench);
      });
    },
  );

  it('refuses a group id that is empty, too long, or not of visible ASCII, before anything is sent', async () => {
    await onBench(suite, async (bench) => {
      for (const groupId of ['', 'tenant 7', 'größe', 'x'.repeat(129)])
        await expectRefused(bench, [aMessage(kind, 'good'), aMessage(kind, 'bad', { groupId })]);
      await expectNothingSent(bench);
    });
  });

  it('accepts a group id of any 128 visible characters', async () => {
    await onBench(suite, async (bench) => {
      const groupId = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'.padEnd(128, 'aZ9');
      await bench.queue.send([aMessage(kind, 'one', { groupId })]);
      const worker = bench.work();
      await bench.eventually(() => worker.received.length > 0, 'the message is received');
      // A standard queue need not return the group.
      expect(worker.received[0]?.groupId ?? groupId).toBe(groupId);
    });
  });

  it('B49: honours a delay of 0: the message is handed out at once', async () => {
    await onBench(suite, async (bench) => {
      const worker = bench.work();
      await bench.queue.send([aMessage(kind, 'now', { delaySeconds: 0 })]);
      await bench.eventually(() => worker.received.length > 0, 'the message is received');
    });
  });

  if (kind === 'fifo' && canPass(suite, 301_000)) testDeduplicationWindow(suite);
  if (kind === 'fifo') testFifoSending(suite);
  else testDelays(suite);
}

function testDelays(suite: MessageQueueSuite): void {
  it.each([1, 35, 900].filter((seconds) => canPass(suite, seconds * 1000 + 100)))(
    'hides a message for its delay of %i seconds, and not longer',
    async (delaySeconds) => {
      await onBench(suite, async (bench) => {
        const worker = bench.work();
        await bench.queue.send([{ body: 'later', delaySeconds }, { body: 'now' }]);
        await bench.eventually(() => worker.received.length === 1, 'the message without delay is received');
        await bench.pass(delaySeconds * 1000 - 500);
        expect(worker.bodies()).toEqual(['now']);
        await bench.pass(600);
        await bench.eventually(() => worker.received.length === 2, 'the delayed message is received');
        expect(worker.bodies()).toEqual(['now', 'later']);
      });
    },
  );
}

function testFifoSending(suite: MessageQueueSuite): void {
  it.each([
    ['no group', { groupId: undefined }],
    ['no deduplication id', { deduplicationId: undefined }],
    ['a deduplication id of 129 characters', { deduplicationId: 'x'.repeat(129) }],
    ['a delay', { delaySeconds: 1 }],
  ])('refuses a message with %s before anything is sent', async (_, facts) => {
    await onBench(suite, async (bench) => {
      await expectRefused(bench, [aMessage('fifo', 'good'), aMessage('fifo', 'bad', facts)]);
      await expectNothingSent(bench);
    });
  });

  it('accepts a deduplication id once within five minutes, also after its message is done', async () => {
    await onBench(suite, async (bench) => {
      const message = aMessage('fifo', 'once');
      const worker = bench.work();
      await bench.queue.send([message, message]);
      await bench.eventually(() => worker.received.length === 1, 'the message is received');
      await bench.passQuietly(290_000);
      await bench.queue.send([message]);
      await bench.pass(1000);
      expect(worker.bodies()).toEqual(['once']);
    });
  });

  it('distinguishes messages with the same body by their deduplication ids', async () => {
    await onBench(suite, async (bench) => {
      const worker = bench.work();
      await bench.queue.send(['a', 'b'].map((deduplicationId) => ({ body: 'same', groupId: 'group', deduplicationId })));
      await bench.eventually(() => worker.received.length === 2, 'both are received');
    });
  });
}

function testDeduplicationWindow(suite: MessageQueueSuite): void {
  it('accepts a deduplication id again after five minutes', async () => {
    await onBench(suite, async (bench) => {
      const message = aMessage('fifo', 'twice');
      const worker = bench.work();
      await bench.queue.send([message]);
      await bench.pass(301_000);
      await bench.queue.send([message]);
      await bench.eventually(() => worker.received.length === 2, 'the message is handed out again');
    });
  });
}
