import type { Clock } from '@frigg-crm/core';
import { RequestBudgetPausedError } from './errors/request-budget-paused-error.ts';
import type { TakeOptions } from './request-budget.ts';

/** Says when the next request may be sent. */
export interface PermitSource {
  /** @returns milliseconds until the next permit may be used, 0: now. `waiting`: how many callers want one. */
  untilNext(waiting: number): number | Promise<number>;
  /** The permit that was due is used now; `waiting` callers still want one. */
  use(waiting: number): void;
  /** Milliseconds that the budget is known to be paused for, 0: not at all. */
  pausedMs(): number;
}

/** Callers in a line, served as permits come due. */
export interface PermitQueue {
  take(options?: TakeOptions): Promise<void>;
  /** The pause has changed: whoever would wait too long leaves now. */
  recheck(): void;
}

interface Waiter {
  readonly maxWaitMs: number;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** Timers know no more than 24 days. */
const LONGEST_NAP_MS = 24 * 3600 * 1000;

/** Makes an empty line. While nobody waits, nothing runs and no timer is set. */
export function createPermitQueue(options: PermitQueueOptions): PermitQueue {
  return new ServingLine(options);
}

interface PermitQueueOptions {
  readonly source: PermitSource;
  readonly clock: Clock;
}

class ServingLine implements PermitQueue {
  readonly #source: PermitSource;
  readonly #clock: Clock;
  readonly #waiters: Waiter[] = [];
  #isServing = false;
  #nap = new AbortController();

  constructor({ source, clock }: PermitQueueOptions) {
    this.#source = source;
    this.#clock = clock;
  }

  async take({ signal, maxWaitMs = Number.POSITIVE_INFINITY }: TakeOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    const pausedMs = this.#source.pausedMs();
    if (pausedMs > maxWaitMs) throw new RequestBudgetPausedError(pausedMs);
    let leave: () => void = () => undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const waiter: Waiter = { maxWaitMs, resolve, reject };
        leave = () => {
          this.#remove(waiter);
          reject(signal?.reason as Error);
        };
        signal?.addEventListener('abort', leave, { once: true });
        this.#waiters.push(waiter);
        if (!this.#isServing) void this.#serve();
      });
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  recheck(): void {
    this.#turnAwayImpatient();
    this.#nap.abort();
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    try {
      // Whoever comes in the same moment is to be counted too.
      await Promise.resolve();
      while (this.#waiters.length > 0) await this.#serveNext();
    } catch (error) {
      for (const { reject } of this.#waiters.splice(0)) reject(error as Error);
    } finally {
      this.#isServing = false;
    }
  }

  async #serveNext(): Promise<void> {
    const waitMs = await this.#source.untilNext(this.#waiters.length);
    this.#turnAwayImpatient();
    if (this.#waiters.length === 0) return;
    if (waitMs > 0) return this.#sleep(Math.min(waitMs, LONGEST_NAP_MS));
    const next = this.#waiters.shift();
    this.#source.use(this.#waiters.length);
    next?.resolve();
  }

  async #sleep(ms: number): Promise<void> {
    this.#nap = new AbortController();
    const { signal } = this.#nap;
    try {
      await this.#clock.sleep(ms, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #turnAwayImpatient(): void {
    const pausedMs = this.#source.pausedMs();
    for (const waiter of this.#waiters.filter(({ maxWaitMs }) => pausedMs > maxWaitMs)) {
      this.#remove(waiter);
      waiter.reject(new RequestBudgetPausedError(pausedMs));
    }
  }

  #remove(waiter: Waiter): void {
    const index = this.#waiters.indexOf(waiter);
    if (index >= 0) this.#waiters.splice(index, 1);
    if (this.#waiters.length === 0) this.#nap.abort();
  }
}
