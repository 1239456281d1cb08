import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import { systemClock } from './system-clock.ts';

/** UUIDs of version 7 (RFC 9562): random, and sorted by the time of their making. */
export function createRandomIds(clock: Clock = systemClock): IdGenerator {
  return {
    next() {
      const time = clock.now().toString(16).padStart(12, '0');
      const random = globalThis.crypto.randomUUID();
      return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
    },
  };
}
