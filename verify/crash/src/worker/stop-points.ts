import { writeSync } from 'node:fs';
import type { Stop, StopPoint } from './stop-point.ts';
import type { WorkerEvent } from './worker-input.ts';

/** A frozen worker that is not killed ends by itself. */
const MAX_FREEZE_MS = 60_000;

/** Reports to the parent, at once: the line is with the parent when this returns. */
export function report(event: WorkerEvent): void {
  writeSync(1, `${JSON.stringify(event)}\n`);
}

/** How often a resumed worker checks whether work is still in flight. */
const IDLE_CHECK_MS = 20;

/** Counts how often each point is passed, and stops the whole program at one of them. */
export class StopPoints {
  readonly #stop: Stop | undefined;
  #passings = 0;
  #inFlight = 0;

  constructor(stop: Stop | undefined) {
    this.#stop = stop;
  }

  /** Returns at once, unless this is the passing at which to stop. */
  pass(point: StopPoint): void {
    if (this.#stop?.point !== point) return;
    this.#passings += 1;
    if (this.#passings !== this.#stop.passing) return;
    report({ type: 'reached' });
    if (this.#stop.how === 'freeze') freeze();
    // To itself: no other line of this program runs between the point and the stop.
    process.kill(process.pid, 'SIGSTOP');
    this.#reportWhenIdle();
  }

  /** Counts work as in flight. */
  async handling<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#inFlight += 1;
    try {
      return await work();
    } finally {
      this.#inFlight -= 1;
    }
  }

  #reportWhenIdle(): void {
    const timer = setInterval(() => {
      if (this.#inFlight > 0) return;
      clearInterval(timer);
      report({ type: 'idle' });
    }, IDLE_CHECK_MS);
  }
}

/** Blocks the thread: no timer, no socket and no other task goes on. */
function freeze(): never {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, MAX_FREEZE_MS);
  process.exit(1);
}
