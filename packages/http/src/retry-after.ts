/**
 * The longest wait that a hint of an API is believed, in milliseconds: a day. A caller that is refused for longer is refused
 * again then, and a wrong hint costs a day at most.
 */
export const MAX_RETRY_AFTER_MS = 24 * 3600 * 1000;

/** Hints of more than a year are no hints. */
const NONSENSE_MS = 366 * MAX_RETRY_AFTER_MS;

/** The three forms of an HTTP date (RFC 9110, section 5.6.7), and ISO 8601. `Date.parse` alone would read a date into any text. */
const DATE_FORMS = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/,
];
/** The third form has no zone in it, and means GMT all the same. */
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/** Headers that hold one hint, the most exact first. */
const RESET_HEADERS = ['x-ratelimit-reset-after', 'x-ratelimit-reset', 'x-rate-limit-reset', 'ratelimit-reset'];
/** Headers that count down what is left of a limit. */
const REMAINING_HEADERS = ['x-ratelimit-remaining', 'x-rate-limit-remaining', 'ratelimit-remaining'];

/**
 * Reads how long an API requests the caller to wait. The first usable hint counts:
 * - `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3; ISO dates are met as well);
 * - `x-ratelimit-reset-after`, `x-ratelimit-reset`, `x-rate-limit-reset`, `ratelimit-reset`: seconds to go, or epoch seconds
 *   (from 1e9) or epoch milliseconds (from 1e12), or a date; a number that would be more than a day of seconds is taken
 *   for milliseconds to go;
 * - `RateLimit` of the IETF (draft-ietf-httpapi-ratelimit-headers): the longest of the limits that are used up.
 *
 * Moments are compared with the response's own `Date`, where there is one: the API's clock may not agree with ours.
 * @returns milliseconds from `nowMs`, from 0 to {@link MAX_RETRY_AFTER_MS}; `undefined` when no usable hint is there: no
 * header, no number, below zero, or more than 366 days away.
 */
export function readRetryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const retryAfterMs = readRetryAfterHeaderMs(headers, nowMs);
  if (retryAfterMs !== undefined) return retryAfterMs;
  const serverNowMs = serverTimeMs(headers, nowMs);
  for (const name of RESET_HEADERS) {
    const waitMs = toUsable(readHint(headers.get(name), { nowMs: serverNowMs, isMilliseconds: exceedsDay }));
    if (waitMs !== undefined) return waitMs;
  }
  return toUsable(readRateLimit(headers.get('ratelimit') ?? ''));
}

/**
 * Reads `Retry-After` alone: the one hint that also means "later" on statuses other than 429. The other headers describe
 * the caller's limit on any response, whatever it failed with.
 * @returns as {@link readRetryAfterMs}.
 */
export function readRetryAfterHeaderMs(headers: Headers, nowMs: number): number | undefined {
  return toUsable(readHint(headers.get('retry-after'), { nowMs: serverTimeMs(headers, nowMs), isMilliseconds: () => false }));
}

/** @returns whether the headers say that nothing is left of a limit. */
export function isLimitUsedUp(headers: Headers): boolean {
  return (
    REMAINING_HEADERS.some((name) => headers.get(name)?.trim() === '0') ||
    /(?:^|[;,\s])(?:r|remaining)=0(?!\d)/.test(headers.get('ratelimit') ?? '')
  );
}

function serverTimeMs(headers: Headers, nowMs: number): number {
  return parseDate(headers.get('date') ?? '') ?? nowMs;
}

function toUsable(waitMs: number | undefined): number | undefined {
  if (waitMs === undefined || !(waitMs >= 0 && waitMs <= NONSENSE_MS)) return undefined;
  return Math.min(Math.ceil(waitMs), MAX_RETRY_AFTER_MS);
}

interface HintReading {
  readonly nowMs: number;
  /** Distinguishes milliseconds to go from seconds to go. */
  readonly isMilliseconds: (value: number) => boolean;
}

function readHint(header: string | null, { nowMs, isMilliseconds }: HintReading): number | undefined {
  const hint = header?.trim() ?? '';
  if (!/^\d+(\.\d+)?$/.test(hint)) {
    const dateMs = parseDate(hint);
    return dateMs === undefined ? undefined : Math.max(0, dateMs - nowMs);
  }
  const value = Number(hint);
  if (value >= 1e12) return Math.max(0, value - nowMs);
  if (value >= 1e9) return Math.max(0, value * 1000 - nowMs);
  return isMilliseconds(value) ? value : value * 1000;
}

function exceedsDay(seconds: number): boolean {
  return seconds * 1000 > MAX_RETRY_AFTER_MS;
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
