import { systemClock, type Clock } from '@frigg-crm/core';
import type { Fetch } from '../api-request.ts';

/** How many requests a sandbox accepts, and how it counts them. */
export interface RateLimitOptions {
  /** Requests that a caller may start in any stretch of `windowMs`. */
  readonly requests: number;
  /** @defaultValue 1000 */
  readonly windowMs?: number | undefined;
  /** Who shares a limit. @defaultValue the `authorization` header and any that names an API key or token, such as `x-api-key` */
  readonly keyOf?: ((request: Request) => string) | undefined;
  /** The refusal, given the milliseconds until the next request may come. @defaultValue 429 with `retry-after` */
  readonly refuse?: ((waitMs: number) => Response) | undefined;
  readonly clock?: Clock | undefined;
}

/** Responds 429 to callers that send too many requests, as the real API does. */
export function withRateLimit(handler: Fetch, options: RateLimitOptions): Fetch {
  const { requests, windowMs = 1000, keyOf = credentialsOf, refuse = tooManyRequests, clock = systemClock } = options;
  if (requests === Number.POSITIVE_INFINITY) return handler;
  const startsByKey = new Map<string, number[]>();
  return async (request) => {
    const now = clock.now();
    const key = keyOf(request);
    const starts = (startsByKey.get(key) ?? []).filter((start) => start > now - windowMs);
    startsByKey.set(key, starts);
    if (starts.length >= requests) return refuse((starts[0] ?? now) + windowMs - now);
    starts.push(now);
    return handler(request);
  };
}

/** `x-api-key`, `api-key`, `apikey`, `x-api-token`, `x-auth-token`, `access-token` and the like. */
const CREDENTIAL_HEADER = /^authorization$|(^|[-_])(api|auth|access)[-_]?(key|token)$/;

function credentialsOf({ headers }: Request): string {
  return JSON.stringify([...headers].filter(([name]) => CREDENTIAL_HEADER.test(name)));
}

function tooManyRequests(waitMs: number): Response {
  return Response.json({ message: 'Too Many Requests' }, { status: 429, headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) } });
}
