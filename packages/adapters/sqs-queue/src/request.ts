import type { Clock } from '@frigg-crm/core';

/** When a request to SQS is given up. */
export interface RequestOptions {
  readonly clock: Clock;
  /** Milliseconds until the request counts as unanswered. */
  readonly timeoutMs: number;
  /** Gives the request up earlier. */
  readonly signal?: AbortSignal | undefined;
}

/** How long one request may take unless an option says otherwise; a long poll takes its wait longer. */
export const DEFAULT_REQUEST_TIMEOUT_MS = 10_000;

/** How many unanswered tries of one request are enough: a server that was silent twice is silent a third time. */
export const MAX_TIMEOUTS = 2;

/**
 * Sends one request to SQS with a deadline of our own: `requestTimeout` of the SDK only writes a warning by
 * default, and a client of the caller's own may ignore the signal, so the request is raced against both.
 * A request that is given up may still be carried out.
 * @throws a `TimeoutError` when the time is up, the reason of the signal when it is aborted, else what the call throws.
 */
export async function request<Result>(call: (abortSignal: AbortSignal) => Promise<Result>, options: RequestOptions): Promise<Result> {
  const { clock, timeoutMs, signal } = options;
  signal?.throwIfAborted();
  const abort = new AbortController();
  const timer = new AbortController();
  return new Promise((resolve, reject) => {
    const end = (): void => {
      timer.abort();
      signal?.removeEventListener('abort', onAbort);
    };
    const giveUp = (reason: Error): void => {
      end();
      reject(reason);
      abort.abort(reason);
    };
    const onAbort = (): void => giveUp(signal?.reason as Error);
    signal?.addEventListener('abort', onAbort, { once: true });
    clock.sleep(timeoutMs, { signal: timer.signal }).then(
      () => giveUp(new DOMException(`no response within ${timeoutMs} ms`, 'TimeoutError')),
      () => undefined,
    );
    call(abort.signal).then(resolve, reject).finally(end);
  });
}
