import type { Clock } from '@frigg-crm/core';

interface Waiter {
  readonly wake: () => void;
}

/**
 * Where idle consumers wait. They sleep without a timer of their own: `ring` wakes one of them, and one alarm for all
 * rings at the next due time, as long as anybody waits.
 */
export class Bell {
  readonly #clock: Clock;
  readonly #nextDueMs: () => number | undefined;
  readonly #waiters = new Set<Waiter>();
  #alarm: { readonly dueMs: number; readonly controller: AbortController } | undefined;

  constructor({ clock, nextDueMs }: { readonly clock: Clock; readonly nextDueMs: () => number | undefined }) {
    this.#clock = clock;
    this.#nextDueMs = nextDueMs;
  }

  /** Wakes the one who waits longest. */
  ring(): void {
    const [first] = this.#waiters;
    if (first === undefined) return;
    this.#remove(first);
    first.wake();
  }

  /** Resolves at the next ring, or when `signal` is aborted. */
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
      this.setAlarm();
    });
  }

  /** To be called when something may be due earlier than before. */
  setAlarm(): void {
    const dueMs = this.#nextDueMs();
    if (this.#waiters.size === 0 || dueMs === undefined) return;
    if (this.#alarm !== undefined && this.#alarm.dueMs <= dueMs) return;
    this.#clearAlarm();
    const controller = new AbortController();
    const alarm = { dueMs, controller };
    this.#alarm = alarm;
    this.#clock.sleep(Math.max(0, dueMs - this.#clock.now()), { signal: controller.signal }).then(
      () => {
        if (this.#alarm === alarm) this.#alarm = undefined;
        this.ring();
      },
      // Aborted: another alarm stands, or nobody waits.
      () => undefined,
    );
  }

  #remove(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    if (this.#waiters.size === 0) this.#clearAlarm();
  }

  #clearAlarm(): void {
    this.#alarm?.controller.abort();
    this.#alarm = undefined;
  }
}
