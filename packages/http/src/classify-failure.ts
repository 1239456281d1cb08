import type { CallOptions } from '@frigg-crm/core';
import type { ApiError, ApiErrorFacts } from './errors/api-error.ts';
import { ApiRateLimitedError } from './errors/api-rate-limited-error.ts';
import { ApiRefusedError } from './errors/api-refused-error.ts';
import { ApiUnauthorizedError } from './errors/api-unauthorized-error.ts';
import { ApiUnavailableError } from './errors/api-unavailable-error.ts';
import { readBody } from './read-body.ts';
import { isLimitUsedUp, readRetryAfterHeaderMs, readRetryAfterMs } from './retry-after.ts';
import { withDeadline } from './with-deadline.ts';

/**
 * Reads the API's own code, the paths of refused fields and the trace out of the JSON of an error response; `undefined` for
 * what is not JSON.
 */
export type ReadApiFailure = (body: unknown) => Pick<ApiErrorFacts, 'apiCode' | 'fields' | 'trace'>;

export interface ClassifyOptions extends CallOptions {
  readonly facts: ApiErrorFacts;
  readonly readFailure?: ReadApiFailure | undefined;
  readonly nowMs: number;
  /** How long to wait on a refusal without a hint. */
  readonly fallbackMs: number;
  /** Milliseconds for the reading of the body. */
  readonly timeoutMs: number;
  /** Whether the request may be sent again although it may have taken effect. */
  readonly isRepeatable: boolean;
}

/** A hint of less is a rounded one, or a moment that has passed on its way here. */
const MIN_HINT_MS = 1000;
/** A firewall lets nothing through for minutes. */
const FIREWALL_WAIT_MS = 120_000;
/** An error response says what it has to say in less; the rest is not read. */
const MAX_ERROR_BYTES = 64 * 1024;
/** The status is known by then: the API's own code is not worth a longer wait. */
const MAX_BODY_WAIT_MS = 5000;

/** With `Retry-After`, these were refused for now and had no effect (RFC 9110, 15.5.14 and 15.6.4; RFC 4918, 11.3; RFC 8470, 5.2). */
const REFUSED_FOR_NOW: ReadonlySet<number> = new Set([413, 423, 425, 503]);

/**
 * Codes by which a 403 says that a limit is used up, in lower case without `_` and `-`: Google APIs
 * (developers.google.com/workspace/drive/api/guides/handle-errors) and Salesforce
 * (developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm), and what others call it.
 */
const LIMIT_CODES: ReadonlySet<string> = new Set([
  'ratelimitexceeded',
  'userratelimitexceeded',
  'dailylimitexceeded',
  'quotaexceeded',
  'requestlimitexceeded',
  'limitexceeded',
  'ratelimited',
  'toomanyrequests',
]);

/**
 * Turns a response that is not 2xx into the error that says what it means. Status and headers decide, never a text; the
 * body, whole, cut or unreadable, can only add the API's own code and trace.
 */
export async function classifyFailure(response: Response, options: ClassifyOptions): Promise<ApiError> {
  const { facts } = options;
  const { status } = response;
  const body = await readErrorBody(response, options);
  const known: ApiErrorFacts = { ...facts, status, ...readCodes(options.readFailure, body) };
  const waitMs = readWait(response, { ...options, body, apiCode: known.apiCode });
  if (waitMs !== undefined) return new ApiRateLimitedError(known, waitMs);
  if (status === 401 || status === 402 || (status === 403 && !concernsOneRecord(facts))) return new ApiUnauthorizedError(known);
  if (status === 408 || status === 425 || status >= 500) {
    // The outcome is unknown, so it is no plain refusal; still nothing should be sent before.
    return new ApiUnavailableError(known, { retryAfterMs: readRetryAfterHeaderMs(response.headers, options.nowMs) });
  }
  return new ApiRefusedError(known);
}

interface WaitFacts extends Pick<ClassifyOptions, 'nowMs' | 'fallbackMs' | 'isRepeatable'> {
  readonly body: unknown;
  readonly apiCode: string | undefined;
}

/** @returns how long the API requests the caller to wait; `undefined`: it does not. */
function readWait(response: Response, facts: WaitFacts): number | undefined {
  const { status, headers } = response;
  if (status === 429 || isLimit(response, facts)) {
    const withoutHintMs = isFirewallPage(response, facts.body) ? FIREWALL_WAIT_MS : facts.fallbackMs;
    const hintMs = readRetryAfterMs(headers, facts.nowMs);
    return hintMs === undefined ? withoutHintMs : Math.max(hintMs, MIN_HINT_MS);
  }
  const mayRepeat = REFUSED_FOR_NOW.has(status) || (facts.isRepeatable && (status === 408 || status >= 500));
  const hintMs = mayRepeat ? readRetryAfterHeaderMs(headers, facts.nowMs) : undefined;
  return hintMs === undefined ? undefined : Math.max(hintMs, MIN_HINT_MS);
}

/** A 403 may be a limit that is used up, by its headers or its code. */
function isLimit(response: Response, { apiCode, body, nowMs }: WaitFacts): boolean {
  if (response.status !== 403) return false;
  if (isFirewallPage(response, body) || isLimitUsedUp(response.headers)) return true;
  return (
    readRetryAfterHeaderMs(response.headers, nowMs) !== undefined || LIMIT_CODES.has((apiCode ?? '').toLowerCase().replaceAll(/[_-]/g, ''))
  );
}

/** A web firewall responds to a storm of requests with a 403 page in HTML: that is a rate limit, not a refusal. */
function isFirewallPage({ status, headers }: Response, body: unknown): boolean {
  return status === 403 && body === undefined && (headers.get('content-type') ?? '').includes('html');
}

/**
 * A 403 for one record may mean that this user may not see this record (Pipedrive: visibility of an item; Quo: `0801403`
 * of one contact), while all others respond. A path with an id in it, `/contacts/{id}`, requests one record.
 */
function concernsOneRecord({ operation }: ApiErrorFacts): boolean {
  return operation.includes('{');
}

async function readErrorBody(response: Response, { signal, timeoutMs }: ClassifyOptions): Promise<unknown> {
  try {
    const options = { signal, timeoutMs: Math.min(timeoutMs, MAX_BODY_WAIT_MS) };
    const text = await withDeadline(async (deadline) => readBody(response, { maxBytes: MAX_ERROR_BYTES, signal: deadline }), options);
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** A reader that meets a body it did not expect must not change what the status means. */
function readCodes(readFailure: ReadApiFailure | undefined, body: unknown): ReturnType<ReadApiFailure> {
  try {
    return readFailure?.(body) ?? {};
  } catch {
    return {};
  }
}
