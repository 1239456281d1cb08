import type { Clock } from '../ports/clock.ts';

/** A clock whose sleeps end when a test says so. */
export function createManualClock(): { readonly clock: Clock; readonly wake: () => void; readonly sleeping: () => number } {
  const sleeps = new Set<() => void>();
  const clock: Clock = {
    now: () => 0,
    sleep: async (_ms, { signal } = {}) =>
      new Promise((resolve, reject) => {
        sleeps.add(resolve);
        signal?.addEventListener('abort', () => (sleeps.delete(resolve), reject(signal.reason as Error)), { once: true });
      }),
  };
  return { clock, wake: () => sleeps.forEach((end) => end()), sleeping: () => sleeps.size };
}
