import { createVirtualClock } from '@frigg-crm/testing';
import type { RateLimits } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { defineEndpoint } from './endpoint.ts';
import { hasStatus, isForbidden } from './error-status.ts';
import { openApi, type ApiClientOptions, type ApiFacts } from './open-api.ts';
import { createRequestBudget } from './create-request-budget.ts';

const self = defineEndpoint({ path: '/self' });

/** An API of 4 requests per 2 s, and what was sent to it. */
function setUp(options: ApiClientOptions = {}, facts: Partial<ApiFacts> = {}) {
  const clock = createVirtualClock();
  const sent: { readonly headers: Headers; readonly atMs: number }[] = [];
  const api = openApi(
    {
      api: 'Acme',
      baseUrl: 'https://api.acme.test',
      userAgent: 'frigg-crm-acme/1',
      token: 'secret',
      account: 'company-1',
      allowance: { requests: 4, windowMs: 2000 },
      ...facts,
    },
    {
      clock,
      async fetch({ headers }) {
        sent.push({ headers, atMs: clock.now() });
        return Response.json({});
      },
      ...options,
    },
  );
  const send = async (count: number, call = api.call): Promise<void> =>
    void (await clock.runUntil(Promise.all(Array.from({ length: count }, async () => call(self, {})))));
  const within2s = (): number => sent.filter(({ atMs }) => atMs < (sent[0]?.atMs ?? 0) + 2000).length;
  return { ...api, clock, sent, send, within2s };
}

describe('openApi', () => {
  it.each([
    ['TOKEN_EXPIRED', 1],
    ['SCOPE_MISSING', 0],
  ])('gets a new token after 401 with %s, where one can repair it: %i times', async (code, refreshes) => {
    let refreshed = 0;
    const refresh = async (): Promise<string> => `token ${(refreshed += 1)}`;
    const token = { get: async () => 'token', refresh };
    const readFailure = (body: unknown) => ({ apiCode: (body as { readonly code: string }).code });
    const facts = {
      token,
      readFailure,
      isStaleToken: ({ apiCode }: { readonly apiCode?: string | undefined }) => apiCode !== 'SCOPE_MISSING',
    };
    const { call } = setUp({ fetch: async () => Response.json({ code }, { status: 401 }) }, facts);
    await expect(call(self, {})).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', apiCode: code });
    expect(refreshed).toBe(refreshes);
  });

  it('sends the token in the form of the API, the headers of API and caller, and who calls', async () => {
    const { send, sent } = setUp({ headers: { 'x-gateway': '1' } }, { tokenScheme: 'Acme-token', apiHeaders: { 'x-version': '7' } });
    await send(1);
    const headers = sent[0]?.headers;
    expect(['authorization', 'x-version', 'x-gateway', 'user-agent'].map((name) => headers?.get(name))).toEqual([
      'Acme-token secret',
      '7',
      '1',
      'frigg-crm-acme/1',
    ]);
    const named = setUp({ headers: async () => ({ 'x-attempt': 'a' }), userAgent: 'my-app/2' }, { apiHeaders: { 'x-version': '7' } });
    await named.send(1);
    expect(['x-version', 'x-attempt', 'user-agent'].map((name) => named.sent[0]?.headers.get(name))).toEqual(['7', 'a', 'my-app/2']);
  });

  it('sends a token of a source in that form too, and a refreshed one after a 401', async () => {
    const used: (string | null)[] = [];
    let current = 'old';
    const token = { get: async () => current, refresh: async () => (current = 'new') };
    const { send } = setUp(
      {
        async fetch({ headers }) {
          used.push(headers.get('authorization'));
          return used.length === 1 ? new Response(null, { status: 401 }) : Response.json({});
        },
      },
      { token, tokenScheme: 'Acme-token' },
    );
    await send(1);
    expect(used).toEqual(['Acme-token old', 'Acme-token new']);
  });

  it('keeps to the allowance of the API, or to the given requests per second over its window', async () => {
    const [documented, slower, own] = [setUp(), setUp({ requestsPerSecond: 1 }), setUp({ budget: createRequestBudget({ requests: 9 }) })];
    for (const { send } of [documented, slower]) await send(6);
    expect([documented.within2s(), slower.within2s()]).toEqual([4, 2]);
    await own.send(9);
    const free = setUp({}, { allowance: undefined });
    await free.send(20);
    expect([own.within2s(), free.within2s()]).toEqual([9, 20]);
  });

  it('counts some calls against a budget of their own too', async () => {
    const { callWithin, openBudget, send, within2s } = setUp();
    await send(4, callWithin(openBudget('search', { requests: 2, windowMs: 2000 })));
    expect(within2s()).toBe(2);
    const both = setUp();
    const search = both.callWithin(both.openBudget('search', { requests: 100, windowMs: 2000 }));
    await both.send(6, search);
    expect(both.within2s()).toBe(4);
  });

  it('shares both budgets by a store, under names that tell accounts apart and show none of them', async () => {
    const keys = new Set<string>();
    const reserve = async (key: string): Promise<number> => (keys.add(key), 0);
    const rateLimits: RateLimits = { reserve, park: async () => undefined, unpark: async () => false, parkedFor: async () => new Map() };
    for (const account of ['1:2', '1:2', '1:3', undefined]) {
      const { send, callWithin, openBudget } = setUp({ rateLimits, account });
      await send(1, callWithin(openBudget('search', { requests: 2 })));
    }
    expect(keys.size).toBe(6);
    expect([...keys].join()).not.toMatch(/company|1:2|search/);
  });

  it('pauses all joined budgets when the API requests it', async () => {
    let requests = 0;
    const { callWithin, openBudget, clock, call } = setUp({
      retryDelaysMs: [],
      maxWaitMs: 0,
      async fetch() {
        requests += 1;
        return new Response(null, { status: 429, headers: { 'retry-after': '60' } });
      },
    });
    const search = callWithin(openBudget('search', { requests: 2 }));
    for (const each of [search, search, call])
      await expect(clock.runUntil(each(self, {}))).rejects.toMatchObject({ code: 'API_RATE_LIMITED' });
    expect(requests).toBe(1);
  });
});

it.each([
  [403, '', [true, true]],
  [403, '<html>', [true, false]],
  [404, '', [false, false]],
])('reads status %i with the body %j: has 403, is forbidden: %j', async (status, body, expected) => {
  const { call, clock } = setUp({
    retryDelaysMs: [],
    maxWaitMs: 0,
    fetch: async () => new Response(body, { status, headers: { 'content-type': body === '' ? 'application/json' : 'text/html' } }),
  });
  const error: unknown = await clock.runUntil(call(self, {})).catch((thrown: unknown) => thrown);
  expect([hasStatus(error, 403), isForbidden(error)]).toEqual(expected);
  expect([hasStatus(new TypeError('a bug'), 403), isForbidden(undefined)]).toEqual([false, false]);
});
