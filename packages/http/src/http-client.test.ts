import { silentLogger, StorageError, type LogFields, type Logger } from '@frigg-crm/core';
import { createVirtualClock, TEST_START_MS, type VirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { ApiAnswerUnexpectedError } from './errors/api-answer-unexpected-error.ts';
import { ApiError } from './errors/api-error.ts';
import { ApiRateLimitedError } from './errors/api-rate-limited-error.ts';
import { ApiRefusedError } from './errors/api-refused-error.ts';
import { ApiUnauthorizedError } from './errors/api-unauthorized-error.ts';
import { ApiUnavailableError } from './errors/api-unavailable-error.ts';
import type { ApiRequest, Fetch, HttpClientOptions } from './api-request.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import { createRequestBudget } from './create-request-budget.ts';
import type { RequestBudget } from './request-budget.ts';

type Respond = () => Response | Promise<Response>;

interface ClientSystem {
  readonly http: HttpClient;
  readonly clock: VirtualClock;
  readonly sent: { readonly request: Request; readonly atMs: number }[];
  readonly lines: string[];
  readonly call: (request?: Partial<ApiRequest>) => Promise<unknown>;
}

const schema = z.object({ ok: z.boolean() });
const OK: Respond = () => Response.json({ ok: true });
const status =
  (code: number, headers: Record<string, string> = {}): Respond =>
  () =>
    Response.json({ code: 'E1', trace: 'T1', message: 'Ann Lee' }, { status: code, headers });

/** A client that is given these responses one after the other, the last one for ever. */
function setUp(
  responses: readonly Respond[],
  options: Partial<Omit<HttpClientOptions, 'clock'>> & { readonly clock?: VirtualClock } = {},
): ClientSystem {
  const clock = options.clock ?? createVirtualClock();
  const sent: ClientSystem['sent'] = [];
  const lines: string[] = [];
  const fetch: Fetch = async (request) => {
    sent.push({ request, atMs: clock.now() - TEST_START_MS });
    return (responses[sent.length - 1] ?? responses.at(-1)!)();
  };
  const http = createHttpClient({
    api: 'Acme',
    baseUrl: 'https://api.example.com',
    fetch,
    clock,
    random: () => 1,
    maxWaitMs: 60_000,
    logger: createLogger(lines),
    ...options,
  });
  return {
    http,
    clock,
    sent,
    lines,
    call: async (request = {}) => clock.runUntil(http.request({ method: 'GET', path: '/v1/people', schema, ...request })),
  };
}

function createLogger(lines: string[]): Logger {
  const write = (fields: LogFields, message: string): void => {
    lines.push(JSON.stringify({ ...fields, message }));
  };
  return { ...silentLogger, debug: write, info: write, warn: write, error: write };
}

const failureOf = async (work: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!ApiError.is(error)) throw new Error('expected the error of an API call', { cause: error });
  return error;
};

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

it('B34: attributes a 403 for one record to that record, since the others may succeed; 401 is always the account', async () => {
  const one = { path: '/v1/people/1', route: '/v1/people/{id}' };
  expect(await failureOf(setUp([status(403)]).call(one))).toBeInstanceOf(ApiRefusedError);
  expect(await failureOf(setUp([status(401)]).call(one))).toBeInstanceOf(ApiUnauthorizedError);
});

it('reads the headers before it takes its permit, and again after a long wait', async () => {
  const clock = createVirtualClock();
  const budget = createRequestBudget({ requests: 1, clock });
  let tokens = 0;
  const headers = async (): Promise<Record<string, string>> => {
    await clock.sleep(500);
    return { authorization: `token ${(tokens += 1)}` };
  };
  const { http, call, sent } = setUp([OK], { clock, budget, headers });
  await clock.runUntil(Promise.all(['/1', '/2'].map(async (path) => http.request({ method: 'GET', path, schema }))));
  expect(sent.map(({ atMs }) => atMs)).toEqual([500, 1_540]);
  void budget.pauseUntil(clock.now() + 30_000);
  await call();
  expect([tokens, sent.at(-1)?.request.headers.get('authorization')]).toEqual([4, 'token 4']);
});

it('fails as the store does that a budget needs, without sending', async () => {
  const budget: RequestBudget = { take: async () => Promise.reject(new StorageError('away')), pauseUntil: () => undefined };
  const { call, sent } = setUp([OK], { budget });
  await expect(call()).rejects.toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
  expect(sent).toHaveLength(0);
});

it.each([400, 404, 409, 422, 301])('does not repeat what is refused with %i', async (code) => {
  const { call, sent } = setUp([status(code, { location: 'https://elsewhere.example.com' })]);
  const error = await failureOf(call());
  expect(error).toBeInstanceOf(ApiRefusedError);
  expect(error).toMatchObject({ status: code, retryable: false });
  expect(sent).toHaveLength(1);
  expect(sent[0]?.request.redirect).toBe('manual');
});

it('refreshes the token once on 401 and repeats with the new one', async () => {
  let token = 'old';
  const options: Partial<Omit<HttpClientOptions, 'clock'>> = {
    headers: () => ({ authorization: token }),
    onUnauthorized: async () => {
      token = 'new';
      return true;
    },
  };
  const { call, sent } = setUp([status(401), OK], options);
  expect(await call()).toEqual({ ok: true });
  expect(sent.map(({ request }) => request.headers.get('authorization'))).toEqual(['old', 'new']);
});

it('does not refresh a second time, nor repeat when there is no new token', async () => {
  let refreshes = 0;
  const refresh = (isNew: boolean): Pick<HttpClientOptions, 'onUnauthorized'> => ({
    onUnauthorized: async () => {
      refreshes += 1;
      return isNew;
    },
  });
  const again = setUp([status(401)], refresh(true));
  expect(await failureOf(again.call())).toBeInstanceOf(ApiUnauthorizedError);
  expect([again.sent.length, refreshes]).toEqual([2, 1]);
  const without = setUp([status(401)], refresh(false));
  expect(await failureOf(without.call())).toBeInstanceOf(ApiUnauthorizedError);
  expect([without.sent.length, refreshes]).toEqual([1, 2]);
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

it('sends nothing when it is aborted before', async () => {
  const { call, sent } = setUp([OK]);
  await expect(call({ signal: AbortSignal.abort(new Error('closed')) })).rejects.toThrow('closed');
  expect(sent).toHaveLength(0);
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

it('does not accept HTML with status 200 as a response, and does not repeat it', async () => {
  const { call, sent } = setUp([() => new Response('<html>Please log in, Ann</html>')]);
  const error = await failureOf(call());
  expect(error).toBeInstanceOf(ApiAnswerUnexpectedError);
  expect(error.retryable).toBe(false);
  expect(error.message).not.toContain('Ann');
  expect(sent).toHaveLength(1);
});

it('P14: repeats a GET whose JSON was cut', async () => {
  const { call, sent } = setUp([() => new Response('{"ok":tr'), OK]);
  expect(await call()).toEqual({ ok: true });
  expect(sent).toHaveLength(2);
});

it('names the field of a response that is not as documented, without its value', async () => {
  const error = await failureOf(setUp([() => Response.json({ ok: 'Ann Lee' })]).call());
  expect(error).toBeInstanceOf(ApiAnswerUnexpectedError);
  expect(error.message).toContain('at ok');
  expect(error.message).not.toContain('Ann');
});

it('P16: encodes a list as a repeated key, percent-encodes values, and leaves out what is undefined', async () => {
  const { call, sent } = setUp([OK]);
  await call({ query: { ids: ['a&b +1', 'é'], limit: 5, all: true, cursor: undefined, none: [] } });
  expect(sent[0]?.request.url).toBe('https://api.example.com/v1/people?ids=a%26b%20%2B1&ids=%C3%A9&limit=5&all=true');
});

it('sends JSON and forms with their content types, and no body without one', async () => {
  const { call, sent } = setUp([OK]);
  await call({ method: 'POST', json: { name: '😀' } });
  await call({ method: 'POST', form: { grant_type: 'refresh token' } });
  await call();
  const bodies = await Promise.all(sent.map(async ({ request }) => [request.headers.get('content-type'), await request.text()]));
  expect(bodies).toEqual([
    ['application/json', '{"name":"😀"}'],
    ['application/x-www-form-urlencoded;charset=UTF-8', 'grant_type=refresh+token'],
    [null, ''],
  ]);
});

it('P14: needs no body of a response that only reports success', async () => {
  const http = createHttpClient({
    api: 'Acme',
    baseUrl: 'https://api.example.com',
    fetch: async () => new Response(null, { status: 204 }),
  });
  expect(await http.send({ method: 'DELETE', path: '/v1/people/1' })).toBeUndefined();
});

it('lets an error of ours through that the headers throw, unchanged', async () => {
  const failure = new ApiRefusedError({ api: 'Login', operation: 'POST /token' });
  const { call, sent } = setUp([OK], { headers: () => Promise.reject(failure) });
  expect(await failureOf(call())).toBe(failure);
  expect(sent).toHaveLength(0);
});

it('keeps query, token, ids and bodies out of errors and logs', async () => {
  const { call, lines } = setUp([status(503)], { headers: () => ({ authorization: 'secret-token' }) });
  const error = await failureOf(
    call({
      method: 'PATCH',
      path: '/v1/people/ann-lee',
      route: '/v1/people/{id}',
      query: { email: 'ann@example.com' },
      json: { name: 'Ann Lee' },
    }),
  );
  expect(lines).toHaveLength(3);
  const said = `${lines.join()} ${error.message} ${JSON.stringify(error)}`;
  expect(said).not.toMatch(/secret|ann|email/i);
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
