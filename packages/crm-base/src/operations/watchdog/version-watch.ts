import type { Clock, Process } from '@frigg-crm/core';

/** What a watch knows, as JSON: for a watchdog that does not run through. */
export type VersionWatchState = {
  readonly lastMs: number;
  readonly steadyMs: number;
  /** By process: its version, and since when it was seen. */
  readonly seen: Readonly<Record<string, { readonly version: number; readonly sinceMs: number }>>;
};

/**
 * Measures how long processes have not changed, by the time that passes here: the clocks of the programs that change them
 * may be minutes apart. A jump of this machine's own clock counts as one step at most.
 */
export class VersionWatch {
  readonly #clock: Clock;
  readonly #maxStepMs: number;
  readonly #seen: Map<string, { readonly version: number; readonly sinceMs: number }>;
  #lastMs: number;
  #steadyMs: number;

  /**
   * @param options.maxStepMs - The longest time between two calls of {@link VersionWatch.tick} that is believed.
   * @param options.from - What a watch before knew. @defaultValue nothing
   */
  constructor(clock: Clock, { maxStepMs, from }: { readonly maxStepMs: number; readonly from?: VersionWatchState | undefined }) {
    this.#clock = clock;
    this.#maxStepMs = maxStepMs;
    this.#seen = new Map(Object.entries(from?.seen ?? {}));
    this.#lastMs = from?.lastMs ?? clock.now();
    this.#steadyMs = from?.steadyMs ?? 0;
  }

  /** What it knows now. */
  get state(): VersionWatchState {
    return { lastMs: this.#lastMs, steadyMs: this.#steadyMs, seen: Object.fromEntries(this.#seen) };
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
