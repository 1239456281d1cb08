import type { Clock } from '@frigg-crm/core';

/** So many entries are kept, those that were set last. */
const MAX_ENTRIES = 5000;

/** Remembers values for a time. */
export class ExpiringCache<Value> {
  readonly #clock: Clock;
  readonly #maxEntries: number;
  readonly #entries = new Map<string, { readonly value: Value; readonly untilMs: number }>();

  /** @param maxEntries - So many are kept, those that were set last. @defaultValue 5000 */
  constructor(clock: Clock, maxEntries: number = MAX_ENTRIES) {
    this.#clock = clock;
    this.#maxEntries = maxEntries;
  }

  /** @returns whether a value is remembered, which may be `undefined`. */
  has(key: string): boolean {
    const entry = this.#entries.get(key);
    if (entry !== undefined && entry.untilMs > this.#clock.now()) return true;
    this.#entries.delete(key);
    return false;
  }

  get(key: string): Value | undefined {
    return this.has(key) ? this.#entries.get(key)?.value : undefined;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  set(key: string, value: Value, forMs: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, untilMs: this.#clock.now() + forMs });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#maxEntries && oldest !== undefined) this.#entries.delete(oldest);
  }
}
