import { InvalidMessageError, type MessageQueue } from '@frigg-crm/core';
import { createQueueClient } from './queue-client.ts';
import type { SimulatedMachine } from './simulated-machine.ts';
import { QueueServer } from './queue-server.ts';
import type { Simulation } from './simulation.ts';

/** How a simulated queue delivers. */
export interface SimulatedQueueOptions {
  readonly simulation: Simulation;
  readonly name: string;
  /** @defaultValue 'standard' */
  readonly kind?: 'standard' | 'fifo' | undefined;
  /** How long a message that was handed out stays hidden, in milliseconds. @defaultValue 30_000 */
  readonly visibilityTimeoutMs?: number | undefined;
  /** So often a message is handed out before it goes to the dead-letter queue. @defaultValue 5 */
  readonly maxReceiveCount?: number | undefined;
  /** Where messages go whose attempts are used up. @defaultValue they are kept aside */
  readonly deadLetterQueue?: SimulatedQueue | undefined;
}

/** A queue in the network: it outlives machines. */
export interface SimulatedQueue {
  readonly name: string;
  /** @returns the queue as one machine sees it. */
  connect(machine: SimulatedMachine): MessageQueue;
  /** Puts a text in, at once. */
  put(body: string, groupId?: string): void;
  /** Bodies of messages that were given up, oldest first; none where they went to another queue. */
  readonly deadLetters: readonly string[];
  /** Messages that wait, are delayed, or are in somebody's hands. */
  readonly size: number;
}

/** Makes a queue with the laws of Amazon SQS: at least once, hidden while in hand, dead letters, FIFO groups. */
export function createSimulatedQueue(options: SimulatedQueueOptions): SimulatedQueue {
  const { simulation, name, kind = 'standard', visibilityTimeoutMs = 30_000, maxReceiveCount = 5, deadLetterQueue } = options;
  const deadLetters: string[] = [];
  const server = new QueueServer({
    simulation,
    name,
    isFifo: kind === 'fifo',
    visibilityTimeoutMs,
    maxReceiveCount,
    onDeadLetter({ body, groupId }, reason) {
      simulation.note(`${name} gives a message up: ${reason}`);
      if (deadLetterQueue === undefined) deadLetters.push(body);
      else deadLetterQueue.put(body, groupId);
    },
  });
  let puts = 0;
  return {
    name,
    connect: (machine) => createQueueClient({ simulation, machine, server }),
    put(body, groupId) {
      if (body === '') throw new InvalidMessageError('the body must be a text that is not empty');
      puts += 1;
      server.accept({ body, groupId, deduplicationId: kind === 'fifo' ? `put-${puts}` : undefined });
    },
    deadLetters,
    get size() {
      return server.size;
    },
  };
}
