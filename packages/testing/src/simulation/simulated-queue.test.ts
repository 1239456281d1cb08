import { handleEachMessage, type ReceivedMessage } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { SimulatedMachine } from './simulated-machine.ts';
import { createSimulatedQueue, type SimulatedQueueOptions } from './simulated-queue.ts';
import type { SimulationOptions } from './simulation.ts';
import { HOUR_MS, world, settle } from '../test-support/simulated-world.ts';

describe('a queue in the network', () => {
  interface Handled {
    readonly by: string;
    readonly message: ReceivedMessage;
  }

  function consumed(options: Partial<SimulatedQueueOptions> & Partial<SimulationOptions> = {}) {
    const { simulation, machine } = world({ faults: options.faults });
    const queue = createSimulatedQueue({ simulation, name: 'q', visibilityTimeoutMs: 1000, ...options });
    const handled: Handled[] = [];
    const start = (worker: SimulatedMachine, handle: (handled: Handled) => Promise<'done' | 'retry'>): void =>
      void queue.connect(worker).consume(
        handleEachMessage(async (message) => {
          handled.push({ by: worker.name, message });
          return { kind: await handle({ by: worker.name, message }) };
        }),
      );
    return { simulation, machine, queue, handled, start };
  }

  it('hands a message of a crashed machine to another one when it was hidden long enough', async () => {
    const { simulation, machine, queue, handled, start } = consumed();
    start(machine, async () => new Promise(() => {}));
    queue.put('work');
    await simulation.run({ until: () => handled.length === 1, limitMs: HOUR_MS });
    machine.crash();
    start(new SimulatedMachine({ simulation, name: 'm2' }), async () => 'done');
    await settle(simulation);
    expect(handled.map(({ by, message }) => [by, message.receiveCount])).toEqual([
      ['m1', 1],
      ['m2', 2],
    ]);
    expect(queue.size).toBe(0);
  });

  it('leaves a slow machine its message, and gives that of a frozen one to another, which is then worked on twice', async () => {
    const { simulation, machine, queue, handled, start } = consumed();
    start(machine, async () => {
      await machine.clock.sleep(10_000);
      return 'done';
    });
    queue.put('slow');
    await settle(simulation, 60_000);
    expect(handled).toHaveLength(1);
    queue.put('frozen');
    await simulation.run({ until: () => handled.length === 2, limitMs: HOUR_MS });
    machine.freeze(60_000);
    start(new SimulatedMachine({ simulation, name: 'm2' }), async () => 'done');
    await settle(simulation);
    expect(handled.map(({ by }) => by)).toEqual(['m1', 'm1', 'm2']);
  });

  it('gives a message up when its attempts are used up, and lets those behind it in its group go on', async () => {
    const { simulation, machine, queue, handled, start } = consumed({ kind: 'fifo', maxReceiveCount: 3 });
    start(machine, async ({ message: { body } }) => (body === 'bad' ? 'retry' : 'done'));
    for (const body of ['bad', 'good']) queue.put(body, 'group');
    await settle(simulation);
    expect(handled.map(({ message }) => message.body)).toEqual(['bad', 'bad', 'bad', 'good']);
    expect(handled.map(({ message }) => message.isLastAttempt).slice(0, 3)).toEqual([false, false, true]);
    expect(queue.deadLetters).toEqual(['bad']);
  });

  it('does not return a send, a receive or a verdict that hangs: the message comes again', async () => {
    const { simulation, machine, queue, handled, start } = consumed({ faults: { queueHangs: 1 } });
    const sent = queue.connect(machine).send([{ body: 'a' }]);
    const failed = sent.catch((error: unknown) => (error as { code: string }).code);
    await settle(simulation, 60_000);
    expect(await failed).toBe('QUEUE_SEND_FAILED');
    queue.put('b');
    start(machine, async () => 'done');
    await settle(simulation, 20_000);
    expect(handled).toEqual([]);
    await settle(simulation);
    expect(handled.some(({ message }) => message.body === 'b' && message.receiveCount > 1)).toBe(true);
  });

  it('delivers dead letters late, or at once when they are released', async () => {
    const { simulation, machine } = world();
    const deadLetterQueue = createSimulatedQueue({ simulation, name: 'dead' });
    const queue = createSimulatedQueue({ simulation, name: 'q', maxReceiveCount: 1, deadLetterQueue, deadLetterDelayMs: HOUR_MS });
    const letters: string[] = [];
    void queue.connect(machine).consume(handleEachMessage(async () => ({ kind: 'retry' })));
    void deadLetterQueue.connect(machine).consume(
      handleEachMessage(async ({ body }) => {
        letters.push(body);
        return { kind: 'done' };
      }),
    );
    queue.put('work');
    await settle(simulation, 60_000);
    expect([letters, deadLetterQueue.bodies]).toEqual([[], ['work']]);
    deadLetterQueue.release();
    await settle(simulation, 60_000);
    expect(letters).toEqual(['work']);
  });

  it('loses what it holds when the memory that it was in is gone, and reports what was acknowledged', async () => {
    const acknowledged: string[] = [];
    const { simulation, machine } = world();
    const queue = createSimulatedQueue({ simulation, name: 'q', onAcknowledged: (body) => void acknowledged.push(body) });
    queue.put('one');
    queue.put('two', undefined, HOUR_MS);
    void queue.connect(machine).consume(handleEachMessage(async () => ({ kind: 'done' })));
    await settle(simulation, 1000);
    queue.drop();
    expect([acknowledged, queue.size]).toEqual([['one'], 0]);
  });

  it('names the messages of a send that it refuses, and those whose fate is not known', async () => {
    const outcomeOf = async (faults: SimulationOptions['faults']): Promise<{ unsent: number; stored: number }> => {
      const { simulation, machine, queue } = consumed({ faults });
      const messages = Array.from({ length: 100 }, (_, index) => ({ body: `m${index}` }));
      const sent = queue.connect(machine).send(messages);
      const unsent = sent.then(
        () => 0,
        (error: { unsent: readonly unknown[] }) => error.unsent.length,
      );
      await settle(simulation);
      return { unsent: await unsent, stored: queue.size };
    };
    expect(await outcomeOf({})).toEqual({ unsent: 0, stored: 100 });
    expect(await outcomeOf({ sendRefused: 1 })).toEqual({ unsent: 100, stored: 0 });
    const partial = await outcomeOf({ sendPartial: 1 });
    expect(partial.unsent + partial.stored).toBe(100);
    const unknown = await outcomeOf({ sendUnknown: 1 });
    expect(unknown.unsent + unknown.stored).toBeGreaterThan(100);
    expect((await outcomeOf({ duplicate: 1 })).stored).toBe(200);
  });
});
