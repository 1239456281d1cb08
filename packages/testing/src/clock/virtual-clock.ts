import type { CallOptions, Clock } from '@frigg-crm/core';

/** A clock that only moves when a test says so. */
export interface VirtualClock extends Clock {
  /** Moves time forward; everything that is due by then wakes up in the order of its time, with all that follows. */
  advance(ms: number): Promise<void>;
  /** Moves to the next due sleep, again and again, until `work` has settled. @returns what `work` resolves to. */
  runUntil<Result>(work: Promise<Result>): Promise<Result>;
  /** How many sleeps are under way. */
  readonly sleeping: number;
}

interface Sleep {
  readonly dueMs: number;
  readonly order: number;
  readonly wake: () => void;
}

/** 2026-01-05T10:00:00.000Z, a Monday. */
export const TEST_START_MS = Date.UTC(2026, 0, 5, 10);

/** Makes a clock that stands still at `startMs`. */
export function createVirtualClock({ startMs = TEST_START_MS }: { readonly startMs?: number } = {}): VirtualClock {
  let nowMs = startMs;
  let order = 0;
  let sleeps: Sleep[] = [];

  async function sleep(ms: number, { signal }: CallOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        sleeps = sleeps.filter((other) => other !== entry);
        reject(signal?.reason as Error);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const entry: Sleep = { dueMs: nowMs + Math.max(0, ms), order: (order += 1), wake };
      sleeps.push(entry);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  function wakeNext(limitMs: number): boolean {
    const [next] = sleeps.filter(({ dueMs }) => dueMs <= limitMs).sort((a, b) => a.dueMs - b.dueMs || a.order - b.order);
    if (next === undefined) return false;
    sleeps = sleeps.filter((other) => other !== next);
    nowMs = Math.max(nowMs, next.dueMs);
    next.wake();
    return true;
  }

  return {
    now: () => nowMs,
    sleep,
    get sleeping() {
      return sleeps.length;
    },
    async advance(ms) {
      const limitMs = nowMs + ms;
      await settle();
      while (wakeNext(limitMs)) await settle();
      nowMs = limitMs;
    },
    async runUntil(work) {
      let settled = false;
      const done = (): void => {
        settled = true;
      };
      work.then(done, done);
      for (await settle(); !settled; await settle()) wakeNext(Number.POSITIVE_INFINITY);
      return work;
    },
  };
}

/** Lets everything run that can run without time passing: promise chains, and one turn of the event loop. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
