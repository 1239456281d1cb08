import { systemClock, type Clock } from '@frigg-crm/core';

/**
 * A clock that runs `speed` times faster than the machine's: for tests whose database, queue or sockets are real, so
 * that time cannot stand still, but whose back-offs should cost nothing.
 */
export function createFastClock({ speed = 1000 }: { readonly speed?: number } = {}): Clock {
  const startMs = systemClock.now();
  return {
    now: () => Math.round(startMs + (systemClock.now() - startMs) * speed),
    sleep: async (ms, options) => systemClock.sleep(ms / speed, options),
  };
}
