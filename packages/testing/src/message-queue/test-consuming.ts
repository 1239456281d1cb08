import type { Verdict } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import type { MessageQueueSuite } from './message-queue-under-test.ts';
import { DONE, aGate, aMessage, canPass, onBench } from './queue-bench.ts';

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
    await onBench(suite, async (bench) => {
      await bench.queue.send([aMessage(kind, 'once')]);
      const worker = bench.work();
      await bench.eventually(() => worker.received.length > 0, 'the message is received');
      await bench.passQuietly(100_000);
      expect(worker.bodies()).toEqual(['once']);
      expect(await bench.deadLetters()).toEqual([]);
    });
  });

  it('redelivers a message after the delay of its retry, and counts', async () => {
    await onBench(suite, async (bench) => {
      await bench.queue.send([aMessage(kind, 'again')]);
      const delaySeconds = canPass(suite, 20_000) ? 20 : 2;
      const isFirst = firstOnly();
      const worker = bench.work(({ body }) => (isFirst(body) ? { kind: 'retry', delaySeconds } : DONE));
      await bench.eventually(() => worker.received.length === 1, 'the message is received');
      await bench.pass(0);
      await bench.pass((delaySeconds - 1) * 1000);
      expect(worker.received.length).toBe(1);
      await bench.pass(2000);
      await bench.eventually(() => worker.received.length === 2, 'the message is redelivered');
      expect(worker.received.map(({ receiveCount }) => receiveCount)).toEqual(countsReceives ? [1, 2] : [1, 1]);
      expect(worker.received[1]?.id).toBe(worker.received[0]?.id);
    });
  });

  it('redelivers a message at once when the delay of its retry is 0', async () => {
    await onBench(suite, async (bench) => {
      await bench.queue.send([aMessage(kind, 'again')]);
      const isFirst = firstOnly();
      const worker = bench.work(({ body }) => (isFirst(body) ? { kind: 'retry', delaySeconds: 0 } : DONE));
      await bench.eventually(() => worker.received.length === 2, 'the message is redelivered');
    });
  });

  it('makes a message a dead letter at once when its verdict says so, and keeps the reason', async () => {
    await onBench(suite, async (bench) => {
      await bench.queue.send([aMessage(kind, 'unreadable')]);
      const worker = bench.work(() => ({ kind: 'dead-letter', reason: 'unknown event, version 9 😀' }));
      await bench.eventually(async () => (await bench.deadLetters()).length > 0, 'there is a dead letter');
      expect(await bench.deadLetters()).toMatchObject([{ body: 'unreadable', reason: 'unknown event, version 9 😀' }]);
      await bench.passQuietly(100_000);
      expect(worker.received.length).toBe(1);
    });
  });

  it('treats a missing verdict as a retry', async () => {
    await onBench(suite, async (bench) => {
      await bench.queue.send([aMessage(kind, 'forgotten')]);
      const isFirst = firstOnly();
      const worker = bench.workInBatches(async ([message]) => (isFirst(message?.body ?? '') ? [] : [DONE]));
      await bench.passUntil(() => worker.received.length === 2, 'the message is redelivered');
    });
  });

  it('loses nothing when verdicts of all kinds are mixed', async () => {
    await onBench(suite, async (bench) => {
      const bodies = Array.from({ length: 30 }, (_, index) => `message ${index}`);
      await bench.queue.send(bodies.map((body) => aMessage(kind, body)));
      const done: string[] = [];
      const isFirst = firstOnly();
      bench.work(
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
      await bench.passUntil(async () => done.length + (await bench.deadLetters()).length >= 30, 'all are settled');
      expect([...done, ...(await bench.deadLetters()).map(({ body }) => body)].toSorted()).toEqual(bodies.toSorted());
    });
  });
}

function testLastAttempt(suite: MessageQueueSuite): void {
  const { kind } = suite;

  it('delivers a failing message maxReceiveCount times, then it is a dead letter', async () => {
    await onBench(suite, async (bench) => {
      await bench.queue.send([aMessage(kind, 'poison')]);
      const worker = bench.work(() => {
        throw new Error('cannot');
      });
      await bench.passUntil(async () => (await bench.deadLetters()).length > 0, 'there is a dead letter');
      expect(worker.received.map(({ receiveCount, isLastAttempt }) => [receiveCount, isLastAttempt])).toEqual([
        [1, false],
        [2, false],
        [3, true],
      ]);
      expect((await bench.deadLetters()).map(({ body }) => body)).toEqual(['poison']);
      await bench.passQuietly(100_000);
      expect(worker.received.length).toBe(3);
    });
  });
}

/** How a consumer works and how it stops. */
export function testConsumers(suite: MessageQueueSuite): void {
  const { kind } = suite;

  it('runs as many handlers at once as it may, and never more', async () => {
    await onBench(suite, async (bench) => {
      let active = 0;
      let mostActive = 0;
      const gate = aGate();
      const worker = bench.work(
        async () => {
          active += 1;
          mostActive = Math.max(mostActive, active);
          await gate.passed;
          active -= 1;
          return DONE;
        },
        { concurrency: 4 },
      );
      await bench.queue.send(Array.from({ length: 20 }, (_, index) => aMessage(kind, `message ${index}`)));
      await bench.eventually(() => active === 4, 'four handlers run');
      await bench.pass(100);
      expect(worker.received.length).toBe(4);
      gate.open();
      await bench.eventually(() => worker.received.length === 20 && active === 0, 'all are done');
      expect(mostActive).toBe(4);
    });
  });

  it('handles one message at a time by default', async () => {
    await onBench(suite, async (bench) => {
      const sizes: number[] = [];
      let active = 0;
      let mostActive = 0;
      bench.workInBatches(async (messages) => {
        sizes.push(messages.length);
        active += 1;
        mostActive = Math.max(mostActive, active);
        await bench.pass(0);
        active -= 1;
        return messages.map(() => DONE);
      });
      await bench.queue.send(Array.from({ length: 12 }, (_, index) => aMessage(kind, `message ${index}`, { groupId: 'group' })));
      await bench.eventually(() => sizes.length === 12, 'all are done');
      expect(mostActive).toBe(1);
      expect(new Set(sizes)).toEqual(new Set([1]));
    });
  });

  it('lets running handlers finish when it is stopped, stores their verdicts, and leaves the rest to the next consumer', async () => {
    await onBench(suite, async (bench) => {
      const bodies = Array.from({ length: 10 }, (_, index) => `message ${index}`);
      await bench.queue.send(bodies.map((body) => aMessage(kind, body)));
      const gate = aGate();
      let finished = 0;
      let sawAbort = 0;
      const first = bench.work(
        async (_, signal) => {
          await gate.passed;
          finished += 1;
          if (signal?.aborted === true) sawAbort += 1;
          return DONE;
        },
        { concurrency: 2 },
      );
      await bench.eventually(() => first.received.length === 2, 'two handlers run');
      let hasStopped = false;
      const stopped = first.stop().then(() => {
        hasStopped = true;
      });
      await bench.pass(100);
      expect(hasStopped).toBe(false);
      gate.open();
      await stopped;
      expect([first.received.length, finished, sawAbort]).toEqual([2, 2, 2]);

      const second = bench.work(undefined, { concurrency: 10 });
      await bench.passUntil(() => second.received.length >= 8, 'the rest is received');
      // The verdicts are stored before the visibility timeout is over.
      await bench.pass(1000);
      await bench.passQuietly(31_000);
      expect([...first.bodies(), ...second.bodies()].toSorted()).toEqual(bodies.toSorted());
    });
  });

  it('stops at once while it waits for messages', async () => {
    await onBench(suite, async (bench) => {
      const worker = bench.work(undefined, { concurrency: 3 });
      await bench.pass(50);
      await worker.stop();
      expect(worker.received).toEqual([]);
    });
  });

  it('handles nothing when it is stopped before it starts', async () => {
    await onBench(suite, async ({ queue }) => {
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
    await onBench(suite, async (bench) => {
      const workers = [bench.work(undefined, { concurrency: 3 }), bench.work(undefined, { concurrency: 3 })];
      const bodies = Array.from({ length: 40 }, (_, index) => `message ${index}`);
      await bench.queue.send(bodies.map((body) => aMessage(kind, body)));
      const all = (): string[] => workers.flatMap((worker) => worker.bodies());
      await bench.eventually(() => all().length >= 40, 'all are done');
      expect(all().toSorted()).toEqual(bodies.toSorted());
    });
  });

  it('may be closed twice, and consumers end with it', async () => {
    await onBench(suite, async (bench) => {
      const ended = bench.queue.consume(async (messages) => messages.map(() => DONE));
      await bench.pass(50);
      await bench.queue.close();
      await bench.queue.close();
      await expect(ended).resolves.toBeUndefined();
    });
  });
}
