import { AsyncLocalStorage } from 'node:async_hooks';
import { systemClock, type Clock } from '@frigg-crm/core';

/** Options of {@link WaitLimit}. */
export interface WaitLimitOptions {
  /** Milliseconds that a call may wait at a time. */
  readonly ms: number;
  /**
   * Milliseconds that calls may wait until the first of them was sent: work that cannot begin yet leaves the budget to
   * the work that has begun. @defaultValue a quarter of `ms`
   */
  readonly entryMs?: number | undefined;
  /** When no call may wait any more, in milliseconds since 1970 by `clock`. @defaultValue never */
  readonly endMs?: number | undefined;
  /** @defaultValue the clock of the machine */
  readonly clock?: Clock | undefined;
}

const current = new AsyncLocalStorage<WaitLimit>();

/**
 * Bounds how long the API calls of one piece of work wait: for their turn in a request budget, for the end of a pause, and
 * between two attempts. A call that would have to wait longer fails at once as rate-limited, or with the failure that it
 * would have repeated. It is for work that pays for its waits, such as an invocation of a Lambda; a worker that runs on needs none.
 * @example
 * const acme = createHttpClient({ api: 'Acme', baseUrl: 'https://api.example.com' });
 * await new WaitLimit({ ms: 1500 }).within(async () => acme.send({ method: 'GET', path: '/people' }));
 */
export class WaitLimit {
  readonly #ms: number;
  readonly #entryMs: number;
  readonly #endMs: number;
  readonly #clock: Clock;
  #hasBegun = false;
  #waiting = 0;
  #sending = 0;
  #sinceMs = 0;
  #waitedMs = 0;

  constructor({ ms, entryMs = ms / 4, endMs = Number.POSITIVE_INFINITY, clock = systemClock }: WaitLimitOptions) {
    this.#ms = ms;
    this.#entryMs = entryMs;
    this.#endMs = endMs;
    this.#clock = clock;
  }

  /** Milliseconds in which calls have waited and none was under way; a wait that has not ended is not in it. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** Milliseconds that a call may wait now, 0 or more. */
  get leftMs(): number {
    return Math.max(0, Math.min(this.#hasBegun ? this.#ms : this.#entryMs, this.#endMs - this.#clock.now()));
  }

  /** Runs work whose API calls wait within this limit. */
  async within<Result>(work: () => Promise<Result>): Promise<Result> {
    return current.run(this, work);
  }

  /** Counts a wait. */
  async waiting<Result>(wait: () => Promise<Result>): Promise<Result> {
    this.#change(1, 0);
    try {
      return await wait();
    } finally {
      this.#change(-1, 0);
    }
  }

  /** Notes a request that is under way. */
  async sending<Result>(send: () => Promise<Result>): Promise<Result> {
    this.#hasBegun = true;
    this.#change(0, 1);
    try {
      return await send();
    } finally {
      this.#change(0, -1);
    }
  }

  #change(waiting: number, sending: number): void {
    const nowMs = this.#clock.now();
    if (this.#waiting > 0 && this.#sending === 0) this.#waitedMs += nowMs - this.#sinceMs;
    this.#sinceMs = nowMs;
    this.#waiting += waiting;
    this.#sending += sending;
  }
}

/** @returns the limit of the work that runs; `undefined`: it may wait as long as it has to. */
export function currentWaitLimit(): WaitLimit | undefined {
  return current.getStore();
}
