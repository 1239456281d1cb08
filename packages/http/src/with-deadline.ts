import type { CallOptions } from '@frigg-crm/core';

export interface DeadlineOptions extends CallOptions {
  readonly timeoutMs: number;
}

/**
 * Runs work that must end in time, by a timer of the machine: no virtual clock drives network I/O. It does not trust the work to end with its signal: a body that never ends may not.
 *
 * One controller, timer and listener, all gone when the work is done: `AbortSignal.timeout` keeps every request alive
 * until its time is up, and `AbortSignal.any` leaves a trace of each on a long-lived signal.
 * @throws a `TimeoutError` when the time is up, else the signal's reason, else what the work throws.
 */
export async function withDeadline<Result>(work: (signal: AbortSignal) => Promise<Result>, options: DeadlineOptions): Promise<Result> {
  const { timeoutMs, signal } = options;
  signal?.throwIfAborted();
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const stop = (reason: Error): void => {
      controller.abort(reason);
      reject(reason);
    };
    const onAbort = (): void => stop(signal?.reason as Error);
    const timer = setTimeout(() => stop(new DOMException('No response in time', 'TimeoutError')), timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    work(controller.signal)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      });
  });
}

/** @returns whether the work ended because its time was up. */
export function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}
