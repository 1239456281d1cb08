import type { Clock, Process } from '@frigg-crm/core';

/**
 * Measures how long processes have not changed, by the time that passes here: the clocks of the programs that change them
 * may be minutes apart. A jump of this machine's own clock counts as one step at most.
 */
export class VersionWatch {
  readonly #clock: Clock;
  readonly #maxStepMs: number;
  readonly #seen = new Map<string, { readonly version: number; readonly sinceMs: number }>();
  #lastMs: number;
  #steadyMs = 0;

  /** @param options.maxStepMs - The longest time between two calls of {@link VersionWatch.tick} that is believed. */
  constructor(clock: Clock, { maxStepMs }: { readonly maxStepMs: number }) {
    this.#clock = clock;
    this.#maxStepMs = maxStepMs;
    this.#lastMs = clock.now();
  }

  /** Lets time pass. @returns milliseconds since the watch began. */
  tick(): number {
    const nowMs = this.#clock.now();
    this.#steadyMs += Math.min(this.#maxStepMs, Math.max(0, nowMs - this.#lastMs));
    this.#lastMs = nowMs;
    return this.#steadyMs;
  }

  /** Notes processes as they are now; others are forgotten. */
  observe(processes: readonly Pick<Process, 'id' | 'version'>[]): void {
    const known = new Map(this.#seen);
    this.#seen.clear();
    for (const { id, version } of processes) {
      const before = known.get(id);
      this.#seen.set(id, before?.version === version ? before : { version, sinceMs: this.#steadyMs });
    }
  }

  /** @returns for how many milliseconds a process was seen with this version, 0 when it was not. */
  unchangedForMs({ id, version }: Pick<Process, 'id' | 'version'>): number {
    const seen = this.#seen.get(id);
    return seen?.version === version ? this.#steadyMs - seen.sinceMs : 0;
  }
}
