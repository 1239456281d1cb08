/** The wait before the next try. */
export interface Backoff {
  /** The number of tries that failed, from 1. */
  readonly attempt: number;
  readonly baseMs: number;
  readonly maxMs: number;
  /** @returns a number from 0 to 1: callers that failed together must not retry together. */
  readonly random: () => number;
}

/** Exponential, with a jitter of half. @returns milliseconds */
export function backoffMs({ attempt, baseMs, maxMs, random }: Backoff): number {
  const fullMs = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
  return Math.round(fullMs * (0.5 + random() / 2));
}
