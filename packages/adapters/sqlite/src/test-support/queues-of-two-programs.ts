import { handleEachMessage, type OutgoingMessage, type ReceivedMessage } from '@frigg-crm/core';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { afterEach, beforeEach } from 'vitest';
import { createSqliteQueue } from '../message-queue/create-sqlite-queue.ts';
import type { SqliteQueue, SqliteQueueOptions } from '../message-queue/sqlite-queue-options.ts';
import { openTwoPrograms, type TwoPrograms } from './open-two-programs.ts';

/** Queues on one file, in two programs. */
export interface QueuesOfTwoPrograms {
  readonly clock: VirtualClock;
  readonly programs: TwoPrograms;
  /** A queue of the first program, which is closed after the test. */
  readonly aQueue: (options?: Partial<SqliteQueueOptions>) => SqliteQueue;
  readonly inOtherProgram: (options?: Partial<SqliteQueueOptions>) => SqliteQueue;
  /** Advances the clock until the condition holds. */
  readonly until: (condition: () => boolean | Promise<boolean>) => Promise<void>;
}

/** Gives each test of a file a new pair of programs. */
export function queuesOfTwoPrograms(): QueuesOfTwoPrograms {
  let programs: TwoPrograms;
  let clock: VirtualClock;
  const open: SqliteQueue[] = [];

  beforeEach(async () => {
    clock = createVirtualClock();
    programs = await openTwoPrograms(clock);
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map(async (queue) => queue.close()));
    await programs.close();
  });

  function aQueue(options: Partial<SqliteQueueOptions> = {}): SqliteQueue {
    const queue = createSqliteQueue({ store: programs.store, name: 'queue', clock, ...options });
    open.push(queue);
    return queue;
  }

  return {
    get clock() {
      return clock;
    },
    get programs() {
      return programs;
    },
    aQueue,
    inOtherProgram: (options = {}) => aQueue({ store: programs.otherProgram, ...options }),
    async until(condition) {
      for (let turns = 0; turns < 5000; turns += 1) {
        if (await condition()) return;
        await clock.advance(1);
      }
      throw new Error('waited in vain');
    },
  };
}

/** A consumer that remembers what it was given, and is done with it. */
export function collect(queue: SqliteQueue, concurrency = 1): readonly ReceivedMessage[] {
  const received: ReceivedMessage[] = [];
  void queue.consume(
    handleEachMessage(async (message) => {
      received.push(message);
      return { kind: 'done' };
    }),
    { concurrency },
  );
  return received;
}

/** As many messages of one group. */
export const messages = (count: number, groupId: string): OutgoingMessage[] =>
  Array.from({ length: count }, (_, index) => ({ body: `${groupId}${index}`, groupId, deduplicationId: `${groupId}${index}` }));
