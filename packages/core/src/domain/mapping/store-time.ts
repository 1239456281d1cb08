/**
 * Now, by the clock of a store: somewhere between two moments, in milliseconds since the epoch. Where the store knows
 * the time exactly they are the same; where its response takes time, now is uncertain by as much.
 */
export interface StoreTime {
  readonly earliestMs: number;
  readonly latestMs: number;
}
