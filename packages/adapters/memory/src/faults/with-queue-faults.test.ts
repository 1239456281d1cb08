import { handleEachMessage, type QueueSendError } from '@frigg-crm/core';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createMemoryQueue } from '../message-queue/create-memory-queue.ts';
import type { MemoryQueue } from '../message-queue/memory-queue.ts';
import { createRandom } from './random.ts';
import { withQueueFaults, type QueueFaults } from './with-queue-faults.ts';

interface Run {
  readonly bodies: readonly string[];
  readonly started: readonly string[];
  readonly finished: readonly string[];
  /** Milliseconds from `send` to the start of each handler. */
  readonly lateness: readonly number[];
  readonly mostActive: number;
  readonly error: QueueSendError | undefined;
  readonly inner: MemoryQueue;
}

/** Sends messages through a queue with faults and lets ten minutes pass. */
async function run(faults: QueueFaults, count = 200): Promise<Run> {
  const clock = createVirtualClock();
  const inner = createMemoryQueue({ clock, kind: faults.kind ?? 'standard' });
  const queue = withQueueFaults(inner, faults);
  const startMs = clock.now();
  const started: string[] = [];
  const finished: string[] = [];
  const lateness: number[] = [];
  let active = 0;
  let mostActive = 0;
  const consuming = queue.consume(
    handleEachMessage(async ({ body }) => {
      started.push(body);
      lateness.push(clock.now() - startMs);
      active += 1;
      mostActive = Math.max(mostActive, active);
      await clock.sleep(10);
      active -= 1;
      finished.push(body);
      return { kind: 'done' };
    }),
  );
  const bodies = Array.from({ length: count }, (_, index) => `message ${String(index).padStart(4, '0')}`);
  const error = await queue.send(bodies.map((body) => ({ body, groupId: 'group', deduplicationId: body.replace(' ', '-') }))).then(
    () => undefined,
    (reason: unknown) => reason as QueueSendError,
  );
  await clock.advance(600_000);
  await inner.close();
  await consuming;
  return { bodies, started, finished, lateness, mostActive, error, inner };
}

describe('a queue with faults', () => {
  it('does the same for the same seed, and something else for another', async () => {
    const faults = { duplicate: 0.3, delay: 0.3, reorder: 1, dieBefore: 0.2, dieAfter: 0.2 };
    const [first, second, other] = [
      await run({ seed: 7, ...faults }),
      await run({ seed: 7, ...faults }),
      await run({ seed: 8, ...faults }),
    ];
    expect(second.started).toEqual(first.started);
    expect(other.started).not.toEqual(first.started);
  });

  it('changes nothing without faults', async () => {
    const { bodies, finished, error } = await run({ seed: 1 });
    expect(finished).toEqual(bodies);
    expect(error).toBeUndefined();
  });

  it.each(['standard', 'fifo'] as const)('delivers messages twice, %s', async (kind) => {
    const { bodies, finished } = await run({ seed: 1, duplicate: 0.5, kind });
    expect(new Set(finished)).toEqual(new Set(bodies));
    expect(finished.length).toBeGreaterThan(bodies.length * 1.3);
  });

  it('delays and reorders messages', async () => {
    const { bodies, finished, lateness } = await run({ seed: 1, delay: 0.5, reorder: 1 });
    expect(finished.toSorted()).toEqual(bodies);
    expect(finished).not.toEqual(bodies);
    expect(Math.max(...lateness)).toBeGreaterThan(10_000);
  });

  it('refuses some messages and names exactly those', async () => {
    const { bodies, finished, error } = await run({ seed: 1, failSend: 0.2 });
    const refused = error?.unsent.map(({ index }) => bodies[index]) ?? [];
    expect(error?.code).toBe('QUEUE_SEND_FAILED');
    expect(refused.length).toBeGreaterThan(10);
    expect([...finished, ...refused].toSorted((a = '', b = '') => a.localeCompare(b))).toEqual(bodies);
  });

  it('crashes workers before and after their work; every message is done in the end, and none is dead-lettered', async () => {
    const { bodies, finished, inner } = await run({ seed: 1, dieBefore: 0.3, dieAfter: 0.3 });
    expect(new Set(finished)).toEqual(new Set(bodies));
    expect(finished.length).toBeGreaterThan(bodies.length);
    expect(inner.deadLetters).toEqual([]);
  });

  it('delivers a message again while its first handler still runs', async () => {
    const { bodies, finished, mostActive } = await run({ seed: 1, overlap: 0.5 });
    expect(mostActive).toBeGreaterThan(1);
    expect(new Set(finished)).toEqual(new Set(bodies));
  });
});

describe('a seeded source of chance', () => {
  it('is spread evenly and stays in its bounds', () => {
    const random = createRandom(42);
    const counts = Array.from({ length: 6 }, () => 0);
    for (let draw = 0; draw < 60_000; draw += 1) counts[random.integer(0, 5)]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan(9500);
    expect(Math.max(...counts)).toBeLessThan(10_500);
  });

  it('shuffles without losing anything', () => {
    const items = Array.from({ length: 100 }, (_, index) => index);
    const shuffled = createRandom(1).shuffle(items);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  });
});
