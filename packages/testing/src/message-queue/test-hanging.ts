import { expect, it } from 'vitest';
import type { HangingServer, MessageQueueSuite } from './message-queue-under-test.ts';
import { DONE, aGate, aMessage, onBench } from './queue-bench.ts';

const PARTS = ['request', 'response'] as const;

/** Waits between two tries come on top of deadlines. Milliseconds. */
const BACKOFF_MS = 3000;

/** For how long a message is hidden that was handed out and got lost. Milliseconds. */
const HIDDEN_MS = 31_000;

/** Every call of the port ends although the server swallows requests, and the consumer goes on afterwards. */
export function testHanging(suite: MessageQueueSuite): void {
  if (suite.hangs === undefined) return;
  testHangingPortCalls(suite, suite.hangs);
  testHangingVerdicts(suite, suite.hangs);
  testHangingShutdown(suite, suite.hangs);
}

function testHangingPortCalls(suite: MessageQueueSuite, hangs: HangingServer): void {
  const { kind } = suite;

  it.each(PARTS)('F3: gives up a receive whose %s is swallowed, and goes on receiving', async (part) => {
    await onBench(suite, async (bench) => {
      await bench.queue.send([aMessage(kind, 'first')]);
      const hang = bench.hang('receive', part);
      const worker = bench.work();
      await bench.eventually(() => hang.count === 1, 'a receive hangs');
      hang.end();
      const hiddenMs = part === 'response' ? HIDDEN_MS : 0;
      await bench.within(hangs.receiveTimeoutMs + BACKOFF_MS + hiddenMs, () => worker.received.length === 1, 'the message is received');
      await bench.queue.send([aMessage(kind, 'second')]);
      await bench.eventually(() => worker.received.length === 2, 'the next message is received');
      expect(worker.bodies()).toEqual(['first', 'second']);
    });
  });

  it.each(PARTS)('F3: fails a send whose %s is swallowed with an error that allows a retry, and sends again afterwards', async (part) => {
    await onBench(suite, async (bench) => {
      const hang = bench.hang('send', part);
      let error: unknown;
      bench.queue.send([aMessage(kind, 'first')]).catch((reason: unknown) => {
        error = reason;
      });
      await bench.within(hangs.sendTimeoutMs, () => error !== undefined, 'send fails');
      expect(error).toMatchObject({ code: 'QUEUE_SEND_FAILED', retryable: true, unsent: [{ index: 0 }] });
      hang.end();
      await bench.queue.send([aMessage(kind, 'second')]);
      const worker = bench.work();
      await bench.passUntil(() => worker.bodies().includes('second'), 'the next message is received');
    });
  });
}

function testHangingVerdicts(suite: MessageQueueSuite, hangs: HangingServer): void {
  const { kind } = suite;

  it.each(PARTS)('F3: goes on consuming when the %s that stores a verdict is swallowed', async (part) => {
    await onBench(suite, async (bench) => {
      await bench.queue.send([aMessage(kind, 'first')]);
      const hang = bench.hang('settle', part);
      const worker = bench.work();
      await bench.eventually(() => hang.count === 1, 'a verdict is being stored');
      await bench.queue.send([aMessage(kind, 'second')]);
      await bench.within(2 * hangs.requestTimeoutMs + BACKOFF_MS, () => worker.bodies().includes('second'), 'the next message is received');
      hang.end();
      await bench.pass(HIDDEN_MS + 2 * hangs.requestTimeoutMs);
      await bench.pass(100_000);
      expect(new Set(worker.bodies())).toEqual(new Set(['first', 'second']));
      const handedOut = worker.received.length;
      await bench.pass(100_000);
      expect([worker.received.length, await bench.deadLetters()]).toEqual([handedOut, []]);
    });
  });

  it.each(PARTS)('F3: lets a verdict wait only for the heartbeat that its message is in, when its %s is swallowed', async (part) => {
    await onBench(suite, async (bench) => {
      await bench.queue.send([aMessage(kind, 'slow')]);
      const hang = bench.hang('prolong', part);
      const gate = aGate();
      const worker = bench.work(
        async ({ body }) => {
          if (body === 'slow') await gate.passed;
          return DONE;
        },
        { concurrency: 2 },
      );
      await bench.passUntil(() => hang.count > 0, 'a heartbeat hangs');
      await bench.queue.send(['quick 1', 'quick 2', 'quick 3'].map((body) => aMessage(kind, body)));
      await bench.eventually(() => worker.received.length === 4, 'the quick messages are handled beside it');
      gate.open();
      hang.end();
      await bench.pass(hangs.requestTimeoutMs);
      await bench.pass(100_000);
      expect([worker.received.length, await bench.deadLetters()]).toEqual([4, []]);
    });
  });

  it('F3: prolongs a message again after a heartbeat was swallowed: no other consumer gets it', async () => {
    await onBench(suite, async (bench) => {
      await bench.queue.send([aMessage(kind, 'slow')]);
      const hang = bench.hang('prolong', 'request');
      const gate = aGate();
      const workers = [1, 2].map(() => bench.work(async () => gate.passed.then(() => DONE)));
      const received = (): number => workers.reduce((sum, worker) => sum + worker.received.length, 0);
      await bench.passUntil(() => hang.count > 0, 'a heartbeat hangs');
      hang.end();
      await bench.pass(300_000);
      expect(received()).toBe(1);
      gate.open();
      await bench.pass(100_000);
      expect(received()).toBe(1);
    });
  });

  it.each(PARTS)('F3: goes on consuming when the %s to the dead-letter queue is swallowed, and loses no dead letter', async (part) => {
    await onBench(suite, async (bench) => {
      await bench.queue.send([aMessage(kind, 'unreadable')]);
      const hang = bench.hang('dead-letter', part);
      const worker = bench.work(({ body }) => (body === 'unreadable' ? { kind: 'dead-letter', reason: 'unreadable' } : DONE));
      await bench.eventually(() => hang.count === 1, 'a message is being moved');
      await bench.queue.send([aMessage(kind, 'next')]);
      await bench.within(2 * hangs.requestTimeoutMs + BACKOFF_MS, () => worker.bodies().includes('next'), 'the next message is received');
      hang.end();
      await bench.passUntil(async () => (await bench.deadLetters()).length > 0, 'there is a dead letter');
      await bench.pass(100_000);
      expect(new Set((await bench.deadLetters()).map(({ body }) => body))).toEqual(new Set(['unreadable']));
    });
  });
}

function testHangingShutdown(suite: MessageQueueSuite, hangs: HangingServer): void {
  const { kind } = suite;

  it.each([
    ['receive', 'stop'],
    ['receive', 'close'],
    ['settle', 'stop'],
    ['settle', 'close'],
    ['prolong', 'stop'],
    ['dead-letter', 'stop'],
  ] as const)('F3: shuts down in time while a request hangs: %s, %s', async (request, way) => {
    await onBench(suite, async (bench) => {
      await bench.queue.send([aMessage(kind, 'first'), aMessage(kind, 'second')]);
      const hang = bench.hang(request, 'request');
      const gate = aGate();
      const worker = bench.work(async () => {
        if (request === 'prolong') await gate.passed;
        return request === 'dead-letter' ? { kind: 'dead-letter', reason: 'unreadable' } : DONE;
      });
      await bench.passUntil(() => hang.count > 0, 'a request hangs');
      gate.open();
      let isOver = false;
      void (way === 'stop' ? worker.stop() : bench.queue.close()).then(() => {
        isOver = true;
      });
      await bench.within(hangs.shutdownTimeoutMs, () => isOver, 'the consumer has ended');
    });
  });
}
