/** How many calls may be under way at once, and what that follows. Times are milliseconds of a clock that is not set back. */
export interface AdaptiveLimit {
  /** The whole part counts. */
  readonly limit: number;
  /** Calls that began before say nothing of the limit that holds since. */
  readonly decreasedAtMs: number;
  /** The fastest of the calls; grows slowly, so that an API that has become slower is measured by what it does now. */
  readonly fastestMs: number;
}

export interface LimitBounds {
  readonly min: number;
  readonly max: number;
}

/** A call that has ended. */
export interface EndedCall {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** The API was rate-limited, unavailable or did not respond. */
  readonly isOverload: boolean;
}

/** After a refusal or a failure: half as many. */
const AFTER_OVERLOAD = 0.5;
/** After a call that took so many times as long as the fastest, and so many milliseconds longer, a tenth less. */
const SLOW_FACTOR = 3;
const SLOW_MS = 500;
const AFTER_SLOW = 0.9;
const FORGET_FASTEST = 1.005;

/** Begins at the upper bound: an API that carries it is not made to wait. */
export function beginLimit({ max }: LimitBounds): AdaptiveLimit {
  return { limit: max, decreasedAtMs: Number.NEGATIVE_INFINITY, fastestMs: Number.POSITIVE_INFINITY };
}

/**
 * Additive increase, multiplicative decrease: one more for each round of calls that succeed, half as many after an overload.
 * Of calls that were under way at the same time the first one that fails decreases it: they say the same.
 */
export function afterCall(state: AdaptiveLimit, call: EndedCall, { min, max }: LimitBounds): AdaptiveLimit {
  const { startedAtMs, endedAtMs, isOverload } = call;
  const durationMs = endedAtMs - startedAtMs;
  const isNews = startedAtMs >= state.decreasedAtMs;
  const within = (limit: number): number => Math.min(max, Math.max(min, limit));
  if (isOverload) return isNews ? { ...state, limit: within(state.limit * AFTER_OVERLOAD), decreasedAtMs: endedAtMs } : state;
  const fastestMs = Math.min(durationMs, state.fastestMs * FORGET_FASTEST);
  const isSlow = durationMs > SLOW_FACTOR * state.fastestMs && durationMs > state.fastestMs + SLOW_MS;
  if (!isSlow) return { ...state, fastestMs, limit: within(state.limit + 1 / Math.floor(state.limit)) };
  return isNews ? { fastestMs, limit: within(state.limit * AFTER_SLOW), decreasedAtMs: endedAtMs } : { ...state, fastestMs };
}
