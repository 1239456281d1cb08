/** For how many persons one request may be, and what that follows. */
export interface RequestSize {
  /** The whole part counts. */
  readonly persons: number;
  /** What it grows by for each page of persons that is read, as a share of the page. */
  readonly growth: number;
  /** Whether it has grown since it was decreased. */
  readonly hasGrown: boolean;
}

export interface SizeBounds {
  readonly min: number;
  /** Persons of a whole page. */
  readonly max: number;
}

/** A request that has ended. */
export interface EndedRequest {
  /** For how many persons it was. */
  readonly persons: number;
  readonly durationMs: number;
  /** The API was unavailable or did not respond in time, or what it had to send was too large. */
  readonly isTooMuch: boolean;
}

/** After a request that was too much: half as many. */
const AFTER_TOO_MUCH = 0.5;
/**
 * A request that takes so long, in milliseconds, is nearly too much: clients wait for 60 s. What a client waits in between
 * because of a rate limit, three times ten seconds at most, is less.
 */
const NEARLY_TOO_MUCH_MS = 45_000;
const FULL_GROWTH = 0.1;
const LEAST_GROWTH = 0.001;

/** @returns the size after requests have failed of which this program knows nothing. */
export function decreasedSize(persons: number): RequestSize {
  return { persons, growth: FULL_GROWTH, hasGrown: false };
}

/**
 * Additive increase, multiplicative decrease: half of what was too much, and a tenth of a page more for each page of persons
 * that is read. It grows half as fast when that was too fast: at a size that the API never carries a request fails ever more
 * seldom. Refusals because of a rate limit are no news here: smaller requests would be more requests.
 * @param state - `undefined`: each request is for a whole page.
 */
export function afterRequest(
  state: RequestSize | undefined,
  { persons, durationMs, isTooMuch }: EndedRequest,
  { min, max }: SizeBounds,
): RequestSize | undefined {
  const known = state ?? decreasedSize(max);
  if (isTooMuch || durationMs >= NEARLY_TOO_MUCH_MS) {
    const decreased = Math.max(min, persons * AFTER_TOO_MUCH);
    // Of requests that were under way at the same time the first one decreases it.
    if (decreased >= known.persons) return state;
    const growth = known.hasGrown ? Math.max(LEAST_GROWTH, known.growth / 2) : known.growth;
    return { persons: decreased, growth, hasGrown: false };
  }
  if (state === undefined) return undefined;
  const isWhole = persons >= max;
  // A whole page that is read says that it may grow again.
  const growth = isWhole ? Math.min(FULL_GROWTH, known.growth * 2) : known.growth;
  if (isWhole && growth === FULL_GROWTH) return undefined;
  return { persons: Math.min(max, known.persons + persons * growth), growth, hasGrown: true };
}
