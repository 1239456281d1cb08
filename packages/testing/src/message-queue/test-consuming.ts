import type { Verdict } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import type { MessageQueueSuite } from './message-queue-under-test.ts';
import { DONE, aGate, aMessage, canPass, runOnQueue } from './queue-system.ts';

/** @returns a function that says whether it is called for the first time with a body: servers need not count receives. */
function firstOnly(): (body: string) => boolean {
  const seen = new Set<string>();
  return (body) => seen.size < seen.add(body).size;
}

/** What becomes of a message after its verdict. */
export function testVerdicts(suite: MessageQueueSuite): void {
  const { kind, countsReceives = true } = suite;
  if (countsReceives) testLastAttempt(suite);

  it('deletes a message that is done', async () => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send([aMessage(kind, 'once')]);
      const worker = system.work();
      await system.eventually(() => worker.received.length > 0, 'the message is received');
      await system.passQuietly(100_000);
      expect(worker.bodies()).toEqual(['once']);
      expect(await system.deadLetters()).toEqual([]);
    });
  });

  it('redelivers a message after the delay of its retry, and counts', async () => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send([aMessage(kind, 'again')]);
      const delaySeconds = canPass(suite, 20_000) ? 20 : 2;
      const isFirst = firstOnly();
      const worker = system.work(({ body }) => (isFirst(body) ? { kind: 'retry', delaySeconds } : DONE));
      await system.eventually(() => worker.received.length === 1, 'the message is received');
      await system.pass(0);
      await system.pass((delaySeconds - 1) * 1000);
      expect(worker.received.length).toBe(1);
      await system.pass(2000);
      await system.eventually(() => worker.received.length === 2, 'the message is redelivered');
      expect(worker.received.map(({ receiveCount }) => receiveCount)).toEqual(countsReceives ? [1, 2] : [1, 1]);
      expect(worker.received[1]?.id).toBe(worker.received[0]?.id);
    });
  });

  it('redelivers a message at once when the delay of its retry is 0', async () => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send([aMessage(kind, 'again')]);
      const isFirst = firstOnly();
      const worker = system.work(({ body }) => (isFirst(body) ? { kind: 'retry', delaySeconds: 0 } : DONE));
      await system.eventually(() => worker.received.length === 2, 'the message is redelivered');
    });
  });

  it('moves a message to the dead-letter queue at once when its verdict says so, and keeps the reason', async () => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send([aMessage(kind, 'unreadable')]);
      const worker = system.work(() => ({ kind: 'dead-letter', reason: 'unknown event, version 9 😀' }));
      await system.eventually(async () => (await system.deadLetters()).length > 0, 'there is a dead letter');
      expect(await system.deadLetters()).toMatchObject([{ body: 'unreadable', reason: 'unknown event, version 9 😀' }]);
      await system.passQuietly(100_000);
      expect(worker.received.length).toBe(1);
    });
  });

  it('treats a missing verdict as a retry', async () => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send([aMessage(kind, 'no verdict')]);
      const isFirst = firstOnly();
      const worker = system.workInBatches(async ([message]) => (isFirst(message?.body ?? '') ? [] : [DONE]));
      await system.passUntil(() => worker.received.length === 2, 'the message is redelivered');
    });
  });

  it('loses nothing when verdicts of all kinds are mixed', async () => {
    await runOnQueue(suite, async (system) => {
      const bodies = Array.from({ length: 30 }, (_, index) => `message ${index}`);
      await system.queue.send(bodies.map((body) => aMessage(kind, body)));
      const done: string[] = [];
      const isFirst = firstOnly();
      system.work(
        ({ body }): Verdict => {
          const number = Number(body.split(' ')[1]);
          const isNew = isFirst(body);
          if (number % 5 === 0) return { kind: 'dead-letter', reason: 'every fifth' };
          if (number % 3 === 0 && isNew) return { kind: 'retry', delaySeconds: 1 };
          if (number % 7 === 0 && isNew) throw new Error('once');
          done.push(body);
          return DONE;
        },
        { concurrency: 4, batchSize: 3 },
      );
      await system.passUntil(async () => done.length + (await system.deadLetters()).length >= 30, 'all are settled');
      expect([...done, ...(await system.deadLetters()).map(({ body }) => body)].toSorted()).toEqual(bodies.toSorted());
    });
  });
}

function testLastAttempt(suite: MessageQueueSuite): void {
  const { kind } = suite;

  it('delivers a failing message maxReceiveCount times, then moves it to the dead-letter queue', async () => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send([aMessage(kind, 'poison')]);
      const worker = system.work(() => {
        throw new Error('cannot');
      });
      await system.passUntil(async () => (await system.deadLetters()).length > 0, 'there is a dead letter');
      expect(worker.received.map(({ receiveCount, isLastAttempt }) => [receiveCount, isLastAttempt])).toEqual([
        [1, false],
        [2, false],
        [3, true],
      ]);
      expect((await system.deadLetters()).map(({ body }) => body)).toEqual(['poison']);
      await system.passQuietly(100_000);
      expect(worker.received.length).toBe(3);
    });
  });
}

/** How a consumer works and how it stops. */
export function testConsumers(suite: MessageQueueSuite): void {
  const { kind } = suite;

  it('runs as many handlers at once as it may, and never more', async () => {
    await runOnQueue(suite, async (system) => {
      let active = 0;
      let mostActive = 0;
      const gate = aGate();
      const worker = system.work(
        async () => {
          active += 1;
          mostActive = Math.max(mostActive, active);
          await gate.passed;
          active -= 1;
          return DONE;
        },
        { concurrency: 4 },
      );
      await system.queue.send(Array.from({ length: 20 }, (_, index) => aMessage(kind, `message ${index}`)));
      await system.eventually(() => active === 4, 'four handlers run');
      await system.pass(100);
      expect(worker.received.length).toBe(4);
      gate.open();
      await system.eventually(() => worker.received.length === 20 && active === 0, 'all are done');
      expect(mostActive).toBe(4);
    });
  });

  it('handles one message at a time by default', async () => {
    await runOnQueue(suite, async (system) => {
      const sizes: number[] = [];
      let active = 0;
      let mostActive = 0;
      system.workInBatches(async (messages) => {
        sizes.push(messages.length);
        active += 1;
        mostActive = Math.max(mostActive, active);
        await system.pass(0);
        active -= 1;
        return messages.map(() => DONE);
      });
      await system.queue.send(Array.from({ length: 12 }, (_, index) => aMessage(kind, `message ${index}`, { groupId: 'group' })));
      await system.eventually(() => sizes.length === 12, 'all are done');
      expect(mostActive).toBe(1);
      expect(new Set(sizes)).toEqual(new Set([1]));
    });
  });

  it('lets running handlers finish when it is stopped, stores their verdicts, and leaves the rest to the next consumer', async () => {
    await runOnQueue(suite, async (system) => {
      const bodies = Array.from({ length: 10 }, (_, index) => `message ${index}`);
      await system.queue.send(bodies.map((body) => aMessage(kind, body)));
      const gate = aGate();
      let finished = 0;
      let sawAbort = 0;
      const first = system.work(
        async (_, signal) => {
          await gate.passed;
          finished += 1;
          if (signal?.aborted === true) sawAbort += 1;
          return DONE;
        },
        { concurrency: 2 },
      );
      await system.eventually(() => first.received.length === 2, 'two handlers run');
      let hasStopped = false;
      const stopped = first.stop().then(() => {
        hasStopped = true;
      });
      await system.pass(100);
      expect(hasStopped).toBe(false);
      gate.open();
      await stopped;
      expect([first.received.length, finished, sawAbort]).toEqual([2, 2, 2]);

      const second = system.work(undefined, { concurrency: 10 });
      await system.passUntil(() => second.received.length >= 8, 'the rest is received');
      // The verdicts are stored before the visibility timeout is over.
      await system.pass(1000);
      await system.passQuietly(31_000);
      expect([...first.bodies(), ...second.bodies()].toSorted()).toEqual(bodies.toSorted());
    });
  });

  it('stops at once while it waits for messages', async () => {
    await runOnQueue(suite, async (system) => {
      const worker = system.work(undefined, { concurrency: 3 });
      await system.pass(50);
      await worker.stop();
      expect(worker.received).toEqual([]);
    });
  });

  it('handles nothing when it is stopped before it starts', async () => {
    await runOnQueue(suite, async ({ queue }) => {
      await queue.send([aMessage(kind, 'unseen')]);
      let calls = 0;
      await queue.consume(
        async () => {
          calls += 1;
          return [DONE];
        },
        { signal: AbortSignal.abort() },
      );
      expect(calls).toBe(0);
    });
  });

  it('shares the messages among consumers', async () => {
    await runOnQueue(suite, async (system) => {
      const workers = [system.work(undefined, { concurrency: 3 }), system.work(undefined, { concurrency: 3 })];
      const bodies = Array.from({ length: 40 }, (_, index) => `message ${index}`);
      await system.queue.send(bodies.map((body) => aMessage(kind, body)));
      const all = (): string[] => workers.flatMap((worker) => worker.bodies());
      await system.eventually(() => all().length >= 40, 'all are done');
      expect(all().toSorted()).toEqual(bodies.toSorted());
    });
  });

  it('may be closed twice, and consumers end with it', async () => {
    await runOnQueue(suite, async (system) => {
      const ended = system.queue.consume(async (messages) => messages.map(() => DONE));
      await system.pass(50);
      await system.queue.close();
      await system.queue.close();
      await expect(ended).resolves.toBeUndefined();
    });
  });
}
