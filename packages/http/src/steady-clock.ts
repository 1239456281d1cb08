import type { Clock } from '@frigg-crm/core';

/** The same clock, except that it never goes back: after the machine's clock was set back, no wait lasts until it has caught up. */
export function createSteadyClock(clock: Clock): Clock {
  let lastMs = clock.now();
  let offsetMs = 0;
  return {
    now() {
      const nowMs = clock.now();
      offsetMs += Math.max(0, lastMs - nowMs);
      lastMs = nowMs;
      return nowMs + offsetMs;
    },
    sleep: async (ms, options) => clock.sleep(ms, options),
  };
}
