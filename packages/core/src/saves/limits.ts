/** How much of one kind shares a statement, and how many statements are under way at the same time. */
export const LIMITS = {
  /** A statement with more takes longer than the next callers need to be ready. */
  maxItems: 200,
  /** Fewer than the connections of a pool, so that other calls find one. */
  maxConcurrent: 2,
  /** Far more than a healthy store takes for a statement. */
  patienceMs: 250,
} as const;
