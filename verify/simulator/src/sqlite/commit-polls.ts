import type { CallOptions } from '@frigg-crm/core';
import type { SimulatedMachine, Simulation } from '@frigg-crm/testing';

interface Poll {
  readonly sinceMs: number;
  readonly everyMs: number;
  readonly end: () => void;
  isDue: boolean;
}

/**
 * The polls by which a program learns that another one has committed. Those that would find nothing are left out: five a
 * second would be most of the events of a world.
 */
export class CommitPolls {
  readonly #simulation: Simulation;
  readonly #machine: SimulatedMachine;
  readonly #waiting = new Set<Poll>();

  constructor(simulation: Simulation, machine: SimulatedMachine) {
    this.#simulation = simulation;
    this.#machine = machine;
  }

  /** Resolves at the first poll after another program has committed. */
  async next(everyMs: number, { signal }: CallOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const poll: Poll = {
        sinceMs: this.#simulation.now(),
        everyMs,
        isDue: false,
        end: () => {
          signal?.removeEventListener('abort', onAbort);
          if (this.#waiting.delete(poll)) resolve();
        },
      };
      const onAbort = (): void => {
        this.#waiting.delete(poll);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(poll);
    });
  }

  /** Another program has committed. */
  onCommit(): void {
    for (const poll of this.#waiting) {
      if (poll.isDue) continue;
      poll.isDue = true;
      const { sinceMs, everyMs, end } = poll;
      const restMs = everyMs - ((this.#simulation.now() - sinceMs) % everyMs);
      this.#simulation.schedule(restMs, `${this.#machine.name} polls the file`, () => this.#machine.tell(end));
    }
  }
}
