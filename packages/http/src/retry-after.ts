/** Longer hints are taken for nonsense. */
const MAX_WAIT_MS = 366 * 24 * 3600 * 1000;

/** The three forms of an HTTP date (RFC 9110, section 5.6.7), and ISO 8601. `Date.parse` alone would read a date into any text. */
const DATE_FORMS = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/,
];
/** The third form has no zone in it, and means GMT all the same. */
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/** Headers that hold one hint, the most exact first. */
const HINT_HEADERS = ['retry-after', 'x-ratelimit-reset-after', 'x-ratelimit-reset', 'x-rate-limit-reset', 'ratelimit-reset'];

/**
 * Reads how long an API asks us to wait. The first usable hint counts:
 * - `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3; ISO dates are met as well);
 * - `x-ratelimit-reset-after`, `x-ratelimit-reset`, `x-rate-limit-reset`, `ratelimit-reset`: seconds to go, or epoch seconds
 *   (from 1e9) or epoch milliseconds (from 1e12), or a date;
 * - `RateLimit` of the IETF (draft-ietf-httpapi-ratelimit-headers): the longest of the limits that are used up.
 *
 * Moments are compared with the answer's own `Date`, where there is one: the API's clock may not agree with ours.
 * @returns milliseconds from `nowMs`, 0 or more; `undefined` when no usable hint is there: no header, no number, below
 * zero, or more than 366 days away.
 */
export function readRetryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const serverNowMs = parseDate(headers.get('date') ?? '') ?? nowMs;
  for (const name of HINT_HEADERS) {
    const waitMs = readHint(headers.get(name)?.trim() ?? '', serverNowMs);
    if (isUsable(waitMs)) return Math.ceil(waitMs);
  }
  const waitMs = readRateLimit(headers.get('ratelimit') ?? '');
  return isUsable(waitMs) ? Math.ceil(waitMs) : undefined;
}

function isUsable(waitMs: number | undefined): waitMs is number {
  return waitMs !== undefined && waitMs >= 0 && waitMs <= MAX_WAIT_MS;
}

function readHint(hint: string, nowMs: number): number | undefined {
  if (/^\d+(\.\d+)?$/.test(hint)) return toWaitMs(Number(hint), nowMs);
  const dateMs = parseDate(hint);
  return dateMs === undefined ? undefined : Math.max(0, dateMs - nowMs);
}

function toWaitMs(value: number, nowMs: number): number {
  if (value >= 1e12) return Math.max(0, value - nowMs);
  if (value >= 1e9) return Math.max(0, value * 1000 - nowMs);
  return value * 1000;
}

function parseDate(text: string): number | undefined {
  if (DATE_FORMS.some((form) => form.test(text))) return toNumber(Date.parse(text));
  return ASCTIME.test(text) ? toNumber(Date.parse(`${text} GMT`)) : undefined;
}

function toNumber(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : ms;
}

/** `"burst";r=0;t=2, "daily";r=0;t=3600`, or as older drafts had it: `limit=10, remaining=0, reset=5`. */
function readRateLimit(text: string): number | undefined {
  const seconds = readNumber(text, 'reset');
  if (seconds !== undefined) return seconds * 1000;
  const used = text.split(',').filter((limit) => (readNumber(limit, 'r') ?? 0) === 0);
  const waits = used.map((limit) => readNumber(limit, 't')).filter((wait) => wait !== undefined);
  return waits.length === 0 ? undefined : Math.max(...waits) * 1000;
}

function readNumber(text: string, name: string): number | undefined {
  const digits = new RegExp(`(?:^|[;,\\s])${name}=(\\d+)`).exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
