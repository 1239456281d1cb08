import { expect, it } from 'vitest';
import type { HangingServer, MessageQueueSuite } from './message-queue-under-test.ts';
import { DONE, aGate, aMessage, runOnQueue } from './queue-system.ts';

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
    await runOnQueue(suite, async (system) => {
      await system.queue.send([aMessage(kind, 'first')]);
      const hang = system.hang('receive', part);
      const worker = system.work();
      await system.eventually(() => hang.count === 1, 'a receive hangs');
      hang.end();
      const hiddenMs = part === 'response' ? HIDDEN_MS : 0;
      await system.within(hangs.receiveTimeoutMs + BACKOFF_MS + hiddenMs, () => worker.received.length === 1, 'the message is received');
      await system.queue.send([aMessage(kind, 'second')]);
      await system.eventually(() => worker.received.length === 2, 'the next message is received');
      expect(worker.bodies()).toEqual(['first', 'second']);
    });
  });

  it.each(PARTS)('F3: fails a send whose %s is swallowed with an error that allows a retry, and sends again afterwards', async (part) => {
    await runOnQueue(suite, async (system) => {
      const hang = system.hang('send', part);
      let error: unknown;
      system.queue.send([aMessage(kind, 'first')]).catch((reason: unknown) => {
        error = reason;
      });
      await system.within(hangs.sendTimeoutMs, () => error !== undefined, 'send fails');
      expect(error).toMatchObject({ code: 'QUEUE_SEND_FAILED', retryable: true, unsent: [{ index: 0 }] });
      hang.end();
      await system.queue.send([aMessage(kind, 'second')]);
      const worker = system.work();
      await system.passUntil(() => worker.bodies().includes('second'), 'the next message is received');
    });
  });
}

function testHangingVerdicts(suite: MessageQueueSuite, hangs: HangingServer): void {
  const { kind } = suite;

  it.each(PARTS)('F3: goes on consuming when the %s that stores a verdict is swallowed', async (part) => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send([aMessage(kind, 'first')]);
      const hang = system.hang('settle', part);
      const worker = system.work();
      await system.eventually(() => hang.count === 1, 'a verdict is being stored');
      await system.queue.send([aMessage(kind, 'second')]);
      await system.within(
        2 * hangs.requestTimeoutMs + BACKOFF_MS,
        () => worker.bodies().includes('second'),
        'the next message is received',
      );
      hang.end();
      await system.pass(HIDDEN_MS + 2 * hangs.requestTimeoutMs);
      await system.pass(100_000);
      expect(new Set(worker.bodies())).toEqual(new Set(['first', 'second']));
      const handedOut = worker.received.length;
      await system.pass(100_000);
      expect([worker.received.length, await system.deadLetters()]).toEqual([handedOut, []]);
    });
  });

  it.each(PARTS)('F3: lets a verdict wait only for the heartbeat that its message is in, when its %s is swallowed', async (part) => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send([aMessage(kind, 'slow')]);
      const hang = system.hang('prolong', part);
      const gate = aGate();
      const worker = system.work(
        async ({ body }) => {
          if (body === 'slow') await gate.passed;
          return DONE;
        },
        { concurrency: 2 },
      );
      await system.passUntil(() => hang.count > 0, 'a heartbeat hangs');
      await system.queue.send(['quick 1', 'quick 2', 'quick 3'].map((body) => aMessage(kind, body)));
      await system.eventually(() => worker.received.length === 4, 'the quick messages are handled beside it');
      gate.open();
      hang.end();
      await system.pass(hangs.requestTimeoutMs);
      await system.pass(100_000);
      expect([worker.received.length, await system.deadLetters()]).toEqual([4, []]);
    });
  });

  it('F3: prolongs a message again after a heartbeat was swallowed: no other consumer gets it', async () => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send([aMessage(kind, 'slow')]);
      const hang = system.hang('prolong', 'request');
      const gate = aGate();
      const workers = [1, 2].map(() => system.work(async () => gate.passed.then(() => DONE)));
      const received = (): number => workers.reduce((sum, worker) => sum + worker.received.length, 0);
      await system.passUntil(() => hang.count > 0, 'a heartbeat hangs');
      hang.end();
      await system.pass(300_000);
      expect(received()).toBe(1);
      gate.open();
      await system.pass(100_000);
      expect(received()).toBe(1);
    });
  });

  it.each(PARTS)('F3: goes on consuming when the %s to the dead-letter queue is swallowed, and loses no dead letter', async (part) => {
    await runOnQueue(suite, async (system) => {
      await system.queue.send([aMessage(kind, 'unreadable')]);
      const hang = system.hang('dead-letter', part);
      const worker = system.work(({ body }) => (body === 'unreadable' ? { kind: 'dead-letter', reason: 'unreadable' } : DONE));
      await system.eventually(() => hang.count === 1, 'a message is being moved');
      await system.queue.send([aMessage(kind, 'next')]);
      await system.within(2 * hangs.requestTimeoutMs + BACKOFF_MS, () => worker.bodies().includes('next'), 'the next message is received');
      hang.end();
      await system.passUntil(async () => (await system.deadLetters()).length > 0, 'there is a dead letter');
      await system.pass(100_000);
      expect(new Set((await system.deadLetters()).map(({ body }) => body))).toEqual(new Set(['unreadable']));
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
    await runOnQueue(suite, async (system) => {
      await system.queue.send([aMessage(kind, 'first'), aMessage(kind, 'second')]);
      const hang = system.hang(request, 'request');
      const gate = aGate();
      const worker = system.work(async () => {
        if (request === 'prolong') await gate.passed;
        return request === 'dead-letter' ? { kind: 'dead-letter', reason: 'unreadable' } : DONE;
      });
      await system.passUntil(() => hang.count > 0, 'a request hangs');
      gate.open();
      let isOver = false;
      void (way === 'stop' ? worker.stop() : system.queue.close()).then(() => {
        isOver = true;
      });
      await system.within(hangs.shutdownTimeoutMs, () => isOver, 'the consumer has ended');
    });
  });
}
