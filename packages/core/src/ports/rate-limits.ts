import type { CallOptions } from './call-options.ts';

/** What one or several requests cost. */
export interface Reservation extends CallOptions {
  /** Milliseconds of the allowance that are used up: two requests of ten per second cost 200. */
  readonly costMs: number;
  /** How much unused allowance may be kept for later, in milliseconds. @defaultValue 0 */
  readonly burstMs?: number | undefined;
}

/**
 * Shares allowances between all workers that use the same store, on however many machines (a generic cell rate
 * algorithm: one moment per key, from which on it is free again). A key names one account at one API. All times are
 * durations, by the clock of the store, so machines whose clocks differ agree.
 */
export interface RateLimits {
  /**
   * Reserves the next free stretch of the allowance.
   * @returns milliseconds from now until it begins, 0 or more; it is the caller's from then on, used or not.
   */
  reserve(key: string, reservation: Reservation): Promise<number>;
  /** Nothing of the allowance is free for the next `forMs` milliseconds. Only ever moves the end further out. */
  park(key: string, forMs: number, options?: CallOptions): Promise<void>;
  /**
   * Ends the pause of an allowance now, for when an API or an operator set it too long. What was reserved behind the
   * pause is given up with it: the allowance is free from now on. A key that is not paused keeps its reservations.
   * @returns whether it was paused.
   */
  unpark(key: string, options?: CallOptions): Promise<boolean>;
  /** @returns for each of `keys` that is paused, milliseconds until it no longer is. */
  parkedFor(keys: readonly string[], options?: CallOptions): Promise<ReadonlyMap<string, number>>;
}
