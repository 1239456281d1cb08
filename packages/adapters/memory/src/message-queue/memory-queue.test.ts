import { handleEachMessage, systemClock } from '@frigg-crm/core';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createMemoryQueue } from './create-memory-queue.ts';
import type { DeadLetter } from './memory-queue.ts';

const done = handleEachMessage(async () => ({ kind: 'done' }));

describe('the memory queue', () => {
  it('moves a hundred thousand messages within seconds, and keeps nothing of them', async () => {
    const count = 100_000;
    const queue = createMemoryQueue();
    const controller = new AbortController();
    let handled = 0;
    const consuming = queue.consume(
      handleEachMessage(async () => {
        handled += 1;
        if (handled === count) controller.abort();
        return { kind: 'done' };
      }),
      { concurrency: 20, signal: controller.signal },
    );
    const startMs = systemClock.now();
    await queue.send(Array.from({ length: count }, (_, index) => ({ body: `message ${index}` })));
    await consuming;
    expect(handled).toBe(count);
    expect(queue.size).toEqual({ waiting: 0, delayed: 0, inFlight: 0 });
    // About 0.3 s on one core; the bound only catches a wrong order of growth.
    expect(systemClock.now() - startMs).toBeLessThan(10_000);
  });

  it('needs one timer for any number of delayed messages and idle consumers', async () => {
    const clock = createVirtualClock();
    const queue = createMemoryQueue({ clock });
    const controller = new AbortController();
    const consuming = queue.consume(done, { concurrency: 50, signal: controller.signal });
    await queue.send(Array.from({ length: 1000 }, (_, index) => ({ body: 'later', delaySeconds: 1 + (index % 900) })));
    await clock.advance(0);
    expect(clock.sleeping).toBe(1);
    expect(queue.size).toEqual({ waiting: 0, delayed: 1000, inFlight: 0 });
    await clock.advance(900_000);
    expect(queue.size).toEqual({ waiting: 0, delayed: 0, inFlight: 0 });
    expect(clock.sleeping).toBe(0);
    controller.abort();
    await consuming;
  });

  it('lets a message through that is due earlier than the one the alarm is set for', async () => {
    const clock = createVirtualClock();
    const queue = createMemoryQueue({ clock });
    const bodies: string[] = [];
    const consuming = queue.consume(
      handleEachMessage(async ({ body }) => {
        bodies.push(`${body} at ${clock.now() - startMs}`);
        return { kind: 'done' };
      }),
    );
    const startMs = clock.now();
    await queue.send([{ body: 'late', delaySeconds: 100 }]);
    await clock.advance(10_000);
    await queue.send([{ body: 'soon', delaySeconds: 5 }]);
    await clock.advance(200_000);
    expect(bodies).toEqual(['soon at 15000', 'late at 100000']);
    await queue.close();
    await consuming;
  });

  it('serves other consumers when a busy one took the alarm', async () => {
    const clock = createVirtualClock();
    const queue = createMemoryQueue({ clock });
    const handledAt: number[] = [];
    const startMs = clock.now();
    const consuming = queue.consume(
      handleEachMessage(async () => {
        handledAt.push(clock.now() - startMs);
        await clock.sleep(60_000);
        return { kind: 'done' };
      }),
      { concurrency: 2 },
    );
    await queue.send([
      { body: 'first', delaySeconds: 1 },
      { body: 'second', delaySeconds: 2 },
    ]);
    await clock.advance(61_500);
    expect(handledAt).toEqual([1000, 2000]);
    await clock.advance(60_000);
    await queue.close();
    await consuming;
  });

  it('wakes an idle consumer at once on the clock of the machine', async () => {
    const queue = createMemoryQueue();
    const controller = new AbortController();
    const consuming = queue.consume(
      handleEachMessage(async () => {
        controller.abort();
        return { kind: 'done' };
      }),
      { signal: controller.signal },
    );
    await new Promise((resolve) => setImmediate(resolve));
    await queue.send([{ body: 'now' }]);
    await consuming;
    expect(queue.size.waiting).toBe(0);
  });

  it('lets timers run while handlers that never wait are busy', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    const endless = createMemoryQueue({ maxReceiveCount: Number.POSITIVE_INFINITY, retryDelaySeconds: () => 0 });
    await endless.send([{ body: 'again' }]);
    await endless.consume(
      handleEachMessage(async () => ({ kind: 'retry' })),
      { signal: controller.signal },
    );
    expect(endless.size.waiting).toBe(1);
  });

  it('does not let a large group starve a small one', async () => {
    const queue = createMemoryQueue();
    const groups: (string | undefined)[] = [];
    const controller = new AbortController();
    await queue.send(Array.from({ length: 1000 }, () => ({ body: 'big', groupId: 'big' })));
    await queue.send([{ body: 'small', groupId: 'small' }]);
    await queue.consume(
      handleEachMessage(async ({ groupId }) => {
        groups.push(groupId);
        if (groupId === 'small') controller.abort();
        return { kind: 'done' };
      }),
      { signal: controller.signal },
    );
    expect(groups.length).toBeLessThan(5);
  });

  it('reports dead letters and delivers them again as new', async () => {
    const clock = createVirtualClock();
    const received: DeadLetter[] = [];
    const queue = createMemoryQueue({ clock, kind: 'fifo', maxReceiveCount: 2, onDeadLetter: (letter) => received.push(letter) });
    let isRepaired = false;
    const counts: number[] = [];
    const consuming = queue.consume(
      handleEachMessage(async ({ receiveCount }) => {
        counts.push(receiveCount);
        return isRepaired ? { kind: 'done' } : { kind: 'retry' };
      }),
    );
    await queue.send([{ body: 'poison', groupId: 'a', deduplicationId: '1' }]);
    await clock.advance(10_000);
    expect(received).toMatchObject([{ body: 'poison', groupId: 'a', receiveCount: 2, reason: 'attempts used up (2)' }]);
    isRepaired = true;
    expect(queue.redriveDeadLetters()).toBe(1);
    await clock.advance(0);
    expect(counts).toEqual([1, 2, 1]);
    expect(queue.deadLetters).toEqual([]);
    await queue.close();
    await consuming;
  });

  it('delivers an unhandled message to another consumer when the one it woke has just stopped', async () => {
    const queue = createMemoryQueue();
    const stopping = new AbortController();
    const first = queue.consume(done, { signal: stopping.signal });
    let handled = 0;
    const second = queue.consume(
      handleEachMessage(async () => {
        handled += 1;
        return { kind: 'done' };
      }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    const sent = queue.send([{ body: 'for any consumer' }]);
    stopping.abort();
    await Promise.all([sent, first]);
    await new Promise((resolve) => setImmediate(resolve));
    expect([handled, queue.size.waiting]).toEqual([1, 0]);
    await queue.close();
    await second;
  });
});
