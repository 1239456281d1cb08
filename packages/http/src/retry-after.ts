/** Longer hints are taken for nonsense. */
const MAX_WAIT_MS = 366 * 24 * 3600 * 1000;

/**
 * Reads how long an API asks us to wait: `Retry-After` as seconds, HTTP date (RFC 9110 §10.2.3) or ISO date, else
 * `x-ratelimit-reset` as seconds, epoch seconds or epoch milliseconds.
 * @returns milliseconds from `nowMs`, 0 or more; `undefined` when no usable hint is there.
 */
export function readRetryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const hint = headers.get('retry-after') ?? headers.get('x-ratelimit-reset');
  if (hint === null || hint.trim() === '') return undefined;
  const value = Number(hint);
  const waitMs = Number.isNaN(value) ? Date.parse(hint) - nowMs : toWaitMs(value, nowMs);
  return Number.isNaN(waitMs) || waitMs > MAX_WAIT_MS ? undefined : Math.max(0, Math.ceil(waitMs));
}

function toWaitMs(value: number, nowMs: number): number {
  if (value >= 1e12) return value - nowMs;
  if (value >= 1e9) return value * 1000 - nowMs;
  return value * 1000;
}
