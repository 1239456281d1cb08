import { createVirtualClock, TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createRequestBudget } from './create-request-budget.ts';
import { createSharedRequestBudget } from './create-shared-request-budget.ts';
import type { ApiRequest, HttpClientOptions } from './api-request.ts';
import { createHttpClient } from './http-client.ts';
import { MAX_RETRY_AFTER_MS } from './retry-after.ts';
import { createVirtualRateLimits } from './test-support/virtual-rate-limits.ts';

interface Refusal {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** @returns what a request meets that is refused, and for how long its budget is paused. */
async function meet(
  { status, headers = {}, body = {} }: Refusal,
  { request = {}, ...options }: Partial<HttpClientOptions> & { readonly request?: Partial<ApiRequest> } = {},
): Promise<{ readonly error: unknown; readonly pausedMs: number; readonly sent: number }> {
  const clock = createVirtualClock();
  const budget = createRequestBudget({ requests: 100, clock });
  let sent = 0;
  const fetch = async (): Promise<Response> => {
    sent += 1;
    return Response.json(body, { status, headers });
  };
  const readFailure = (json: unknown): { apiCode?: string } => json as { apiCode?: string };
  const http = createHttpClient({ api: 'Acme', baseUrl: 'https://api.example.com', clock, budget, fetch, readFailure, ...options });
  const error: unknown = await clock
    .runUntil(http.send({ method: 'GET', path: '/v1/people', ...request }))
    .catch((reason: unknown) => reason);
  const askedAtMs = clock.now();
  await clock.runUntil(budget.take());
  return { error, pausedMs: clock.now() - askedAtMs, sent };
}

const HINT = { 'retry-after': '600' };

it.each([408, 413, 423, 425, 429, 500, 502, 503, 504])('F6: obeys Retry-After on status %i as on 429', async (status) => {
  const { error, pausedMs, sent } = await meet({ status, headers: HINT });
  expect(error).toMatchObject({ code: 'API_RATE_LIMITED', status, retryAfterMs: 600_000, retryable: true });
  expect({ pausedMs, sent }).toEqual({ pausedMs: 600_000, sent: 1 });
});

it('F6: pauses for a POST as well, but does not say of one that may have taken effect that it had none', async () => {
  const post = { method: 'POST', json: {} } as const;
  for (const status of [413, 423, 425, 429, 503])
    expect((await meet({ status, headers: HINT }, { request: post })).error).toMatchObject({ code: 'API_RATE_LIMITED' });
  for (const status of [408, 500, 502, 504]) {
    const { error, pausedMs, sent } = await meet({ status, headers: HINT }, { request: post });
    expect(error).toMatchObject({ code: 'API_UNAVAILABLE', status, retryAfterMs: 600_000 });
    expect({ pausedMs, sent }).toEqual({ pausedMs: 600_000, sent: 1 });
  }
});

it.each([
  [503, { 'x-ratelimit-reset': '600' }, 'API_UNAVAILABLE'],
  [500, {}, 'API_UNAVAILABLE'],
  [423, {}, 'API_REFUSED'],
  [400, HINT, 'API_REFUSED'],
  [404, HINT, 'API_REFUSED'],
  [401, HINT, 'API_UNAUTHORIZED'],
  [402, HINT, 'API_UNAUTHORIZED'],
  [403, { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '600' }, 'API_UNAUTHORIZED'],
])('F6: takes no limit out of status %i with %j', async (status, headers, code) => {
  expect((await meet({ status, headers: headers as Record<string, string> }, { retryDelaysMs: [] })).error).toMatchObject({ code });
});

it.each<[string, Omit<Refusal, 'status'>, number]>([
  ['nothing remaining', { headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '600' } }, 600_000],
  ['nothing remaining and no hint', { headers: { 'x-ratelimit-remaining': '0' } }, 1000],
  ['a used-up IETF limit', { headers: { ratelimit: '"daily";r=0;t=3600' } }, 3_600_000],
  ['Retry-After', { headers: { 'retry-after': '60' } }, 60_000],
  ['a code of Google', { body: { apiCode: 'userRateLimitExceeded' } }, 1000],
  ['a code of Salesforce', { body: { apiCode: 'REQUEST_LIMIT_EXCEEDED' } }, 1000],
])('F6: takes a 403 with %s for a limit that is used up', async (_what, refusal, retryAfterMs) => {
  const { error } = await meet({ status: 403, ...refusal }, { maxWaitMs: 0 });
  expect(error).toMatchObject({ code: 'API_RATE_LIMITED', status: 403, retryAfterMs });
});

it('F18: pauses for a day at most, whatever the hint says', async () => {
  for (const headers of [
    { 'retry-after': '3600000' },
    { 'retry-after': 'Tue, 01 Sep 2026 10:00:00 GMT' },
    { 'x-ratelimit-reset': '900000000' },
  ]) {
    const { error, pausedMs } = await meet({ status: 429, headers: headers as Record<string, string> });
    expect(error).toMatchObject({ retryAfterMs: MAX_RETRY_AFTER_MS });
    expect(pausedMs).toBe(MAX_RETRY_AFTER_MS);
  }
});

it('F18: pauses a budget for a day at most, also when another program requests more', async () => {
  const clock = createVirtualClock();
  const rateLimits = createVirtualRateLimits(clock);
  for (const budget of [
    createRequestBudget({ requests: 1, clock }),
    createSharedRequestBudget({ requests: 1, key: 'k', rateLimits, clock }),
  ]) {
    await clock.runUntil(Promise.resolve(budget.pauseUntil(clock.now() + 41 * MAX_RETRY_AFTER_MS)));
    await expect(clock.runUntil(budget.take({ maxWaitMs: 0 }))).rejects.toMatchObject({ retryAfterMs: MAX_RETRY_AFTER_MS });
  }
});

/** @returns the waits of twelve calls, each sent as soon as the one before allows it. */
async function waitsOf(respond: (call: number) => Response): Promise<number[]> {
  const clock = createVirtualClock();
  const budget = createRequestBudget({ requests: 100, clock });
  let calls = 0;
  const fetch = async (): Promise<Response> => respond((calls += 1));
  // A client per call, as some connectors do: the budget is what they have in common.
  const options = { api: 'Acme', baseUrl: 'https://api.example.com', clock, budget, fetch, retryDelaysMs: [1000], maxWaitMs: 0 };
  const waits: number[] = [];
  for (let call = 0; call < 12; call += 1) {
    const failure = createHttpClient(options)
      .send({ method: 'GET', path: '/' })
      .then(() => ({ retryAfterMs: 0 }));
    const { retryAfterMs } = await clock.runUntil(failure.catch((error: unknown) => error as { retryAfterMs: number }));
    waits.push(retryAfterMs / 1000);
    await clock.advance(retryAfterMs);
  }
  return waits;
}

it('F18: waits longer each time that the same refusal comes again, up to 15 minutes, and begins anew when it is served', async () => {
  const refused = new Response(null, { status: 429 });
  expect(await waitsOf(() => refused.clone())).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  const short = new Response(null, { status: 429, headers: { 'retry-after': '10' } });
  expect(await waitsOf(() => short.clone())).toEqual([10, 10, 10, 10, 16, 32, 64, 128, 256, 512, 900, 900]);
  const long = new Response(null, { status: 429, headers: { 'retry-after': '3600' } });
  expect(new Set(await waitsOf(() => long.clone()))).toEqual(new Set([3600]));
  expect(await waitsOf((call) => (call % 4 === 0 ? new Response() : refused.clone()))).toEqual([1, 2, 4, 0, 1, 2, 4, 0, 1, 2, 4, 0]);
});

it('F18: counts requests once that were in flight together', async () => {
  const clock = createVirtualClock();
  const fetch = async (): Promise<Response> => clock.sleep(100).then(() => new Response(null, { status: 429 }));
  const http = createHttpClient({ api: 'Acme', baseUrl: 'https://api.example.com', clock, fetch, retryDelaysMs: [1000], maxWaitMs: 0 });
  const waitOf = async (): Promise<unknown> =>
    http.send({ method: 'GET', path: '/' }).catch((error: unknown) => (error as { retryAfterMs: number }).retryAfterMs);
  expect(await clock.runUntil(Promise.all(Array.from({ length: 20 }, waitOf)))).toEqual(Array.from({ length: 20 }, () => 1000));
  await clock.advance(1000);
  expect(await clock.runUntil(waitOf())).toBe(2000);
  expect(clock.now() - TEST_START_MS).toBe(1200);
});
