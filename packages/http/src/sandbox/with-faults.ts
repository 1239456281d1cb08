import { systemClock, type Clock } from '@frigg-crm/core';
import type { Fetch } from '../api-request.ts';

/** How a sandbox misbehaves; each number is the share of requests from 0 to 1. @defaultValue 0 */
export interface FaultOptions {
  /** Decides who is hit: give a seeded one, and a run can be repeated. */
  readonly random: () => number;
  /** A response 429, without effect. */
  readonly rateLimited?: number | undefined;
  /** `Retry-After` of those responses, in seconds; absent: the header is left out. */
  readonly retryAfterSeconds?: number | undefined;
  /** A response 503, without effect. */
  readonly unavailable?: number | undefined;
  /** Takes effect, but the response is 502 with an HTML page. */
  readonly lostAnswer?: number | undefined;
  /** Takes effect, but the JSON of the response is cut in half. */
  readonly truncated?: number | undefined;
  /** Milliseconds before each response. @defaultValue 0 */
  readonly latencyMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** Makes a sandbox fail as real servers do. */
export function withFaults(handler: Fetch, options: FaultOptions): Fetch {
  const { random, clock = systemClock, latencyMs = 0, rateLimited = 0, unavailable = 0, lostAnswer = 0, truncated = 0 } = options;
  return async (request) => {
    if (latencyMs > 0) await clock.sleep(latencyMs, { signal: request.signal });
    let dice = random();
    const hit = (share: number): boolean => {
      dice -= share;
      return dice < 0;
    };
    if (hit(rateLimited)) return tooManyRequests(options.retryAfterSeconds);
    if (hit(unavailable)) return Response.json({ message: 'Service Unavailable' }, { status: 503 });
    if (hit(lostAnswer)) {
      await handler(request);
      return new Response('<html><body>Bad Gateway</body></html>', { status: 502, headers: { 'content-type': 'text/html' } });
    }
    const response = await handler(request);
    return hit(truncated) && response.ok ? cutInHalf(response) : response;
  };
}

function tooManyRequests(retryAfterSeconds: number | undefined): Response {
  const headers: Record<string, string> = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return Response.json({ message: 'Too Many Requests' }, { status: 429, headers });
}

async function cutInHalf(response: Response): Promise<Response> {
  const text = await response.text();
  if (text === '') return new Response(null, { status: response.status });
  return new Response(text.slice(0, Math.ceil(text.length / 2)), {
    status: response.status,
    headers: { 'content-type': 'application/json' },
  });
}
