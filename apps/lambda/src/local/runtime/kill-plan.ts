import { createSeededRandom } from '@frigg-crm/core/adapter';
import type { Instance } from './instance.ts';

/** How long the first invocation of a function is expected to take, in milliseconds. */
const FIRST_GUESS_MS = 50;

/** Kills a number of invocations in their midst, spread over the functions and over the points of their work. */
export class KillPlan {
  readonly #random: () => number;
  readonly #durations = new Map<string, number>();
  #left: number;
  #seen = 0;

  constructor({ kills, seed }: { readonly kills: number; readonly seed: number }) {
    this.#left = kills;
    this.#random = createSeededRandom(seed);
  }

  /** How many kills are still to come. */
  get left(): number {
    return this.#left;
  }

  /** Prepares the kill of an invocation where it is its turn. @returns what to call when the invocation has ended. */
  arm(name: string, instance: Instance): () => void {
    this.#seen += 1;
    const startedMs = performance.now();
    // Every third one, so that the repetition of a killed one gets through.
    const isItsTurn = this.#left > 0 && this.#seen % 3 === 0;
    const delayMs = this.#random() * (this.#durations.get(name) ?? FIRST_GUESS_MS);
    const timer = isItsTurn ? setTimeout(() => this.#kill(instance), delayMs) : undefined;
    return () => {
      clearTimeout(timer);
      if (instance.isAlive) this.#durations.set(name, performance.now() - startedMs);
    };
  }

  #kill(instance: Instance): void {
    if (this.#left === 0) return;
    this.#left -= 1;
    instance.kill();
  }
}
