import { isBusy } from '../errors/translate-error.ts';
import type { EventLoop } from './event-loop.ts';

/** Calls again while another connection holds the lock that the call needs; rejects when it has waited long enough. */
export type WhileBusy = <Result>(call: () => Result) => Promise<Result>;

/** SQLite waits so long by itself, in this thread: enough for the commit of another program. */
export const BUSY_TIMEOUT_MS = 10;
const LONGEST_WAIT_MS = 50;

/** Settings of {@link createLockWait}. */
export interface LockWaitOptions {
  /** After so many milliseconds the error of the last attempt is thrown. */
  readonly lockTimeoutMs: number;
  readonly loop: EventLoop;
}

/** Waits for locks without holding up the event loop. */
export function createLockWait({ lockTimeoutMs, loop }: LockWaitOptions): WhileBusy {
  return async (call) => {
    const startMs = loop.now();
    for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        return call();
      } catch (error) {
        if (!isBusy(error) || loop.now() - startMs >= lockTimeoutMs) throw error;
      }
      // Programs that wait for the same lock must not come back at the same moment.
      await loop.sleep(waitMs * (0.5 + Math.random()));
    }
  };
}
