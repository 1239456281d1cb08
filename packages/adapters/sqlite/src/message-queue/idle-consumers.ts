import type { Clock } from '@frigg-crm/core';

/** Settings of {@link IdleConsumers}. */
export interface IdleConsumersOptions {
  readonly clock: Clock;
  /** Starts to listen to changes of the queue. @returns what ends it. */
  readonly subscribe: (listener: (count: number | undefined) => void) => () => void;
  /** @returns whether a message is ready, and otherwise when the next one is. */
  readonly peek: () => Promise<{ readonly isReady: boolean; readonly nextDueMs: number | undefined }>;
}

/** A timer of Node's fires at once when it is set for longer than this. */
const LONGEST_ALARM_MS = 2 ** 31 - 1;

/**
 * Where consumers wait for messages without polling the queue: they are woken by what this program announces, by a commit
 * of another program, and by one alarm for the next due message.
 */
export class IdleConsumers {
  readonly #options: IdleConsumersOptions;
  readonly #waiting = new Set<() => void>();
  #unsubscribe: (() => void) | undefined;
  #alarm: AbortController | undefined;
  #checking = false;
  #checkAgain = false;

  constructor(options: IdleConsumersOptions) {
    this.#options = options;
  }

  /** Resolves when there may be something to do, or when `signal` is aborted. */
  async wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        if (this.#waiting.size === 0) this.#rest();
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
      this.#unsubscribe ??= this.#options.subscribe((count) => this.#changed(count));
      // Something may have been committed between the consumer's last check and its wait.
      void this.#check();
    });
  }

  /** Wakes as many as may find a message. */
  wake(count: number): void {
    for (const wake of [...this.#waiting].slice(0, count)) wake();
  }

  #changed(count: number | undefined): void {
    if (count === undefined || count === 0) void this.#check();
    else this.wake(count);
  }

  /** One check for all waiting consumers. */
  async #check(): Promise<void> {
    this.#checkAgain = true;
    if (this.#checking) return;
    this.#checking = true;
    try {
      while (this.#checkAgain && this.#waiting.size > 0) {
        this.#checkAgain = false;
        const { isReady, nextDueMs } = await this.#options.peek();
        if (isReady) this.wake(Number.POSITIVE_INFINITY);
        else this.#setAlarm(nextDueMs);
      }
    } catch {
      // The consumers meet the same error and report it.
      this.wake(Number.POSITIVE_INFINITY);
    } finally {
      this.#checking = false;
    }
  }

  #setAlarm(dueMs: number | undefined): void {
    this.#alarm?.abort();
    this.#alarm = undefined;
    if (dueMs === undefined || this.#waiting.size === 0) return;
    const { clock } = this.#options;
    const alarm = new AbortController();
    this.#alarm = alarm;
    clock.sleep(Math.min(Math.max(0, dueMs - clock.now()), LONGEST_ALARM_MS), { signal: alarm.signal }).then(
      async () => this.#check(),
      // Aborted: another alarm is set, or no consumer waits.
      () => undefined,
    );
  }

  #rest(): void {
    this.#alarm?.abort();
    this.#alarm = undefined;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }
}
