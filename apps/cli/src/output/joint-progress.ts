import { systemClock, type Clock, type ProcessProgress } from '@frigg-crm/core';
import type { ProgressReporter } from './reporter.ts';

/** Joins the progress of several runs that report at their own pace to one report, at the pace of its reporter. */
export class JointProgress {
  readonly #reporter: ProgressReporter;
  readonly #clock: Clock;
  readonly #latest: (readonly ProcessProgress[])[] = [];
  #reportedMs = Number.NEGATIVE_INFINITY;

  constructor(reporter: ProgressReporter, { clock = systemClock }: { readonly clock?: Clock | undefined } = {}) {
    this.#reporter = reporter;
    this.#clock = clock;
  }

  /** Adds a run; runs are shown in the order in which they were added. @returns what its progress is reported to. */
  add(): ProgressReporter {
    const index = this.#latest.push([]) - 1;
    const { intervalMs } = this.#reporter;
    return {
      intervalMs,
      progress: (syncs) => {
        this.#latest[index] = syncs;
        if (this.#clock.now() - this.#reportedMs >= intervalMs) this.flush();
      },
    };
  }

  /** Reports what is known now: after the end of the runs, their last states. */
  flush(): void {
    this.#reportedMs = this.#clock.now();
    this.#reporter.progress(this.#latest.flat());
  }
}
