import type { Clock } from '@frigg-crm/core';

/**
 * Gives work so long, by the clock that everything else here is counted with.
 * @param timeout.reason - What the signal is aborted with when the time is up.
 */
export async function withinTime<Result>(
  { clock, timeoutMs, reason }: { readonly clock: Clock; readonly timeoutMs: number; readonly reason: Error },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const [deadline, timer] = [new AbortController(), new AbortController()];
  clock.sleep(timeoutMs, { signal: timer.signal }).then(
    () => deadline.abort(reason),
    () => undefined,
  );
  try {
    const late = new Promise<never>((_resolve, reject) => {
      deadline.signal.addEventListener('abort', () => reject(reason), { once: true });
    });
    // The work is not trusted to end with its signal.
    return await Promise.race([work(deadline.signal), late]);
  } finally {
    timer.abort();
  }
}
