import { FriggCrmError, type OutgoingMessage } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import type { MessageQueueSuite } from './message-queue-under-test.ts';
import { aMessage, canPass, runOnQueue, type QueueSystem } from './queue-system.ts';

async function expectRefused(system: QueueSystem, messages: readonly OutgoingMessage[]): Promise<void> {
  expect(FriggCrmError.hasCode(await sendError(system, messages), 'INVALID_MESSAGE')).toBe(true);
}

async function sendError({ queue }: QueueSystem, messages: readonly OutgoingMessage[]): Promise<unknown> {
  return queue.send(messages).then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

/** Sends one good message at the end: what was sent before it would have come, too. */
async function expectNothingSent(system: QueueSystem): Promise<void> {
  const worker = system.work(undefined, { concurrency: 10 });
  await system.passQuietly(901_000);
  await system.queue.send([aMessage(system.kind, 'the only one')]);
  await system.eventually(() => worker.received.length > 0, 'the good message is received');
  await system.pass(1000);
  expect(worker.bodies()).toEqual(['the only one']);
}

/** What `send` promises. */
export function testSending(suite: MessageQueueSuite): void {
  const { kind, manyMessages = 10_000 } = suite;

  it('accepts an empty send', async () => {
    await runOnQueue(suite, async ({ queue }) => {
      await expect(queue.send([])).resolves.toBeUndefined();
    });
  });

  it('delivers every message of a large send at least once', { timeout: 120_000 }, async () => {
    await runOnQueue(suite, async (system) => {
      const bodies = Array.from({ length: manyMessages }, (_, index) => `message ${index}`);
      await system.queue.send(bodies.map((body) => aMessage(kind, body)));
      const worker = system.work(undefined, { concurrency: 50 });
      await system.eventually(() => worker.received.length >= manyMessages, 'all are received');
      expect(new Set(worker.bodies())).toEqual(new Set(bodies));
    });
  });

  it('says, where it outlives programs, of which groups it holds messages: waiting, in the hands of a consumer, or delayed', async () => {
    await runOnQueue(suite, async (system) => {
      const has = async (groupId: string): Promise<boolean | undefined> => system.queue.hasGroup?.(groupId);
      if (system.queue.hasGroup === undefined) return;
      expect(await has('mine')).toBe(false);
      await system.queue.send([aMessage(kind, 'one', { groupId: 'mine' })]);
      expect([await has('mine'), await has('other')]).toEqual([true, false]);
      const inHand: (boolean | undefined)[] = [];
      const worker = system.work(async ({ receiveCount }) => {
        inHand.push(await has('mine'));
        return receiveCount === 1 ? { kind: 'retry', delaySeconds: 1 } : { kind: 'done' };
      });
      await system.eventually(() => worker.received.length === 1, 'it is received');
      await system.pass(100);
      expect(await has('mine')).toBe(true);
      await system.pass(1000);
      await system.eventually(() => worker.received.length === 2, 'it is received again');
      await system.pass(1000);
      expect([inHand, await has('mine')]).toEqual([[true, true], false]);
    });
  });

  it('carries characters of four bytes, line breaks and quotes unchanged', async () => {
    await runOnQueue(suite, async (system) => {
      const body = '{"name":"Zoë 👩‍👩‍👧 𝒳 名前","note":"a\\"b"}\n\t\r\uE000';
      await system.queue.send([aMessage(kind, body)]);
      const worker = system.work();
      await system.eventually(() => worker.received.length > 0, 'the message is received');
      expect(worker.bodies()).toEqual([body]);
    });
  });

  it('carries a body of exactly the largest size', async () => {
    await runOnQueue(suite, async (system) => {
      const body = 'x'.repeat(system.queue.limits.maxMessageBytes);
      await system.queue.send([aMessage(kind, body)]);
      const worker = system.work();
      await system.eventually(() => worker.received.length > 0, 'the message is received');
      expect(worker.received[0]?.body.length).toBe(body.length);
    });
  });

  it('B47, F12: refuses one byte too much before anything is sent, by size and limit, and not as an unreadable message', async () => {
    await runOnQueue(suite, async (system) => {
      const { maxMessageBytes: limitBytes } = system.queue.limits;
      for (const body of ['x'.repeat(limitBytes + 1), '😀'.repeat(Math.floor(limitBytes / 4) + 1)]) {
        const error = await sendError(system, [aMessage(kind, 'good'), aMessage(kind, body)]);
        const sizeBytes = Buffer.byteLength(body);
        expect(error).toMatchObject({ code: 'MESSAGE_TOO_LARGE', retryable: false, index: 1, sizeBytes, limitBytes });
        expect((error as Error).message).toMatch(new RegExp(`${sizeBytes} bytes, ${limitBytes} are allowed`));
      }
      await expectNothingSent(system);
    });
  });

  it.each([-1, 1.5, 901, Number.NaN, '5' as unknown as number])(
    'B49: refuses a delay of %s seconds before anything is sent',
    async (delaySeconds) => {
      await runOnQueue(suite, async (system) => {
        await expectRefused(system, [aMessage(kind, 'good'), aMessage(kind, 'bad', { delaySeconds })]);
        await expectNothingSent(system);
      });
    },
  );

  it('refuses a group id that is empty, too long, or not of visible ASCII, before anything is sent', async () => {
    await runOnQueue(suite, async (system) => {
      for (const groupId of ['', 'tenant 7', 'größe', 'x'.repeat(129)])
        await expectRefused(system, [aMessage(kind, 'good'), aMessage(kind, 'bad', { groupId })]);
      await expectNothingSent(system);
    });
  });

  it('accepts a group id of any 128 visible characters', async () => {
    await runOnQueue(suite, async (system) => {
      const groupId = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'.padEnd(128, 'aZ9');
      await system.queue.send([aMessage(kind, 'one', { groupId })]);
      const worker = system.work();
      await system.eventually(() => worker.received.length > 0, 'the message is received');
      // A standard queue need not return the group.
      expect(worker.received[0]?.groupId ?? groupId).toBe(groupId);
    });
  });

  it('B49: honours a delay of 0: the message is delivered at once', async () => {
    await runOnQueue(suite, async (system) => {
      const worker = system.work();
      await system.queue.send([aMessage(kind, 'now', { delaySeconds: 0 })]);
      await system.eventually(() => worker.received.length > 0, 'the message is received');
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
      await runOnQueue(suite, async (system) => {
        const worker = system.work();
        await system.queue.send([{ body: 'later', delaySeconds }, { body: 'now' }]);
        await system.eventually(() => worker.received.length === 1, 'the message without delay is received');
        await system.pass(delaySeconds * 1000 - 500);
        expect(worker.bodies()).toEqual(['now']);
        await system.pass(600);
        await system.eventually(() => worker.received.length === 2, 'the delayed message is received');
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
    await runOnQueue(suite, async (system) => {
      await expectRefused(system, [aMessage('fifo', 'good'), aMessage('fifo', 'bad', facts)]);
      await expectNothingSent(system);
    });
  });

  it('accepts a deduplication id once within five minutes, also after its message is done', async () => {
    await runOnQueue(suite, async (system) => {
      const message = aMessage('fifo', 'once');
      const worker = system.work();
      await system.queue.send([message, message]);
      await system.eventually(() => worker.received.length === 1, 'the message is received');
      await system.passQuietly(290_000);
      await system.queue.send([message]);
      await system.pass(1000);
      expect(worker.bodies()).toEqual(['once']);
    });
  });

  it('distinguishes messages with the same body by their deduplication ids', async () => {
    await runOnQueue(suite, async (system) => {
      const worker = system.work();
      await system.queue.send(['a', 'b'].map((deduplicationId) => ({ body: 'same', groupId: 'group', deduplicationId })));
      await system.eventually(() => worker.received.length === 2, 'both are received');
    });
  });
}

function testDeduplicationWindow(suite: MessageQueueSuite): void {
  it('accepts a deduplication id again after five minutes', async () => {
    await runOnQueue(suite, async (system) => {
      const message = aMessage('fifo', 'twice');
      const worker = system.work();
      await system.queue.send([message]);
      await system.pass(301_000);
      await system.queue.send([message]);
      await system.eventually(() => worker.received.length === 2, 'the message is delivered again');
    });
  });
}
