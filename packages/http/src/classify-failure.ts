import { ApiRateLimitedError } from './errors/api-rate-limited-error.ts';
import { ApiRefusedError } from './errors/api-refused-error.ts';
import { ApiUnauthorizedError } from './errors/api-unauthorized-error.ts';
import { ApiUnavailableError } from './errors/api-unavailable-error.ts';
import type { ApiError, ApiErrorFacts } from './errors/api-error.ts';
import { readRetryAfterMs } from './retry-after.ts';

/** Reads the API's own code and trace out of the JSON of an error answer; `undefined` for what is not JSON. */
export type ReadApiFailure = (body: unknown) => { readonly apiCode?: string | undefined; readonly trace?: string | undefined };

export interface ClassifyOptions {
  readonly facts: ApiErrorFacts;
  readonly readFailure?: ReadApiFailure | undefined;
  readonly nowMs: number;
  /** How long to wait on a 429 without a hint. */
  readonly fallbackMs: number;
}

/** A hint of less is a rounded one, or a moment that has passed on its way here. */
const MIN_HINT_MS = 1000;
/** A firewall lets nobody through for minutes. */
const FIREWALL_WAIT_MS = 120_000;

/** Turns an answer that is not 2xx into the error that says what it means. Decides by status, never by text. */
export async function classifyFailure(response: Response, { facts, readFailure, nowMs, fallbackMs }: ClassifyOptions): Promise<ApiError> {
  const { status } = response;
  const body = await readBody(response);
  const known: ApiErrorFacts = { ...facts, status, ...readFailure?.(body) };
  const isBlocked = isFirewallPage(response, body);
  if (status === 429 || isBlocked) {
    const hintMs = readRetryAfterMs(response.headers, nowMs);
    const withoutHintMs = isBlocked ? FIREWALL_WAIT_MS : fallbackMs;
    return new ApiRateLimitedError(known, hintMs === undefined ? withoutHintMs : Math.max(hintMs, MIN_HINT_MS));
  }
  if (status === 401 || status === 402 || (status === 403 && !concernsOneRecord(facts))) return new ApiUnauthorizedError(known);
  if (status === 408 || status >= 500) return new ApiUnavailableError(known);
  return new ApiRefusedError(known);
}

/** A web firewall answers a storm of requests with a 403 page in HTML: that is a rate limit, not a refusal. */
function isFirewallPage({ status, headers }: Response, body: unknown): boolean {
  return status === 403 && body === undefined && (headers.get('content-type') ?? '').includes('html');
}

/**
 * A 403 for one record may mean that this user may not see this record (Pipedrive: visibility of an item; Quo: `0801403`
 * of one contact), while all others answer. A path with an id in it, `/contacts/{id}`, asks for one record.
 */
function concernsOneRecord({ operation }: ApiErrorFacts): boolean {
  return operation.includes('{');
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
