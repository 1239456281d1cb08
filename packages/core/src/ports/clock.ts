import type { CallOptions } from './call-options.ts';

/** Time, as far as anything here may know it. Tests run on a virtual one. */
export interface Clock {
  /** @returns milliseconds since 1970-01-01T00:00:00Z; may jump when the machine's clock is set. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when that comes first. */
  sleep(ms: number, options?: CallOptions): Promise<void>;
}
