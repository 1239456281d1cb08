import { createVirtualClock, TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { ApiRateLimitedError } from './errors/api-rate-limited-error.ts';
import { ApiUnauthorizedError } from './errors/api-unauthorized-error.ts';
import { ApiUnavailableError } from './errors/api-unavailable-error.ts';
import { createHttpClient } from './http-client.ts';
import { createRequestBudget } from './create-request-budget.ts';
import { type Respond, schema, OK, status, setUp, failureOf } from './test-support/client-system.ts';

it('repeats a GET after 503, with growing waits, and returns what the schema reads', async () => {
  const { call, sent } = setUp([status(503), status(500), OK]);
  expect(await call()).toEqual({ ok: true });
  expect(sent.map(({ atMs }) => atMs)).toEqual([0, 1_000, 4_000]);
});

it('takes up to half of each wait off by chance, so that callers do not come back together', async () => {
  const { call, sent } = setUp([status(503), OK], { random: () => 0 });
  await call();
  expect(sent[1]?.atMs).toBe(500);
});

it('P7: gives up after the last wait, with the status and the API own code, and no text of the response', async () => {
  const readFailure = (body: unknown): { apiCode: string; trace: string } =>
    z
      .object({ code: z.string(), trace: z.string() })
      .transform(({ code, trace }) => ({ apiCode: code, trace }))
      .parse(body);
  const { call, sent } = setUp([status(503)], { readFailure });
  const error = await failureOf(call());
  expect(error).toBeInstanceOf(ApiUnavailableError);
  expect(error).toMatchObject({ status: 503, apiCode: 'E1', trace: 'T1', operation: 'GET /v1/people', retryable: true });
  expect(error.message).not.toContain('Ann');
  expect(sent).toHaveLength(4);
});

it.each([
  status(503),
  status(502),
  (): Response => new Response('{"ok":tr'),
  async (): Promise<Response> => Promise.reject(new TypeError('fetch failed')),
])('B91: does not repeat a POST whose outcome is unknown (%#)', async (answer) => {
  const { call, sent } = setUp([answer, OK]);
  expect((await failureOf(call({ method: 'POST', json: {} }))).retryable).toBe(true);
  expect(sent).toHaveLength(1);
});

it('repeats a POST that is said to be repeatable', async () => {
  const { call, sent } = setUp([status(503), OK]);
  expect(await call({ method: 'POST', json: {}, repeatable: true })).toEqual({ ok: true });
  expect(sent).toHaveLength(2);
});

it('repeats a POST after 429: it had no effect', async () => {
  const { call, sent } = setUp([status(429, { 'retry-after': '7' }), OK]);
  await call({ method: 'POST', json: {} });
  expect(sent.map(({ atMs }) => atMs)).toEqual([0, 7_700]);
});

it('waits a tenth longer than the API requests at most, by chance, and never a second longer', async () => {
  const waitOf = async (seconds: string, dice: number): Promise<number | undefined> => {
    const { call, sent } = setUp([status(429, { 'retry-after': seconds }), OK], { random: () => dice });
    await call();
    return sent[1]?.atMs;
  };
  expect([await waitOf('7', 0), await waitOf('7', 0.5), await waitOf('60', 1)]).toEqual([7_000, 7_350, 61_000]);
});

it.each(['0', '0.01', 'Mon, 05 Jan 2026 09:59:59 GMT'])('waits a second at least when the API requests a wait of %j', async (hint) => {
  const { call, sent } = setUp([status(429, { 'retry-after': hint }), OK], { random: () => 0 });
  await call();
  expect(sent.map(({ atMs }) => atMs)).toEqual([0, 1_000]);
});

it('waits by its own ladder on a 429 without a hint', async () => {
  const { call, sent } = setUp([status(429), status(429), OK], { random: () => 0 });
  await call();
  expect(sent.map(({ atMs }) => atMs)).toEqual([0, 1_000, 4_000]);
});

it('hands a wait that is too long to its caller at once', async () => {
  const { call, sent } = setUp([status(429, { 'retry-after': '3600' })]);
  const error = await failureOf(call());
  expect(error).toBeInstanceOf(ApiRateLimitedError);
  expect(error).toMatchObject({ retryAfterMs: 3_600_000, retryable: true });
  expect(sent).toHaveLength(1);
});

it('pauses all clients that share the budget after one 429, also when that call gives up', async () => {
  const clock = createVirtualClock();
  const budget = createRequestBudget({ requests: 100, clock });
  const limited = setUp([status(429, { 'retry-after': '20' })], { budget, clock, retryDelaysMs: [] });
  const other = setUp([OK], { budget, clock });
  await failureOf(limited.call());
  const work = other.call();
  await clock.runUntil(work);
  expect(clock.now() - TEST_START_MS).toBe(20_000);
});

it('rejects the other callers at once when the API blocks for a day, with the time that is left, and sends no request', async () => {
  const clock = createVirtualClock();
  const budget = createRequestBudget({ requests: 100, clock });
  await failureOf(setUp([status(429, { 'retry-after': '86400' })], { budget, clock }).call());
  await clock.advance(3_600_000);
  const other = setUp([OK], { budget, clock });
  const error = await failureOf(other.call());
  expect(error).toBeInstanceOf(ApiRateLimitedError);
  expect(error).toMatchObject({ api: 'Acme', operation: 'GET /v1/people', status: undefined, retryAfterMs: 82_800_000 });
  expect([other.sent.length, clock.now() - TEST_START_MS]).toEqual([0, 3_600_000]);
  await clock.advance(82_800_000);
  expect(await other.call()).toEqual({ ok: true });
});

it('takes a 403 in HTML for a rate limit of minutes, and one in JSON for a refused account', async () => {
  const page: Respond = () => new Response('<html>blocked</html>', { status: 403, headers: { 'content-type': 'text/html' } });
  const blocked = await failureOf(setUp([page, OK]).call());
  expect(blocked).toBeInstanceOf(ApiRateLimitedError);
  expect(blocked).toMatchObject({ status: 403, retryAfterMs: 120_000 });
  const { call, sent } = setUp([page, OK], { maxWaitMs: 120_000, random: () => 0 });
  expect(await call()).toEqual({ ok: true });
  expect(sent.map(({ atMs }) => atMs)).toEqual([0, 120_000]);
  expect(await failureOf(setUp([status(403)]).call())).toBeInstanceOf(ApiUnauthorizedError);
});

it('ends with the reason of an abort during a wait, and sends nothing more', async () => {
  const { http, clock, sent } = setUp([status(503)]);
  const stop = new AbortController();
  const work = http.request({ method: 'GET', path: '/v1/people', schema, signal: stop.signal }).catch((reason: unknown) => reason);
  await clock.advance(500);
  expect(clock.sleeping).toBe(1);
  stop.abort(new Error('closed'));
  expect(String(await work)).toContain('closed');
  expect([sent.length, clock.sleeping]).toEqual([1, 0]);
});

it('gives an attempt up after its time, the reading of the body included', async () => {
  const silent: Respond = () => new Response(new ReadableStream({ start: () => undefined }));
  const clock = createVirtualClock();
  const http = createHttpClient({
    api: 'Acme',
    baseUrl: 'https://api.example.com',
    clock,
    timeoutMs: 5,
    retryDelaysMs: [],
    fetch: async () => silent(),
  });
  const error = await failureOf(http.request({ method: 'GET', path: '/v1/people', schema }));
  expect(error).toMatchObject({ code: 'API_UNAVAILABLE', apiCode: 'TIMEOUT', retryable: true });
});

it('P14: repeats a GET whose JSON was cut', async () => {
  const { call, sent } = setUp([() => new Response('{"ok":tr'), OK]);
  expect(await call()).toEqual({ ok: true });
  expect(sent).toHaveLength(2);
});

it('P8: waits out ten seconds itself, and hands a longer wait to the caller, who may free the worker', async () => {
  const limited =
    (seconds: string): Respond =>
    () =>
      new Response('{}', { status: 429, headers: { 'retry-after': seconds } });
  const patient = setUp([limited('8'), OK], { maxWaitMs: undefined });
  expect(await patient.call()).toEqual(expect.anything());
  const { call, sent } = setUp([limited('30'), OK], { maxWaitMs: undefined });
  await expect(call()).rejects.toMatchObject({ code: 'API_RATE_LIMITED' });
  expect(sent).toHaveLength(1);
});
