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

/** Turns an answer that is not 2xx into the error that says what it means. Decides by status, never by text. */
export async function classifyFailure(response: Response, { facts, readFailure, nowMs, fallbackMs }: ClassifyOptions): Promise<ApiError> {
  const { status } = response;
  const body = await readBody(response);
  const known: ApiErrorFacts = { ...facts, status, ...readFailure?.(body) };
  if (status === 429 || isFirewallPage(response, body))
    return new ApiRateLimitedError(known, readRetryAfterMs(response.headers, nowMs) ?? fallbackMs);
  if (status === 401 || status === 402 || status === 403) return new ApiUnauthorizedError(known);
  if (status === 408 || status >= 500) return new ApiUnavailableError(known);
  return new ApiRefusedError(known);
}

/** A web firewall answers a storm of requests with a 403 page in HTML: that is a rate limit, not a refusal. */
function isFirewallPage({ status, headers }: Response, body: unknown): boolean {
  return status === 403 && body === undefined && (headers.get('content-type') ?? '').includes('html');
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
