import type { CallOptions, Clock } from '@frigg-crm/core';
import { EventHeap, type Timed } from './event-heap.ts';

/** A clock that only moves when a test says so. */
export interface VirtualClock extends Clock {
  /** Moves time forward; everything that is due by then wakes up in the order of its time, with all that follows. */
  advance(ms: number): Promise<void>;
  /** Moves to the next due sleep, again and again, until `work` has settled. @returns what `work` resolves to. */
  runUntil<Result>(work: Promise<Result>): Promise<Result>;
  /** How many sleeps are under way. */
  readonly sleeping: number;
}

interface Sleep extends Timed {
  /** Absent: called off. It stays in the heap until its time, for finding it there would cost a search. */
  wake: (() => void) | undefined;
}

/** 2026-01-05T10:00:00.000Z, a Monday. */
export const TEST_START_MS = Date.UTC(2026, 0, 5, 10);

/** Makes a clock that stands still at `startMs`. */
export function createVirtualClock({ startMs = TEST_START_MS }: { readonly startMs?: number } = {}): VirtualClock {
  const sleeps = new EventHeap<Sleep>();
  let nowMs = startMs;
  let order = 0;
  let sleeping = 0;

  async function sleep(ms: number, { signal }: CallOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const entry: Sleep = { dueMs: nowMs + Math.max(0, ms), order: (order += 1), wake: undefined };
      const end = (): void => {
        entry.wake = undefined;
        sleeping -= 1;
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        end();
        reject(signal?.reason as Error);
      };
      entry.wake = () => {
        end();
        resolve();
      };
      sleeping += 1;
      sleeps.push(entry);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  function wakeNext(limitMs: number): boolean {
    for (let next = sleeps.peek(); next !== undefined && next.dueMs <= limitMs; next = sleeps.peek()) {
      sleeps.pop();
      if (next.wake === undefined) continue;
      nowMs = Math.max(nowMs, next.dueMs);
      next.wake();
      return true;
    }
    return false;
  }

  return {
    now: () => nowMs,
    sleep,
    get sleeping() {
      return sleeping;
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
