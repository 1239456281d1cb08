import type { Clock } from '@frigg-crm/core';
import { RequestBudgetBusyError } from './errors/request-budget-busy-error.ts';
import { RequestBudgetPausedError } from './errors/request-budget-paused-error.ts';
import type { TakeOptions } from './request-budget.ts';

/** Says when the next request may be sent. */
export interface PermitSource {
  /**
   * @param waiting - How many callers want a permit.
   * @param patienceMs - So long the most patient of them waits: a permit that comes later is not for them.
   * @returns milliseconds until the next permit may be used, 0: now.
   */
  untilNext(waiting: number, patienceMs: number): number | Promise<number>;
  /** The permit that was due is used now; `waiting` callers still want one. */
  use(waiting: number, patienceMs: number): void;
  /** Milliseconds that the budget is known to be paused for, 0: not at all. */
  pausedMs(): number;
}

/** FIFO queue of callers, served as permits come due. */
export interface PermitQueue {
  take(options?: TakeOptions): Promise<void>;
  /** The pause has changed: callers that would wait too long are rejected now. */
  recheck(): void;
}

interface Waiter {
  readonly maxWaitMs: number;
  /** When its patience for its turn is at an end, by the clock. */
  readonly turnByMs: number;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** A timer of Node lasts 24.8 days at most; it is started anew after a day. */
const MAX_TIMER_MS = 24 * 3600 * 1000;

/** Makes an empty queue. While no caller waits, nothing runs and no timer is set. */
export function createPermitQueue(options: PermitQueueOptions): PermitQueue {
  return new FifoPermitQueue(options);
}

interface PermitQueueOptions {
  readonly source: PermitSource;
  readonly clock: Clock;
}

class FifoPermitQueue implements PermitQueue {
  readonly #source: PermitSource;
  readonly #clock: Clock;
  readonly #waiters: Waiter[] = [];
  #isServing = false;
  #timer = new AbortController();

  constructor({ source, clock }: PermitQueueOptions) {
    this.#source = source;
    this.#clock = clock;
  }

  async take(options: TakeOptions = {}): Promise<void> {
    const { signal, maxWaitMs = Number.POSITIVE_INFINITY, maxTurnMs = Number.POSITIVE_INFINITY } = options;
    signal?.throwIfAborted();
    const pausedMs = this.#source.pausedMs();
    if (pausedMs > maxWaitMs) throw new RequestBudgetPausedError(pausedMs);
    let leave: () => void = () => undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const waiter: Waiter = { maxWaitMs, turnByMs: this.#clock.now() + maxTurnMs, resolve, reject };
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
    this.#rejectImpatient();
    this.#timer.abort();
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    try {
      // Callers that come in the same turn are counted too.
      await Promise.resolve();
      while (this.#waiters.length > 0) await this.#serveNext();
    } catch (error) {
      for (const { reject } of this.#waiters.splice(0)) reject(error as Error);
    } finally {
      this.#isServing = false;
    }
  }

  async #serveNext(): Promise<void> {
    const askedAtMs = this.#clock.now();
    const waitMs = await this.#source.untilNext(this.#waiters.length, this.#patienceMs());
    // What the source itself took is not counted: a permit that was reserved in time would be lost.
    this.#rejectImpatient({ waitMs, nextMs: askedAtMs + waitMs });
    if (this.#waiters.length === 0) return;
    if (waitMs > 0) return this.#sleep(Math.min(waitMs, MAX_TIMER_MS));
    const next = this.#waiters.shift();
    this.#source.use(this.#waiters.length, this.#patienceMs());
    next?.resolve();
  }

  async #sleep(ms: number): Promise<void> {
    this.#timer = new AbortController();
    const { signal } = this.#timer;
    try {
      await this.#clock.sleep(ms, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #patienceMs(): number {
    return Math.max(0, ...this.#waiters.map(({ turnByMs }) => turnByMs)) - this.#clock.now();
  }

  #rejectImpatient({ waitMs, nextMs }: { readonly waitMs: number; readonly nextMs: number } = { waitMs: 0, nextMs: 0 }): void {
    const pausedMs = this.#source.pausedMs();
    const isPaused = ({ maxWaitMs }: Waiter): boolean => pausedMs > maxWaitMs;
    const isTooLate = ({ turnByMs }: Waiter): boolean => waitMs > 0 && nextMs > turnByMs;
    for (const waiter of this.#waiters.filter((one) => isPaused(one) || isTooLate(one))) {
      this.#remove(waiter);
      waiter.reject(isPaused(waiter) ? new RequestBudgetPausedError(pausedMs) : new RequestBudgetBusyError(waitMs));
    }
  }

  #remove(waiter: Waiter): void {
    const index = this.#waiters.indexOf(waiter);
    if (index >= 0) this.#waiters.splice(index, 1);
    if (this.#waiters.length === 0) this.#timer.abort();
  }
}
