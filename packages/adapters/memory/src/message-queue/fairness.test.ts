import { handleEachMessage, type OutgoingMessage, type Verdict } from '@frigg-crm/core';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createRandom } from '../faults/random.ts';
import { createMemoryQueue } from './create-memory-queue.ts';

const SMALL_TENANTS = 100;
const SMALL_MESSAGES = 10;
/** With them, one tenant has 99 of 100 messages. */
const BIG_MESSAGES = SMALL_TENANTS * SMALL_MESSAGES * 99;
const CONCURRENCY = 10;
const HANDLER_MS = { min: 20, max: 2000 };

interface Situation {
  readonly kind?: 'standard' | 'fifo';
  /** How many messages of the big tenant are there. @defaultValue 0 */
  readonly bigMessages?: number;
  /** How much earlier than those of the others, in milliseconds. @defaultValue 0 */
  readonly headStartMs?: number;
  /** What becomes of a message of the big tenant. @defaultValue done */
  readonly judgeBig?: (bodyNumber: number) => Verdict;
  /** Over how long the small tenants send. @defaultValue 0, all at once */
  readonly spreadMs?: number;
}

interface Waits {
  readonly p99Ms: number;
  readonly maxMs: number;
  /** How many handlers of the big tenant ran meanwhile. */
  readonly bigHandled: number;
}

/** The small tenants' waits from `send` to the start of the handler. Handlers take as long as their message says, with or without others. */
async function measure({ kind = 'standard', bigMessages = 0, headStartMs = 0, judgeBig, spreadMs = 0 }: Situation): Promise<Waits> {
  const clock = createVirtualClock();
  const queue = createMemoryQueue({ clock, kind, maxReceiveCount: Number.POSITIVE_INFINITY });
  const random = createRandom(7);
  const small = Array.from({ length: SMALL_TENANTS * SMALL_MESSAGES }, (_, index) => ({
    ...aMessage(`tenant-${index % SMALL_TENANTS}`, index, random.integer(HANDLER_MS.min, HANDLER_MS.max)),
    atMs: Math.round(random.next() * spreadMs),
  }));
  const big = Array.from({ length: bigMessages }, (_, index) => aMessage('big', index, random.integer(HANDLER_MS.min, HANDLER_MS.max)));
  const sentAt = new Map<string, number>();
  const waits: number[] = [];
  let bigHandled = 0;
  const done = new AbortController();
  const handler = handleEachMessage(async ({ body, groupId }) => {
    const [, index = '0', durationMs = '0'] = body.split(' ');
    const isBig = groupId === 'big';
    if (!isBig) waits.push(clock.now() - (sentAt.get(body) ?? Number.NaN));
    await clock.sleep(Number(durationMs));
    bigHandled += isBig ? 1 : 0;
    if (waits.length === small.length) done.abort();
    return isBig && judgeBig !== undefined ? judgeBig(Number(index)) : { kind: 'done' };
  });
  await queue.send(big);
  const consuming = queue.consume(handler, { concurrency: CONCURRENCY, signal: done.signal });
  await clock.advance(headStartMs);
  const sending = small.map(async ({ atMs, ...message }) => {
    if (atMs > 0) await clock.sleep(atMs);
    sentAt.set(message.body, clock.now());
    await queue.send([message]);
  });
  await clock.runUntil(Promise.all([consuming, ...sending]));
  const sorted = waits.toSorted((a, b) => a - b);
  return { p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN, maxMs: sorted.at(-1) ?? Number.NaN, bigHandled };
}

function aMessage(groupId: string, index: number, durationMs: number): OutgoingMessage & { readonly body: string } {
  return { body: `${groupId} ${index} ${durationMs}`, groupId, deduplicationId: `${groupId}-${index}` };
}

it.each(['standard', 'fifo'] as const)(
  'lets small tenants wait less than twice as long beside one that has almost the whole backlog, %s',
  async (kind) => {
    const alone = await measure({ kind });
    const beside = await measure({ kind, bigMessages: BIG_MESSAGES });
    expect(alone.p99Ms).toBeGreaterThan(10_000);
    expect(beside.p99Ms).toBeLessThan(alone.p99Ms * 2);
    // The big one is not starved either: it has its turn like any other.
    expect(beside.bigHandled).toBeGreaterThanOrEqual(SMALL_MESSAGES / 2);
  },
);

it('keeps to that while delayed retries of the big tenant come due all the time', async () => {
  const alone = await measure({});
  const judgeBig = (index: number): Verdict => ({ kind: 'retry', delaySeconds: index % 3 });
  const beside = await measure({ bigMessages: BIG_MESSAGES, judgeBig, headStartMs: 300_000 });
  expect(beside.p99Ms).toBeLessThan(alone.p99Ms * 2);
  expect(beside.bigHandled).toBeGreaterThan(1000);
});

it('makes small tenants wait for one handler more, at most, when the big one holds every lane as they come', async () => {
  const alone = await measure({});
  const beside = await measure({ bigMessages: BIG_MESSAGES, headStartMs: 10_000 });
  expect(beside.p99Ms).toBeLessThan(alone.p99Ms * 2);
  expect(beside.maxMs).toBeLessThanOrEqual(alone.maxMs * 1.05 + HANDLER_MS.max);
});

it('makes small tenants that send now and then wait for one handler more, at most', async () => {
  const spreadMs = 600_000;
  const alone = await measure({ spreadMs });
  const beside = await measure({ spreadMs, bigMessages: BIG_MESSAGES });
  expect(alone.p99Ms).toBeLessThan(HANDLER_MS.max);
  expect(beside.p99Ms).toBeLessThanOrEqual(alone.p99Ms + HANDLER_MS.max);
  // Whatever the small ones leave is the big one's.
  expect(beside.bigHandled).toBeGreaterThan(3000);
});
