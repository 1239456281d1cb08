/** Seconds, from a request that is answered at once to a sync of a day. */
export const DURATION_BUCKETS = [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 60, 600, 3600, 21_600] as const;
