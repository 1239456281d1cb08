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
  /** How long a message takes from here to the dead-letter queue's consumers, in milliseconds. @defaultValue 0 */
  readonly deadLetterDelayMs?: number | undefined;
  /** @defaultValue 262_144 */
  readonly maxMessageBytes?: number | undefined;
  /** Called when a message is acknowledged for good, after it is gone. */
  readonly onAcknowledged?: ((body: string) => void) | undefined;
}

/** A queue in the network: it outlives machines. */
export interface SimulatedQueue {
  readonly name: string;
  /** @returns the queue as one machine sees it. */
  connect(machine: SimulatedMachine): MessageQueue;
  /** Puts a text in, at once; consumers receive it after `delayMs`. */
  put(body: string, groupId?: string, delayMs?: number): void;
  /** Bodies of the messages that it holds. */
  readonly bodies: readonly string[];
  /** Makes every delayed message visible. */
  release(): void;
  /** Drops every message, as the memory of a program that ends. */
  drop(): void;
  /** Bodies of messages that were given up, oldest first; none where they went to another queue. */
  readonly deadLetters: readonly string[];
  /** Messages that wait, are delayed, or are in flight. */
  readonly size: number;
}

/** Makes a queue with the laws of Amazon SQS: at least once, hidden while in hand, dead letters, FIFO groups. */
export function createSimulatedQueue(options: SimulatedQueueOptions): SimulatedQueue {
  const { simulation, name, kind = 'standard', visibilityTimeoutMs = 30_000, maxReceiveCount = 5, deadLetterQueue } = options;
  const { deadLetterDelayMs = 0, maxMessageBytes = 262_144, onAcknowledged } = options;
  const deadLetters: string[] = [];
  const server = new QueueServer({
    simulation,
    name,
    isFifo: kind === 'fifo',
    visibilityTimeoutMs,
    maxReceiveCount,
    onAcknowledged: ({ body }) => onAcknowledged?.(body),
    onDeadLetter({ body, groupId }, reason) {
      simulation.note(`${name} gives a message up: ${reason}`);
      if (deadLetterQueue === undefined) deadLetters.push(body);
      else deadLetterQueue.put(body, groupId, deadLetterDelayMs);
    },
  });
  let puts = 0;
  return {
    name,
    connect: (machine) => createQueueClient({ simulation, machine, server, maxMessageBytes }),
    put(body, groupId, delayMs = 0) {
      if (body === '') throw new InvalidMessageError('the body must be a text that is not empty');
      puts += 1;
      server.accept({ body, groupId, deduplicationId: kind === 'fifo' ? `put-${puts}` : undefined }, delayMs);
    },
    deadLetters,
    get bodies() {
      return server.bodies;
    },
    release: () => server.showAll(),
    drop: () => server.drop(),
    get size() {
      return server.size;
    },
  };
}
