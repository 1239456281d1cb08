import type { Clock } from '@frigg-crm/core';

/** How often a program checks whether another one has committed; each check takes some microseconds. */
const POLL_INTERVAL_MS = 200;

/** Settings of {@link ChangeFeed}. */
export interface ChangeFeedOptions {
  readonly clock: Clock;
  /** @returns a number that changes when another connection commits (https://sqlite.org/pragma.html#pragma_data_version). */
  readonly dataVersion: () => number;
}

/** How many waiting consumers may find something; `undefined`: unknown. */
export type ChangeListener = (count: number | undefined) => void;

/**
 * Notifies the subscribers of a topic that it may have changed: at once when this program announces it, within 200 ms when
 * another program commits anything. Polls only while there are subscribers.
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

  /** To be called after a commit that may give `count` consumers of the topic something to do. */
  announce(topic: string, count?: number): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener(count);
  }

  /** Stops polling, and lets subscribers find out that the database is closed. */
  close(): void {
    this.#stop();
    for (const topic of this.#listeners.keys()) this.announce(topic);
  }

  /** A file that cannot be read may have changed: consumers check, and report what is wrong. */
  #readVersion(): number | undefined {
    try {
      return this.#options.dataVersion();
    } catch {
      return undefined;
    }
  }

  #stop(): void {
    this.#polling?.abort();
    this.#polling = undefined;
  }

  async #poll(): Promise<void> {
    const { clock } = this.#options;
    const polling = new AbortController();
    this.#polling = polling;
    let version = this.#readVersion();
    while (!polling.signal.aborted) {
      try {
        await clock.sleep(POLL_INTERVAL_MS, { signal: polling.signal });
      } catch {
        return;
      }
      const next = this.#readVersion();
      if (next === version) continue;
      version = next;
      for (const topic of this.#listeners.keys()) this.announce(topic);
    }
  }
}
