import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../ports/clock.ts';

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, options) {
    options?.signal?.throwIfAborted();
    try {
      await delay(ms, undefined, options?.signal === undefined ? undefined : { signal: options.signal });
    } catch (error) {
      options?.signal?.throwIfAborted();
      throw error;
    }
  },
};
