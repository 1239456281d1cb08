import type { Clock } from '@frigg-crm/core';

/**
 * Waits for work, but no longer than `ms` milliseconds of the clock; then the work's signal is aborted and what it does
 * afterwards concerns nobody.
 * @throws a `TimeoutError` when the time is up, else what the work throws.
 */
export async function within<Result>(clock: Clock, ms: number, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const [stop, ended] = [new AbortController(), new AbortController()];
  const timeIsUp = clock.sleep(ms, { signal: ended.signal }).then(() => {
    const reason = new DOMException('The time is up', 'TimeoutError');
    stop.abort(reason);
    throw reason;
  });
  try {
    return await Promise.race([work(stop.signal), timeIsUp]);
  } finally {
    ended.abort();
  }
}
