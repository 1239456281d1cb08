import { handleEachMessage, silentLogger, type Logger, type QueueSendError } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../open-sqlite-store.ts';
import { createSqliteQueue } from './create-sqlite-queue.ts';
import { collect, messages, queuesOfTwoPrograms } from '../test-support/queues-of-two-programs.ts';

const system = queuesOfTwoPrograms();
const { aQueue, inOtherProgram, until } = system;

describe('a queue that two programs share', () => {
  it('wakes a consumer of the other program within 200 ms, without a question to the queue before', async () => {
    const received = collect(inOtherProgram());
    await system.clock.advance(10_000);
    await aQueue().send([{ body: 'hello' }]);
    const sentMs = system.clock.now();
    await until(() => received.length > 0);
    expect(system.clock.now() - sentMs).toBeLessThanOrEqual(220);
  });

  it('hands a delayed message of the other program out when it is due', async () => {
    const received = collect(inOtherProgram());
    await system.clock.advance(1000);
    await aQueue().send([{ body: 'later', delaySeconds: 60 }]);
    await system.clock.advance(59_000);
    expect(received).toEqual([]);
    await system.clock.advance(1100);
    await until(() => received.length > 0);
  });

  it('hands each message to one of them', async () => {
    await aQueue().send(messages(200, 'a'));
    const [first, second] = [collect(aQueue(), 5), collect(inOtherProgram(), 5)];
    await until(() => first.length + second.length >= 200);
    await until(async () => (await aQueue().size()).inFlight === 0);
    expect(new Set([...first, ...second].map(({ body }) => body)).size).toBe(200);
    expect([first.length + second.length, await aQueue().size()]).toEqual([200, { waiting: 0, delayed: 0, inFlight: 0 }]);
  });

  it('keeps the order of a group, and gives it to one handler at a time', async () => {
    await aQueue({ kind: 'fifo' }).send([...messages(40, 'a'), ...messages(40, 'b')]);
    const bodies: string[] = [];
    const active = new Set<string | undefined>();
    let overlaps = 0;
    for (const queue of [aQueue({ kind: 'fifo' }), inOtherProgram({ kind: 'fifo' })])
      void queue.consume(
        handleEachMessage(async ({ body, groupId }) => {
          if (active.has(groupId)) overlaps += 1;
          active.add(groupId);
          await new Promise((resolve) => setImmediate(resolve));
          active.delete(groupId);
          bodies.push(body);
          return { kind: 'done' };
        }),
        { concurrency: 4 },
      );
    await until(() => bodies.length >= 80);
    for (const group of ['a', 'b'])
      expect(bodies.filter((body) => body.startsWith(group))).toEqual(messages(40, group).map(({ body }) => body));
    expect(overlaps).toBe(0);
  });

  it('accepts a deduplication id once, whichever of them sends it', async () => {
    await Promise.all([aQueue({ kind: 'fifo' }), inOtherProgram({ kind: 'fifo' })].map(async (queue) => queue.send(messages(20, 'a'))));
    expect((await aQueue({ kind: 'fifo' }).size()).waiting).toBe(20);
  });

  it('refuses to open a queue as one of the other kind', async () => {
    await aQueue({ kind: 'fifo' }).send(messages(1, 'a'));
    await expect(inOtherProgram().send([{ body: 'b' }])).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
    await expect(inOtherProgram().consume(async () => [])).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
    expect((await aQueue({ kind: 'fifo' }).size()).waiting).toBe(1);
  });
});

describe('messages in flight', () => {
  it('stay hidden as long as their handler runs', async () => {
    await aQueue().send([{ body: 'slow' }]);
    let finish = (): void => undefined;
    void aQueue().consume(
      handleEachMessage(async () => {
        await new Promise<void>((resolve) => (finish = resolve));
        return { kind: 'done' };
      }),
    );
    await until(async () => (await aQueue().size()).inFlight === 1);
    const received = collect(inOtherProgram());
    await system.clock.advance(600_000);
    expect(received).toEqual([]);
    finish();
    await until(async () => (await aQueue().size()).inFlight === 0);
    expect(received).toEqual([]);
  });

  /** As a program leaves them that is killed. */
  const leaveInFlight = (receiveCount: number): void =>
    system.programs.store.database.connection.exec(
      `delete from frigg_queue_groups; update frigg_queue_messages set claim = 'gone', due_at = ${system.clock.now() + 30_000}, receive_count = ${receiveCount}`,
    );

  it('come again after the visibility timeout when their program has ended', async () => {
    await aQueue().send([{ body: 'crash' }]);
    leaveInFlight(1);
    const received = collect(inOtherProgram());
    await system.clock.advance(29_000);
    expect(received).toEqual([]);
    await system.clock.advance(1500);
    await until(() => received.length > 0);
    expect(received).toMatchObject([{ body: 'crash', receiveCount: 2, isLastAttempt: false }]);
  });

  it('are given up by a program that stood still until another one had claimed them', async () => {
    await aQueue().send([{ body: 'slow' }]);
    const reasons: unknown[] = [];
    let deliveries = 0;
    void aQueue().consume(async (_, { signal }) => {
      deliveries += 1;
      await system.clock.sleep(600_000, { signal }).catch((reason: unknown) => reasons.push(reason));
      return [{ kind: 'done' }];
    });
    await until(() => deliveries === 1);
    system.programs.store.database.connection.exec(`update frigg_queue_messages set claim = 'of another program'`);
    await system.clock.advance(30_000);
    await until(() => reasons.length > 0);
    expect(reasons).toEqual([expect.objectContaining({ code: 'VISIBILITY_EXPIRED' })]);
    expect(await aQueue().size()).toEqual({ waiting: 0, delayed: 0, inFlight: 1 });
  });

  it('are dead letters when their program has ended during the last attempt, and their group goes on', async () => {
    await aQueue({ kind: 'fifo' }).send(messages(1, 'a'));
    leaveInFlight(2);
    await aQueue({ kind: 'fifo' }).send([{ body: 'next', groupId: 'a', deduplicationId: 'next' }]);
    const queue = aQueue({ kind: 'fifo', maxReceiveCount: 2 });
    const received = collect(queue);
    await system.clock.advance(31_000);
    await until(() => received.length > 0);
    expect(received.map(({ body }) => body)).toEqual(['next']);
    expect(await queue.deadLetters()).toMatchObject([{ body: 'a0', groupId: 'a', receiveCount: 2, reason: 'attempts used up (2)' }]);
  });
});

describe('a body', () => {
  it('comes back as it was sent, control characters included', async () => {
    const body = 'a\u0000b\u001f\u2028"\\/é';
    await aQueue().send([{ body }]);
    const received = collect(aQueue());
    await until(() => received.length > 0);
    expect(received[0]?.body).toBe(body);
  });

  it('is refused with half of a surrogate pair, before anything is sent', async () => {
    await expect(aQueue().send([{ body: 'good' }, { body: 'a\ud83db' }])).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
    expect(await aQueue().size()).toEqual({ waiting: 0, delayed: 0, inFlight: 0 });
  });
});

describe('a send that fails', () => {
  it('names the messages that were not stored, and stores each message once when they are sent again', async () => {
    const { connection } = system.programs.store.database;
    const queue = aQueue();
    const large = Array.from({ length: 30 }, (_, index) => ({ body: `${index}`.padEnd(200_000, 'x') }));
    const pages = Number(connection.prepare('pragma page_count').get()?.['page_count']);
    connection.exec(`pragma max_page_count = ${pages + 1200}`);
    const error: unknown = await queue.send(large).catch((reason: unknown) => reason);
    connection.exec('pragma max_page_count = 1000000');
    expect(error).toMatchObject({ code: 'QUEUE_SEND_FAILED', retryable: true });
    const { unsent } = error as QueueSendError;
    expect([unsent[0], unsent.at(-1)?.index]).toEqual([{ index: 20, code: 'STORAGE_FAILED' }, 29]);
    await queue.send(unsent.flatMap(({ index }) => large[index] ?? []));
    expect((await queue.size()).waiting).toBe(30);
  });
});

describe('a consumer', () => {
  it.each(['standard', 'fifo'] as const)('serves a small group beside one that has a thousand messages, %s', async (kind) => {
    const queue = aQueue({ kind });
    await queue.send([...messages(1000, 'big'), ...messages(1, 'small')]);
    const received = collect(queue);
    await until(() => received.some(({ groupId }) => groupId === 'small'));
    expect(received.length).toBeLessThan(5);
  });

  it('serves a small group beside one whose messages come back all the time', async () => {
    const queue = aQueue({ maxReceiveCount: Number.POSITIVE_INFINITY });
    const groups: (string | undefined)[] = [];
    await queue.send(messages(50, 'big'));
    void queue.consume(
      handleEachMessage(async ({ groupId }) => {
        groups.push(groupId);
        return groupId === 'big' ? { kind: 'retry', delaySeconds: 0 } : { kind: 'done' };
      }),
      { concurrency: 3 },
    );
    await until(() => groups.length > 100);
    const before = groups.length;
    await queue.send(messages(1, 'small'));
    await until(() => groups.includes('small'));
    expect(groups.indexOf('small') - before).toBeLessThan(20);
  });

  it('leaves the messages that it hands back to consumers that wait', async () => {
    const queue = aQueue();
    let active = 0;
    void queue.consume(
      async (batch) => {
        if (batch.length === 3) return batch.map(() => ({ kind: 'retry', delaySeconds: 0 }));
        active += 1;
        await until(() => active >= 2);
        return batch.map(() => ({ kind: 'done' }));
      },
      { concurrency: 2, batchSize: 3 },
    );
    await system.clock.advance(10);
    await queue.send(messages(3, 'a'));
    await until(() => active >= 2);
    await until(async () => (await queue.size()).inFlight === 0);
  });

  it('tries again when another program keeps the file locked for too long', async () => {
    const store = await openSqliteStore({ file: system.programs.store.database.file, lockTimeoutMs: 10, clock: system.clock });
    const { promise: reported, resolve: report } = Promise.withResolvers<string>();
    const logger: Logger = { ...silentLogger, warn: (_, message) => report(message), child: () => logger };
    const queue = createSqliteQueue({ store, name: 'queue', clock: system.clock, logger });
    await queue.send([{ body: 'hello' }]);
    system.programs.otherProgram.database.connection.exec('begin immediate');
    // The queue exists, so the first thing that a consumer has to lock the file for is the message.
    const received = collect(queue);
    expect(await reported).toBe('queue not reachable; trying again');
    system.programs.otherProgram.database.connection.exec('commit');
    await until(() => received.length > 0);
    await queue.close();
    await store.close();
  });

  it('ends with the error when its store is closed', async () => {
    const consuming = aQueue({ store: system.programs.otherProgram }).consume(async () => []);
    const ended = Promise.allSettled([consuming]);
    await system.clock.advance(1000);
    await system.programs.otherProgram.close();
    expect(await ended).toMatchObject([{ status: 'rejected', reason: { code: 'CONFIGURATION_INVALID' } }]);
  });

  it.each([
    ['a name with a space', { name: 'my queue' }],
    ['itself as dead-letter queue', { deadLetterQueue: 'queue' }],
    ['no attempt', { maxReceiveCount: 0 }],
    ['no visibility timeout', { visibilityTimeoutSeconds: 0 }],
  ])('is refused %s', (_, options) => {
    expect(() => aQueue(options)).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }) as Error);
  });
});
