import type { OutgoingMessage } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import type { MessageQueueSuite } from './message-queue-under-test.ts';
import { DONE, aGate, canPass, runOnQueue } from './queue-system.ts';

/** Messages `a1`, `a2` … of group `a`. */
function group(groupId: string, count: number): OutgoingMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    body: `${groupId}${index + 1}`,
    groupId,
    deduplicationId: `${groupId}-${index + 1}`,
  }));
}

/** The order of groups in FIFO queues. */
export function testGroups(suite: MessageQueueSuite): void {
  it('keeps the order inside each group and runs one handler per group, while other groups go ahead', async () => {
    await runOnQueue(suite, async (system) => {
      const names = ['a', 'b', 'c'];
      const messages = Array.from({ length: 12 }, (_, index) => names.map((name) => group(name, 12)[index] as OutgoingMessage)).flat();
      await system.queue.send(messages);
      const active = new Set<string | undefined>();
      let mostActive = 0;
      let overlaps = 0;
      const worker = system.work(
        async ({ groupId }) => {
          if (active.has(groupId)) overlaps += 1;
          active.add(groupId);
          mostActive = Math.max(mostActive, active.size);
          await system.pass(0);
          await system.pass(0);
          active.delete(groupId);
          return DONE;
        },
        { concurrency: 6 },
      );
      await system.eventually(() => worker.received.length >= 36, 'all are done');
      for (const name of names) {
        expect(worker.bodies().filter((body) => body.startsWith(name))).toEqual(group(name, 12).map(({ body }) => body));
      }
      expect(overlaps).toBe(0);
      expect(mostActive).toBeGreaterThan(1);
    });
  });

  it('does not let a slow group hold up the others', async () => {
    await runOnQueue(suite, async (system) => {
      const gate = aGate();
      await system.queue.send([...group('slow', 3), ...group('quick', 5)]);
      const done: string[] = [];
      system.work(
        async ({ body, groupId }) => {
          if (groupId === 'slow') await gate.passed;
          done.push(body);
          return DONE;
        },
        { concurrency: 4 },
      );
      await system.eventually(() => done.length === 5, 'the quick group is done');
      expect(done).toEqual(group('quick', 5).map(({ body }) => body));
      gate.open();
      await system.eventually(() => done.length === 8, 'the slow group is done');
    });
  });

  it('delivers up to ten messages of one group together, in order', async () => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send([...group('a', 25), ...group('b', 3)]);
      const batches: string[][] = [];
      const worker = system.workInBatches(
        async (messages) => {
          batches.push(messages.map(({ body }) => body));
          return messages.map(() => DONE);
        },
        { batchSize: 10, concurrency: 2 },
      );
      await system.eventually(() => worker.received.length >= 28, 'all are done');
      expect(batches.every((batch) => batch.length <= 10 && new Set(batch.map((body) => body[0])).size === 1)).toBe(true);
      expect(worker.bodies().filter((body) => body.startsWith('a'))).toEqual(group('a', 25).map(({ body }) => body));
    });
  });

  it('D5: redelivers the rest of a group behind a message that is not done, in order', async () => {
    await runOnQueue(
      suite,
      async (system) => {
        await system.queue.send(group('a', 6));
        const done: string[] = [];
        let failures = 0;
        system.work(
          ({ body }) => {
            if (body === 'a2' && failures < 2) {
              failures += 1;
              return { kind: 'retry', delaySeconds: failures === 1 ? 0 : 3 };
            }
            done.push(body);
            return DONE;
          },
          { batchSize: 10, concurrency: 3 },
        );
        await system.passUntil(() => done.length >= 6, 'all are done');
        expect(done).toEqual(group('a', 6).map(({ body }) => body));
      },
      5,
    );
  });

  it('delivers nothing of a group while its first message waits for its retry', async () => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send(group('a', 3));
      const delaySeconds = canPass(suite, 20_000) ? 20 : 2;
      const worker = system.work(
        ({ body, receiveCount }) => (body === 'a1' && receiveCount === 1 ? { kind: 'retry', delaySeconds } : DONE),
        {
          concurrency: 3,
        },
      );
      await system.eventually(() => worker.received.length === 1, 'the first message is received');
      await system.pass((delaySeconds - 1) * 1000);
      expect(worker.bodies()).toEqual(['a1']);
      await system.passUntil(() => worker.received.length === 4, 'all are done');
      expect(worker.bodies()).toEqual(['a1', 'a1', 'a2', 'a3']);
    });
  });

  it('D6: a poison message neither blocks its group for ever nor uses up the attempts of its neighbours', async () => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send(group('a', 6));
      const done: string[] = [];
      system.work(
        ({ body }) => {
          if (body === 'a2') return { kind: 'retry', delaySeconds: 1 };
          done.push(body);
          return DONE;
        },
        { batchSize: 10 },
      );
      await system.passUntil(() => done.length >= 5, 'the others are done');
      expect(done).toEqual(['a1', 'a3', 'a4', 'a5', 'a6']);
      expect((await system.deadLetters()).map(({ body }) => body)).toEqual(['a2']);
    });
  });

  it('finds the poison message of a batch whose handler only rejects, and loses no other', async () => {
    await runOnQueue(
      suite,
      async (system) => {
        await system.queue.send(group('a', 8));
        const done: string[] = [];
        system.workInBatches(
          async (messages) => {
            if (messages.some(({ body }) => body === 'a5')) throw new Error('cannot');
            done.push(...messages.map(({ body }) => body));
            return messages.map(() => DONE);
          },
          { batchSize: 10 },
        );
        await system.passUntil(() => done.length >= 7, 'the others are done');
        expect(done).toEqual(['a1', 'a2', 'a3', 'a4', 'a6', 'a7', 'a8']);
        expect((await system.deadLetters()).map(({ body }) => body)).toEqual(['a5']);
      },
      5,
    );
  });

  it('goes on with the group behind a dead-letter verdict', async () => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send(group('a', 4));
      const done: string[] = [];
      system.work(
        ({ body }) => {
          if (body === 'a2') return { kind: 'dead-letter', reason: 'unreadable' };
          done.push(body);
          return DONE;
        },
        { batchSize: 10 },
      );
      await system.passUntil(() => done.length >= 3, 'the others are done');
      expect(done).toEqual(['a1', 'a3', 'a4']);
      expect(await system.deadLetters()).toMatchObject([{ body: 'a2', reason: 'unreadable' }]);
    });
  });

  it('gives the unhandled part of a group to the next consumer, in order, when the first one stops', async () => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send(group('a', 6));
      const gate = aGate();
      const first = system.work(async () => gate.passed.then(() => DONE));
      await system.eventually(() => first.received.length === 1, 'the first message is held');
      const stopped = first.stop();
      gate.open();
      await stopped;
      const second = system.work();
      await system.passUntil(() => second.received.length >= 5, 'the rest is received');
      expect([...first.bodies(), ...second.bodies()]).toEqual(group('a', 6).map(({ body }) => body));
    });
  });
}
