import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { rules } from './check-input.ts';
import { createSandboxApp, type SandboxAppOptions } from './create-sandbox-app.ts';

function setUp(options: Partial<SandboxAppOptions> = {}) {
  const clock = createVirtualClock();
  const app = createSandboxApp({
    clock,
    routes: {
      'GET /people': {
        query: { limit: rules.number(1, 500), ids: rules.list(rules.matches(/^\d+$/), 2), since: rules.time, sort: rules.oneOf('id') },
        required: ['limit'],
        handle: ({ query }) => Response.json({ limit: query.get('limit') }),
      },
      'POST /people/{id}/notes': {
        body: { text: rules.filled, about: rules.nullable(rules.integer), done: rules.flag, uuid: rules.uuid, more: rules.anything },
        required: ['text'],
        handle: ({ params, body }) => Response.json({ id: params['id'], body }),
      },
      'GET /health': { isPublic: true, handle: () => Response.json({}) },
    },
    authorize: ({ headers }) => (headers.get('authorization') === 'Bearer good' ? undefined : new Response(null, { status: 401 })),
    refuse: ({ field, problem }) => Response.json({ error: `${field ?? 'body'} ${problem}` }, { status: 400 }),
    ...options,
  });
  const send = async (route: string, { body, token = 'good' }: { readonly body?: unknown; readonly token?: string } = {}) => {
    const [method = '', path = ''] = route.split(' ');
    const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const request = new Request(`https://acme.test${path}`, { method, headers: { authorization: `Bearer ${token}` }, ...init });
    const response = await app.fetch(request);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  return { app, clock, send };
}

describe('createSandboxApp', () => {
  it('hands on query, parameters and body of a good request', async () => {
    const { send } = setUp();
    expect(await send('GET /people?limit=5&ids=1,2&since=2026-01-05T10:00:00Z&sort=id')).toEqual({ status: 200, body: { limit: '5' } });
    expect(await send('POST /people/7/notes', { body: { text: 'x', about: null, done: true } })).toEqual({
      status: 200,
      body: { id: '7', body: { text: 'x', about: null, done: true } },
    });
  });

  it.each([
    ['GET /people?limit=5&modified_since=2026', undefined, 'modified_since is not allowed'],
    ['GET /people?limit=5&limit=6', undefined, 'limit must be given once'],
    ['GET /people?limit=501', undefined, 'limit is malformed'],
    ['GET /people?limit=5&ids=1,2,3', undefined, 'ids is malformed'],
    ['GET /people?limit=5&ids=1,x', undefined, 'ids is malformed'],
    ['GET /people?limit=5&since=yesterday', undefined, 'since is malformed'],
    ['GET /people?limit=5&sort=name', undefined, 'sort is malformed'],
    ['GET /people?limit=5&__proto__=1', undefined, '__proto__ is not allowed'],
    ['GET /people', undefined, 'limit is required'],
    ['POST /people/7/notes', { text: 'x', extra: 1 }, 'extra is not allowed'],
    ['POST /people/7/notes', { text: ' ' }, 'text is malformed'],
    ['POST /people/7/notes', { text: 'x', about: 0 }, 'about is malformed'],
    ['POST /people/7/notes', { text: 'x', uuid: 'x' }, 'uuid is malformed'],
    ['POST /people/7/notes', {}, 'text is required'],
    ['POST /people/7/notes', [], 'body must be a JSON object'],
    ['POST /people/7/notes', '{', 'body must be a JSON object'],
  ])('refuses %s with the body %j', async (route, body, error) => {
    expect(await setUp().send(route, { body })).toEqual({ status: 400, body: { error } });
  });

  it('refuses requests without a valid token, except to what is public', async () => {
    const { send } = setUp();
    expect((await send('GET /people?limit=1', { token: 'bad' })).status).toBe(401);
    expect((await send('GET /health', { token: 'bad' })).status).toBe(200);
  });

  it('counts requests by route, and what no route fits', async () => {
    const { send, app } = setUp({
      notFound: () => new Response(null, { status: 404 }),
      further: { 'GET /oauth': () => new Response(null) },
    });
    for (const route of ['GET /health', 'GET /health', 'GET /nothing', 'GET /oauth']) await send(route);
    expect(app.stats).toEqual({ requests: 4, byRoute: { 'GET /health': 2, unknown: 1, 'GET /oauth': 1 }, rateLimited: 0 });
  });

  it('limits requests, some of them by a limit of their own too', async () => {
    const isHealth = ({ url }: Request): boolean => url.endsWith('/health');
    const { send, app, clock } = setUp({ rateLimits: [{ requests: 1, applies: isHealth }, { requests: 3 }] });
    const statuses = async (...routes: readonly string[]): Promise<readonly number[]> => {
      const all: number[] = [];
      for (const route of routes) all.push((await send(route)).status);
      return all;
    };
    expect(await statuses('GET /health', 'GET /health', 'GET /people?limit=1', 'GET /people?limit=1')).toEqual([200, 429, 200, 429]);
    expect([app.stats.rateLimited, app.stats.requests]).toEqual([2, 2]);
    await clock.advance(1000);
    expect(await statuses('GET /health')).toEqual([200]);
  });

  it('fails as it was set up to, each time in the same way', async () => {
    const run = async (): Promise<readonly number[]> => {
      const { app } = setUp({ seed: 7, faults: { unavailable: 0.5 } });
      const responses = Array.from({ length: 20 }, async () => app.fetch(new Request('https://acme.test/health')));
      return (await Promise.all(responses)).map(({ status }) => status);
    };
    const statuses = await run();
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    expect(await run()).toEqual(statuses);
  });
});
