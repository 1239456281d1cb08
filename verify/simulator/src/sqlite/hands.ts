import type { ReceivedMessage } from '@frigg-crm/core';
import type { Simulation } from '@frigg-crm/testing';
import type { SqliteProgram } from './sqlite-program.ts';

interface Hand {
  readonly program: SqliteProgram;
  readonly sinceMs: number;
  /** How many calls of its program had failed when it took the message. */
  readonly failures: number;
}

/** A call that takes so much of a visibility timeout may have cost a prolongation. */
const SLOW_SHARE = 1 / 6;
/** Shorter ones may end between two prolongations that are slow by themselves. */
const MIN_VISIBILITY_MS = 30_000;

/**
 * Holds queues to the visibility of messages: no other consumer gets one while its handler runs, unless its program could
 * not prolong that in time.
 */
export class Hands {
  readonly #simulation: Simulation;
  readonly #visibilityTimeoutMs: number;
  readonly #hands = new Map<string, Hand>();

  constructor(simulation: Simulation, visibilityTimeoutMs: number) {
    this.#simulation = simulation;
    this.#visibilityTimeoutMs = visibilityTimeoutMs;
  }

  /** A handler begins. @returns what is to be called at its end. */
  take(program: SqliteProgram, queue: string, messages: readonly Pick<ReceivedMessage, 'id'>[]): () => void {
    const hand: Hand = { program, sinceMs: this.#simulation.now(), failures: program.failures };
    const keys = messages.map(({ id }) => id);
    for (const key of keys) {
      const before = this.#hands.get(key);
      if (before !== undefined && this.#isHeld(before))
        this.#simulation.fail(
          'a message is in the hands of one consumer at a time while that prolongs its visibility',
          `${key} of ${queue}: ${before.program.machine.name}, then ${program.machine.name}`,
        );
      this.#hands.set(key, hand);
    }
    return () => {
      for (const key of keys) if (this.#hands.get(key) === hand) this.#hands.delete(key);
    };
  }

  /** A message is made due although its handler runs. */
  lose(id: string): void {
    this.#hands.delete(id);
  }

  #isHeld({ program, sinceMs: takenAtMs, failures }: Hand): boolean {
    const { machine } = program;
    const nowMs = this.#simulation.now();
    const slowMs = this.#visibilityTimeoutMs * SLOW_SHARE;
    // Messages that were handed out before it stood still reach their handler afterwards.
    const stoodStill = machine.stoodStillUntilMs > takenAtMs - this.#visibilityTimeoutMs;
    const couldProlong = machine.isUp && !stoodStill && program.failures === failures;
    const isSlow = machine.openCalls.some(({ name, sinceMs }) => name.startsWith('queue.') && nowMs - sinceMs > slowMs);
    const isClockSet = this.#simulation.faults.shares.clockJump !== undefined;
    return couldProlong && !isSlow && !isClockSet && this.#visibilityTimeoutMs >= MIN_VISIBILITY_MS;
  }
}
