import type { Clock } from '@frigg-crm/core';

interface Waiter {
  readonly wake: () => void;
}

/**
 * Where idle consumers wait, in the order of their arrival. They have no timer of their own: `notify` wakes one of them,
 * and one timer for all notifies at the next due time, as long as a consumer waits.
 */
export class IdleConsumers {
  readonly #clock: Clock;
  readonly #nextDueMs: () => number | undefined;
  readonly #waiters = new Set<Waiter>();
  #timer: { readonly dueMs: number; readonly controller: AbortController } | undefined;

  constructor({ clock, nextDueMs }: { readonly clock: Clock; readonly nextDueMs: () => number | undefined }) {
    this.#clock = clock;
    this.#nextDueMs = nextDueMs;
  }

  /** Wakes the consumer that has waited longest. */
  notify(): void {
    const [first] = this.#waiters;
    if (first === undefined) return;
    this.#remove(first);
    first.wake();
  }

  /** Resolves when it is notified, or when `signal` is aborted. */
  async wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const onAbort = (): void => {
        this.#remove(waiter);
        resolve();
      };
      const wake = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const waiter: Waiter = { wake };
      this.#waiters.add(waiter);
      signal.addEventListener('abort', onAbort, { once: true });
      this.setTimer();
    });
  }

  /** To be called when something may be due earlier than before. */
  setTimer(): void {
    const dueMs = this.#nextDueMs();
    if (this.#waiters.size === 0 || dueMs === undefined) return;
    if (this.#timer !== undefined && this.#timer.dueMs <= dueMs) return;
    this.#clearTimer();
    const controller = new AbortController();
    const timer = { dueMs, controller };
    this.#timer = timer;
    this.#clock.sleep(Math.max(0, dueMs - this.#clock.now()), { signal: controller.signal }).then(
      () => {
        if (this.#timer === timer) this.#timer = undefined;
        this.notify();
      },
      // Aborted: another timer is set, or no consumer waits.
      () => undefined,
    );
  }

  #remove(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    if (this.#waiters.size === 0) this.#clearTimer();
  }

  #clearTimer(): void {
    this.#timer?.controller.abort();
    this.#timer = undefined;
  }
}
