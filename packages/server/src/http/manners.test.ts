import { StorageError, type Store } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { openServerSystem, type ServerSystem } from '../test-support/server-system.ts';

const SYNCS = '/api/v1/syncs';
const START = { integrationId: 'i1', type: 'initial' };

async function problemOf(response: Promise<Response>): Promise<Record<string, unknown>> {
  return (await (await response).json()) as Record<string, unknown>;
}

describe('the manners of the API', () => {
  it('answers what goes wrong as a problem that names the request in the log', async () => {
    const { ask, lines } = openServerSystem();
    const response = await ask(`${SYNCS}/none`, { headers: { 'x-request-id': 'request-17' } });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('x-request-id')).toBe('request-17');
    expect(await response.json()).toEqual({
      type: 'https://github.com/friggframework/frigg-crm/blob/main/docs/reference/http-api.md#not_found',
      title: 'There is no such thing',
      status: 404,
      detail: 'There is no sync with this id',
      instance: `${SYNCS}/none`,
      code: 'NOT_FOUND',
      requestId: 'request-17',
    });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ requestId: 'request-17', operationId: 'getSync', status: 404, code: 'NOT_FOUND', caller: 'key:all' }),
    ]);
  });

  it.each([
    ['no JSON', '{', 400, []],
    ['half a character', '"\uD800', 400, []],
    ['no body at all', undefined, 400, ['']],
    ['a list', [], 400, ['']],
    ['an unknown field', { ...START, extra: 1 }, 400, ['/extra']],
    ['a name that reaches a prototype', '{"__proto__":{"a":1},"integrationId":"i1","type":"initial"}', 400, ['/__proto__']],
    ['a field that is missing', { type: 'initial' }, 400, ['/integrationId']],
    ['a control character', { ...START, integrationId: 'a\0b' }, 400, ['/integrationId']],
  ])('refuses a body that is %s, and names the fields', async (_what, body, status, pointers) => {
    const { ask } = openServerSystem();
    const problem = await problemOf(ask(SYNCS, { method: 'POST', body }));
    expect(problem).toMatchObject({ status, code: 'INVALID_REQUEST' });
    expect(((problem['errors'] ?? []) as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it.each([
    '?limit=0',
    '?limit=201',
    '?limit=1e1',
    '?limit=1&limit=2',
    '?active=yes',
    '?state=NONE',
    '?unknown=1',
    '?cursor=x',
    '?integrationId=%00',
  ])('refuses the query %s', async (query) => {
    expect((await openServerSystem().ask(`${SYNCS}${query}`)).status).toBe(400);
  });

  it('refuses a body of another type, one that is too large, and one that never says its length', async () => {
    const { ask, server } = openServerSystem({ server: { limits: { bodyBytes: 1000 } } });
    expect(await problemOf(ask(SYNCS, { body: START, headers: { 'content-type': 'text/plain' } }))).toMatchObject({ status: 415 });
    expect(await problemOf(ask(SYNCS, { body: { ...START, extra: 'x'.repeat(1000) } }))).toMatchObject({ status: 413 });
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(400));
      },
    });
    const init: RequestInit = {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { authorization: 'Bearer all', 'content-type': 'application/json' },
    };
    const response = await server.fetch(new Request(`https://crm.example.com${SYNCS}`, init));
    expect(response.status).toBe(413);
    expect(pulled).toBeLessThan(6);
  });

  it('refuses callers that it does not know, and what a caller may not do', async () => {
    const { ask } = openServerSystem();
    const stranger = await ask(SYNCS, { as: '' });
    expect(stranger.headers.get('www-authenticate')).toBe('Bearer realm="frigg-crm"');
    expect(await problemOf(Promise.resolve(stranger))).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(await problemOf(ask(SYNCS, { as: 'viewer', body: START }))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site', cookie: 'a=b' }, 403],
    [{ origin: 'https://evil.example', cookie: 'a=b' }, 403],
    [{ cookie: 'a=b' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'same-origin', cookie: 'a=b' }, 202],
    [{ origin: 'https://crm.example.com', cookie: 'a=b' }, 202],
    [{}, 202],
  ])('takes what acts with the headers %j as %i', async (headers, status) => {
    const system = openServerSystem();
    await system.connect();
    expect((await system.ask(SYNCS, { body: START, headers: headers as Record<string, string> })).status).toBe(status);
  });

  it('says which methods a path has, and where the document is', async () => {
    const { ask } = openServerSystem();
    const response = await ask(SYNCS, { method: 'DELETE' });
    expect(response.headers.get('allow')).toBe('GET, POST');
    expect(await problemOf(Promise.resolve(response))).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
    expect(await problemOf(ask('/api/v1/nothing'))).toMatchObject({
      status: 404,
      detail: expect.stringContaining('/api/v1/openapi.json') as string,
    });
  });

  it('is not for caches, frames or guesses', async () => {
    const { headers } = await openServerSystem().ask(SYNCS);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });
});

/** A store in which reading processes does what a test says. */
function storeThat(find: Store['processRepository']['find']): (store: Store) => Store {
  return (store) => ({ ...store, processRepository: { ...store.processRepository, find } });
}

describe('the limits of the API', () => {
  it('counts the requests of each caller, says what is left, and refuses more until the minute is over', async () => {
    const { ask, clock } = openServerSystem({ server: { limits: { requestsPerMinute: 2 } } });
    const first = await ask(SYNCS);
    expect(first.headers.get('ratelimit-policy')).toBe('"api";q=2;w=60');
    expect(first.headers.get('ratelimit')).toBe('"api";r=1;t=60');
    await clock.advance(20_000);
    await ask(SYNCS);
    const refused = await ask(SYNCS);
    expect(refused.headers.get('retry-after')).toBe('40');
    expect(await problemOf(Promise.resolve(refused))).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
    expect((await ask(SYNCS, { as: 'viewer' })).status).toBe(200);
    await clock.advance(40_000);
    expect((await ask(SYNCS)).status).toBe(200);
  });

  it('gives a request up whose store is silent, and others are answered meanwhile', async () => {
    const system = openServerSystem({ wrapStore: storeThat(async () => new Promise(() => {})) });
    const silent = system.ask(SYNCS);
    expect((await system.ask('/healthz')).status).toBe(200);
    const response = await system.clock.runUntil(silent);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await problemOf(Promise.resolve(response))).toMatchObject({ status: 503, code: 'DEADLINE_EXCEEDED' });
  });

  it('sheds what is too much at once, but never the question whether it lives', async () => {
    const system = openServerSystem({
      wrapStore: storeThat(async () => new Promise(() => {})),
      server: { limits: { concurrentRequests: 1 } },
    });
    const silent = system.ask(SYNCS);
    expect(await problemOf(system.ask(SYNCS))).toMatchObject({ status: 503, code: 'OVERLOADED' });
    expect((await system.ask('/readyz')).status).toBe(200);
    await system.clock.runUntil(silent);
  });

  it('reports a store that fails, and keeps what others wrote in an error to itself', async () => {
    const down = openServerSystem({ wrapStore: storeThat(async () => Promise.reject(new StorageError('no response'))) });
    expect(await problemOf(down.ask(SYNCS))).toMatchObject({ status: 503, code: 'STORE_UNAVAILABLE' });
    const odd = openServerSystem({ wrapStore: storeThat(async () => Promise.reject(new Error('password=hunter2'))) });
    const response = await odd.ask(SYNCS);
    expect(response.status).toBe(500);
    expect(`${await response.text()}${odd.lines.join('')}`).not.toContain('hunter2');
  });
});

describe('an Idempotency-Key', () => {
  const withKey = (key: string): { headers: Record<string, string> } => ({ headers: { 'idempotency-key': key } });

  async function started(system: ServerSystem, body: object, key: string): Promise<Response> {
    return system.ask(SYNCS, { body, ...withKey(key) });
  }

  it('gives a repeated request the answer of before', async () => {
    const system = openServerSystem();
    await system.connect();
    const first = await started(system, START, 'k1');
    const again = await started(system, { type: 'initial', integrationId: 'i1' }, 'k1');
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect([again.status, await again.text()]).toEqual([202, await first.text()]);
    expect(await problemOf(started(system, { ...START, type: 'ongoing' }, 'k1'))).toMatchObject({
      status: 422,
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect(await problemOf(system.ask(SYNCS, { as: 'stranger', body: START, ...withKey('k1') }))).toMatchObject({ status: 404 });
  });

  it('lets work that failed be tried again, and forgets after a day', async () => {
    const system = openServerSystem();
    expect((await started(system, START, 'k1')).status).toBe(404);
    await system.connect();
    expect((await started(system, START, 'k1')).status).toBe(202);
    await system.clock.advance(25 * 3600 * 1000);
    expect((await started(system, START, 'k1')).headers.has('idempotency-replayed')).toBe(false);
  });

  it('does the work once for requests at the same time, and takes over from a program that crashed', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const held = openServerSystem({
      wrapStore: (store) => ({
        ...store,
        processRepository: {
          ...store.processRepository,
          async create(process, options) {
            await gate;
            await store.processRepository.create(process, options);
          },
        },
      }),
    });
    await held.connect();
    const first = started(held, START, 'k1');
    await held.clock.advance(1);
    expect(await problemOf(started(held, START, 'k1'))).toMatchObject({ status: 409, code: 'REQUEST_UNDER_WAY' });
    await held.clock.advance(61_000);
    expect((await first).status).toBe(503);
    const second = started(held, START, 'k1');
    release();
    expect((await held.clock.runUntil(second)).status).toBe(202);
  });

  it('is refused when it cannot be one', async () => {
    expect(await problemOf(started(openServerSystem(), START, 'a b'))).toMatchObject({ status: 400 });
  });
});
