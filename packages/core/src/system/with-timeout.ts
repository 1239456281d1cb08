import type { CallOptions } from '../ports/call-options.ts';
import type { Clock } from '../ports/clock.ts';

/** Options of {@link withTimeout}. When `signal` is aborted, the call rejects with its reason. */
export interface TimeoutOptions extends CallOptions {
  /** Milliseconds of the clock. */
  readonly ms: number;
  /** Makes the error that the call rejects with. @defaultValue a `DOMException` named `TimeoutError` */
  readonly onTimeout?: (() => Error) | undefined;
}

/**
 * Waits for work, but no longer than `ms` milliseconds of the clock. It does not rely on the work to end with its signal:
 * a socket that is silent may not. Leaves neither a timer nor a listener behind on a long-lived signal.
 * @param work - A promise, or a function that gets a signal which is aborted when the time is up or the caller gives up.
 * @throws what `onTimeout` makes when the time is up, else the signal's reason, else what the work throws.
 *
 * @example
 * ```ts
 * const body = await withTimeout(clock, async (signal) => fetch(url, { signal }), { ms: 5000 });
 * ```
 */
export async function withTimeout<Result>(
  clock: Clock,
  work: Promise<Result> | ((signal: AbortSignal) => Promise<Result>),
  { ms, signal, onTimeout = timeoutError }: TimeoutOptions,
): Promise<Result> {
  signal?.throwIfAborted();
  const [deadline, timer] = [new AbortController(), new AbortController()];
  return new Promise((resolve, reject) => {
    const stop = (reason: unknown): void => {
      deadline.abort(reason);
      reject(reason as Error);
    };
    const onAbort = (): void => stop(signal?.reason);
    const end = (): void => {
      timer.abort(DONE);
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    clock.sleep(ms, { signal: timer.signal }).then(
      () => stop(onTimeout()),
      () => undefined,
    );
    const running = typeof work === 'function' ? startWork(work, deadline.signal) : work;
    running.then(resolve, reject).finally(end);
  });
}

/** Why a timer is not needed any more. One for all calls: an abort without a reason makes an error each time. */
const DONE = new DOMException('The work is done', 'AbortError');

/** Work that throws before its first `await` rejects like any other. */
async function startWork<Result>(work: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result> {
  return work(signal);
}

function timeoutError(): Error {
  return new DOMException('The time is up', 'TimeoutError');
}

/** @returns whether work was given up by {@link withTimeout}, or by another deadline of the platform. */
export function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}
