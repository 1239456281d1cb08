import { FriggCrmError, type OutgoingMessage } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import type { MessageQueueSuite } from './message-queue-under-test.ts';
import { aMessage, onBench, type QueueBench } from './queue-bench.ts';

async function expectRefused(bench: QueueBench, messages: readonly OutgoingMessage[]): Promise<void> {
  const error: unknown = await bench.queue.send(messages).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(FriggCrmError.hasCode(error, 'INVALID_MESSAGE')).toBe(true);
}

/** Sends one good message at the end: whatever was sent before it would have come, too. */
async function expectNothingSent(bench: QueueBench): Promise<void> {
  const worker = bench.work(undefined, { concurrency: 10 });
  await bench.pass(901_000);
  await bench.queue.send([aMessage(bench.kind, 'the only one')]);
  await bench.eventually(() => worker.received.length > 0, 'the good message comes');
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

  it('hands out every message of a large send at least once', { timeout: 60_000 }, async () => {
    await onBench(suite, async (bench) => {
      const bodies = Array.from({ length: manyMessages }, (_, index) => `message ${index}`);
      await bench.queue.send(bodies.map((body) => aMessage(kind, body)));
      const worker = bench.work(undefined, { concurrency: 50 });
      await bench.eventually(() => worker.received.length >= manyMessages, 'all have come');
      expect(new Set(worker.bodies())).toEqual(new Set(bodies));
    });
  });

  it('carries characters of four bytes, line breaks and quotes unchanged', async () => {
    await onBench(suite, async (bench) => {
      const body = '{"name":"Zoë 👩‍👩‍👧 𝒳 名前","note":"a\\"b"}\n\t\r\uE000';
      await bench.queue.send([aMessage(kind, body)]);
      const worker = bench.work();
      await bench.eventually(() => worker.received.length > 0, 'the message comes');
      expect(worker.bodies()).toEqual([body]);
    });
  });

  it('carries a body of exactly the largest size', async () => {
    await onBench(suite, async (bench) => {
      const body = 'x'.repeat(bench.queue.limits.maxMessageBytes);
      await bench.queue.send([aMessage(kind, body)]);
      const worker = bench.work();
      await bench.eventually(() => worker.received.length > 0, 'the message comes');
      expect(worker.received[0]?.body.length).toBe(body.length);
    });
  });

  it('B47: refuses one byte too much before anything is sent, and counts UTF-8 bytes', async () => {
    await onBench(suite, async (bench) => {
      const { maxMessageBytes } = bench.queue.limits;
      await expectRefused(bench, [aMessage(kind, 'good'), aMessage(kind, 'x'.repeat(maxMessageBytes + 1))]);
      await expectRefused(bench, [aMessage(kind, 'good'), aMessage(kind, '😀'.repeat(Math.floor(maxMessageBytes / 4) + 1))]);
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
      await bench.eventually(() => worker.received.length > 0, 'the message comes');
      // A standard queue may keep to itself what it spreads by.
      expect(worker.received[0]?.groupId ?? groupId).toBe(groupId);
    });
  });

  it('B49: honours a delay of 0: the message comes at once', async () => {
    await onBench(suite, async (bench) => {
      const worker = bench.work();
      await bench.queue.send([aMessage(kind, 'now', { delaySeconds: 0 })]);
      await bench.eventually(() => worker.received.length > 0, 'the message comes');
    });
  });

  if (kind === 'fifo') testFifoSending(suite);
  else testDelays(suite);
}

function testDelays(suite: MessageQueueSuite): void {
  it.each([1, 35, 900])('hides a message for its delay of %i seconds, and not longer', async (delaySeconds) => {
    await onBench(suite, async (bench) => {
      const worker = bench.work();
      await bench.queue.send([{ body: 'later', delaySeconds }, { body: 'now' }]);
      await bench.eventually(() => worker.received.length === 1, 'the message without delay comes');
      await bench.pass(delaySeconds * 1000 - 500);
      expect(worker.bodies()).toEqual(['now']);
      await bench.pass(600);
      await bench.eventually(() => worker.received.length === 2, 'the delayed message comes');
      expect(worker.bodies()).toEqual(['now', 'later']);
    });
  });
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
      await bench.eventually(() => worker.received.length === 1, 'the message comes');
      await bench.pass(290_000);
      await bench.queue.send([message]);
      await bench.pass(1000);
      expect(worker.bodies()).toEqual(['once']);
    });
  });

  it('accepts a deduplication id again after five minutes', async () => {
    await onBench(suite, async (bench) => {
      const message = aMessage('fifo', 'twice');
      const worker = bench.work();
      await bench.queue.send([message]);
      await bench.pass(301_000);
      await bench.queue.send([message]);
      await bench.eventually(() => worker.received.length === 2, 'the message comes again');
    });
  });

  it('tells messages with the same body apart by their deduplication ids', async () => {
    await onBench(suite, async (bench) => {
      const worker = bench.work();
      await bench.queue.send(['a', 'b'].map((deduplicationId) => ({ body: 'same', groupId: 'group', deduplicationId })));
      await bench.eventually(() => worker.received.length === 2, 'both come');
    });
  });
}
