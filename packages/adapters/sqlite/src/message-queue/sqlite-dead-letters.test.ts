import { handleEachMessage, type LogFields, type Logger } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { collect, messages, queuesOfTwoPrograms } from '../test-support/queues-of-two-programs.ts';

const system = queuesOfTwoPrograms();
const { aQueue, inOtherProgram, until } = system;

describe('dead letters', () => {
  const poison = handleEachMessage(async () => ({ kind: 'dead-letter', reason: 'unreadable' }));

  it('wake their consumer in the same program when a visibility timeout made them', async () => {
    await aQueue().send(messages(1, 'a'));
    system.programs.store.database.connection.exec(
      `delete from frigg_queue_groups; update frigg_queue_messages set claim = 'gone', due_at = ${system.clock.now() + 30_000}, receive_count = 9`,
    );
    const letters = collect(aQueue({ name: 'dead', maxReceiveCount: Number.POSITIVE_INFINITY }));
    collect(aQueue({ deadLetterQueue: 'dead' }));
    await system.clock.advance(30_100);
    await until(() => letters.length > 0);
    expect(letters).toMatchObject([{ body: 'a0', receiveCount: 1 }]);
  });

  it.each(['standard', 'fifo'] as const)('are handed out by the dead-letter queue, with body and group, %s', async (kind) => {
    const queue = inOtherProgram({ kind, deadLetterQueue: 'dead' });
    await queue.send(messages(3, 'a'));
    const received = collect(aQueue({ name: 'dead', kind, maxReceiveCount: Number.POSITIVE_INFINITY }));
    void queue.consume(poison);
    await until(() => received.length === 3);
    expect(received.map(({ body, groupId, receiveCount, isLastAttempt }) => [body, groupId, receiveCount, isLastAttempt])).toEqual(
      [0, 1, 2].map((index) => [`a${index}`, 'a', 1, false]),
    );
  });

  it('are handed out again as new when they are redriven, those of the queue only', async () => {
    const [queue, neighbour] = [aQueue({ deadLetterQueue: 'dead' }), aQueue({ name: 'neighbour', deadLetterQueue: 'dead' })];
    const stopping = new AbortController();
    const consuming = [queue, neighbour].map(async (one) => one.consume(poison, { signal: stopping.signal, batchSize: 10 }));
    await queue.send(messages(700, 'a'));
    await neighbour.send(messages(2, 'b'));
    await until(async () => (await aQueue({ name: 'dead' }).size()).waiting === 702);
    stopping.abort();
    await Promise.all(consuming);
    expect((await queue.deadLetters({ limit: 1000 })).map(({ body }) => body)).toEqual(messages(700, 'a').map(({ body }) => body));
    const received = collect(queue, 20);
    expect(await queue.redriveDeadLetters()).toBe(700);
    await until(() => received.length === 700);
    expect([new Set(received.map(({ receiveCount }) => receiveCount)), await queue.deadLetters()]).toEqual([new Set([1]), []]);
    expect(await neighbour.deadLetters()).toHaveLength(2);
  });

  it('are logged by their number, without body', async () => {
    const lines: (readonly [LogFields, string])[] = [];
    const log = (fields: LogFields, message: string): void => void lines.push([fields, message]);
    const logger: Logger = { debug: log, info: log, warn: log, error: log, child: () => logger };
    const queue = aQueue({ logger });
    await queue.send([{ body: 'Jane Doe' }]);
    void queue.consume(poison);
    await until(() => lines.length > 0);
    expect(lines).toEqual([[{ queue: 'queue', messages: 1 }, 'messages moved to the dead-letter queue']]);
  });
});
