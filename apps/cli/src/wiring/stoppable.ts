import { systemClock, type Clock } from '@frigg-crm/core';

/** How long a stopped command may take to end by itself: with it, the program ends within a second. */
export const GRACE_MS = 700;

/** Waits for work that cannot be aborted. @throws the signal's reason as soon as it is aborted; the work is left to itself. */
export async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Waits for a command that ends by itself when `signal` is aborted, and gives up on one that does not in time. @throws the signal's reason then */
export async function withGrace<Result>(
  work: Promise<Result>,
  {
    signal,
    clock = systemClock,
    graceMs = () => GRACE_MS,
  }: {
    readonly signal: AbortSignal;
    readonly clock?: Clock | undefined;
    /** Called when it is stopped: how long it may take, in milliseconds. @defaultValue 700 */
    readonly graceMs?: (() => number) | undefined;
  },
): Promise<Result> {
  const ended = new AbortController();
  const grace = untilAborted(work, signal).catch(async (error: unknown) => {
    if (signal.aborted) await clock.sleep(graceMs(), { signal: ended.signal });
    throw error;
  });
  try {
    return await Promise.race([work, grace]);
  } finally {
    ended.abort();
  }
}
