import type { Clock } from '@frigg-crm/core';
import type { ClientConnection } from './client-connection.ts';

/** Flushes connections together, at once after a pause and at most every so many milliseconds. */
export class FlushQueue {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #waiting = new Set<ClientConnection>();
  #isUnderWay = false;
  #flushedAtMs = -Infinity;

  constructor({ clock, everyMs }: { readonly clock: Clock; readonly everyMs: number }) {
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  add(connection: ClientConnection): void {
    this.#waiting.add(connection);
    if (!this.#isUnderWay) void this.#flush();
  }

  delete(connection: ClientConnection): void {
    this.#waiting.delete(connection);
  }

  async #flush(): Promise<void> {
    this.#isUnderWay = true;
    const waitMs = Math.min(this.#everyMs, this.#flushedAtMs + this.#everyMs - this.#clock.now());
    // What is announced in the same turn goes out together.
    await (waitMs > 0 ? this.#clock.sleep(waitMs) : Promise.resolve());
    const connections = [...this.#waiting];
    this.#waiting.clear();
    this.#isUnderWay = false;
    this.#flushedAtMs = this.#clock.now();
    for (const connection of connections) void connection.flush();
  }
}
