import type { Clock } from '@frigg-crm/core';

/** How often a program asks whether another one has committed: some microseconds each time. */
const LOOK_EVERY_MS = 200;

/** Settings of {@link ChangeFeed}. */
export interface ChangeFeedOptions {
  readonly clock: Clock;
  /** @returns a number that changes when another connection commits (https://sqlite.org/pragma.html#pragma_data_version). */
  readonly dataVersion: () => number;
}

/** How many of those who wait should look; `undefined`: any of them may find something. */
export type ChangeListener = (count: number | undefined) => void;

/**
 * Tells who waits for a topic that it may have changed: at once when this program announces it, within 200 ms when
 * another program commits anything. Asks only while somebody is subscribed.
 */
export class ChangeFeed {
  readonly #options: ChangeFeedOptions;
  readonly #listeners = new Map<string, Set<ChangeListener>>();
  #polling: AbortController | undefined;

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
  }

  /** @returns what ends the subscription. */
  subscribe(topic: string, listener: ChangeListener): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    if (this.#polling === undefined) void this.#poll();
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  /** To be called after a commit that may give `count` of those who wait for the topic something to do. */
  announce(topic: string, count?: number): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener(count);
  }

  /** Stops asking, and lets those who wait find out that the database is closed. */
  close(): void {
    this.#stop();
    for (const topic of this.#listeners.keys()) this.announce(topic);
  }

  #stop(): void {
    this.#polling?.abort();
    this.#polling = undefined;
  }

  async #poll(): Promise<void> {
    const { clock, dataVersion } = this.#options;
    const polling = new AbortController();
    this.#polling = polling;
    let version = dataVersion();
    while (!polling.signal.aborted) {
      try {
        await clock.sleep(LOOK_EVERY_MS, { signal: polling.signal });
      } catch {
        return;
      }
      const next = dataVersion();
      if (next === version) continue;
      version = next;
      for (const topic of this.#listeners.keys()) this.announce(topic);
    }
  }
}
