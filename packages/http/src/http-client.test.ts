import { StorageError } from '@frigg-crm/core';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { ApiAnswerUnexpectedError } from './errors/api-answer-unexpected-error.ts';
import { ApiRefusedError } from './errors/api-refused-error.ts';
import { ApiUnauthorizedError } from './errors/api-unauthorized-error.ts';
import type { HttpClientOptions } from './api-request.ts';
import { createHttpClient } from './http-client.ts';
import { createRequestBudget } from './create-request-budget.ts';
import type { RequestBudget } from './request-budget.ts';
import { schema, OK, status, setUp, failureOf } from './test-support/client-system.ts';

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

it('sends nothing when it is aborted before', async () => {
  const { call, sent } = setUp([OK]);
  await expect(call({ signal: AbortSignal.abort(new Error('closed')) })).rejects.toThrow('closed');
  expect(sent).toHaveLength(0);
});

it('does not accept HTML with status 200 as a response, and does not repeat it', async () => {
  const { call, sent } = setUp([() => new Response('<html>Please log in, Ann</html>')]);
  const error = await failureOf(call());
  expect(error).toBeInstanceOf(ApiAnswerUnexpectedError);
  expect(error.retryable).toBe(false);
  expect(error.message).not.toContain('Ann');
  expect(sent).toHaveLength(1);
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
