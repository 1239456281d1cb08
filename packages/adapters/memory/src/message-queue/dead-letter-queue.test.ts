import { handleEachMessage, type ReceivedMessage } from '@frigg-crm/core';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createMemoryQueue } from './create-memory-queue.ts';

const poison = handleEachMessage(async () => ({ kind: 'dead-letter', reason: 'unreadable' }));

it.each(['standard', 'fifo'] as const)(
  'sends dead letters to a queue where they are handed out again, with body and group, %s',
  async (kind) => {
    const clock = createVirtualClock();
    const deadLetterQueue = createMemoryQueue({ clock, kind, maxReceiveCount: Number.POSITIVE_INFINITY });
    const queue = createMemoryQueue({ clock, kind, maxReceiveCount: 2, deadLetterQueue });
    const received: ReceivedMessage[] = [];
    void queue.consume(handleEachMessage(async ({ body }) => (body === 'a2' ? { kind: 'retry' } : { kind: 'dead-letter', reason: 'no' })));
    void deadLetterQueue.consume(
      handleEachMessage(async (message) => {
        received.push(message);
        return message.receiveCount < 3 ? { kind: 'retry', delaySeconds: 1 } : { kind: 'done' };
      }),
    );
    await queue.send(['a1', 'a2', 'a3'].map((body) => ({ body, groupId: 'a', deduplicationId: body })));
    await clock.advance(60_000);
    expect(queue.deadLetters.map(({ body }) => body).toSorted()).toEqual(['a1', 'a2', 'a3']);
    expect(new Set(received.map(({ body, groupId, isLastAttempt }) => `${body} ${groupId} ${isLastAttempt}`))).toEqual(
      new Set(['a1 a false', 'a2 a false', 'a3 a false']),
    );
    expect([received.length, deadLetterQueue.size, deadLetterQueue.deadLetters]).toEqual([9, { waiting: 0, delayed: 0, inFlight: 0 }, []]);
    await queue.close();
    await deadLetterQueue.close();
  },
);

it('keeps the dead letters of two queues apart in one dead-letter queue', async () => {
  const clock = createVirtualClock();
  const deadLetterQueue = createMemoryQueue({ clock, kind: 'fifo' });
  const queues = [1, 2].map(() => createMemoryQueue({ clock, deadLetterQueue }));
  for (const [index, queue] of queues.entries()) {
    await queue.send([{ body: `from ${index}` }]);
    void queue.consume(poison);
  }
  await clock.advance(0);
  expect(deadLetterQueue.size.waiting).toBe(2);
  await Promise.all(queues.map(async (queue) => queue.close()));
});

it('loses no dead letter that the other queue does not take', async () => {
  const clock = createVirtualClock();
  const deadLetterQueue = createMemoryQueue({ clock, maxMessageBytes: 3 });
  const queue = createMemoryQueue({ clock, deadLetterQueue });
  void queue.consume(poison);
  await queue.send([{ body: 'too long' }]);
  await clock.advance(0);
  expect([queue.deadLetters.map(({ body }) => body), deadLetterQueue.size.waiting]).toEqual([['too long'], 0]);
  expect(queue.redriveDeadLetters()).toBe(1);
  await queue.close();
});

it('keeps what cannot be worked on in the dead-letter queue, for later', async () => {
  const clock = createVirtualClock();
  const deadLetterQueue = createMemoryQueue({ clock, kind: 'fifo', maxReceiveCount: Number.POSITIVE_INFINITY });
  const queue = createMemoryQueue({ clock, kind: 'fifo', deadLetterQueue });
  await queue.send(['a1', 'a2'].map((body) => ({ body, groupId: 'a', deduplicationId: body })));
  void queue.consume(poison);
  const done: string[] = [];
  void deadLetterQueue.consume(
    handleEachMessage(async ({ body }) => {
      if (body === 'a1') return { kind: 'dead-letter', reason: 'still unreadable' };
      done.push(body);
      return { kind: 'done' };
    }),
  );
  await clock.advance(1000);
  expect([done, deadLetterQueue.deadLetters.map(({ body }) => body)]).toEqual([['a2'], ['a1']]);
  await queue.close();
  await deadLetterQueue.close();
});
