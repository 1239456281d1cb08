import type { Clock } from '../ports/clock.ts';

/** 2026-01-05T10:00:00.000Z, a Monday. */
export const TEST_START_MS = Date.UTC(2026, 0, 5, 10);

/** A clock that stands still, except that a sleep moves it on at once. */
export interface StillClock extends Clock {
  readonly slept: readonly number[];
  pass(ms: number): void;
}

export function createStillClock(startMs: number = TEST_START_MS): StillClock {
  let nowMs = startMs;
  const slept: number[] = [];
  return {
    slept,
    now: () => nowMs,
    pass(ms) {
      nowMs += ms;
    },
    async sleep(ms) {
      slept.push(ms);
      nowMs += ms;
    },
  };
}
