import { FriggCrmError, createCredentialVault, createLocalKeys } from '@frigg-crm/core';
import { createIntegrationServices, createSyncEngine } from '@frigg-crm/crm-base';
import { createMemoryQueue, openMemoryStore } from '@frigg-crm/memory';
import { PROBLEMS, createServer } from '@frigg-crm/server';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClient, type Client, type ClientOptions } from './create-client.ts';
import { ServerRequestError, type ServerRequestErrorCode } from './server-request-error.ts';

const BASE = 'https://crm.example.com/frigg';
const server = openServer();
/** What was sent in the current test. */
let sent: Request[] = [];
beforeEach(() => {
  sent = [];
});

describe('the client', () => {
  it('reads, acts and lists with a token, below the path of the server', async () => {
    const client = toServer();
    const { data } = await client.post('/api/v1/api-keys', { body: { name: 'nightly', actions: ['see'] } });
    const keys = await client.get('/api/v1/api-keys');
    expect(keys.data.items.map(({ id }) => id)).toEqual([data.id]);
    await client.delete('/api/v1/api-keys/{keyId}', { path: { keyId: data.id } });
    expect(sent.map(({ url }) => new URL(url).pathname.slice(0, 22))).toEqual(Array(3).fill('/frigg/api/v1/api-keys'));
    const seen = toServer({ token: data.key }).get('/api/v1/syncs');
    await expect(seen).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401, retryable: false });
  });

  it('reads a list page by page, and no page before it is asked for', async () => {
    const client = toServer();
    for (const name of ['a', 'b', 'c']) await client.post('/api/v1/api-keys', { body: { name, actions: ['see'] } });
    sent = [];
    const sizes: number[] = [];
    for await (const { items } of client.pages('/api/v1/audit', { query: { limit: 2, cursor: undefined } })) {
      sizes.push(items.length);
      expect(sent).toHaveLength(sizes.length);
      if (sizes.length === 2) break;
    }
    expect(sizes).toEqual([2, 2]);
    expect(sent.map(({ url }) => [...new URL(url).searchParams.keys()].join())).toEqual(['limit', 'limit,cursor']);
  });

  it('gives each POST an Idempotency-Key of its own, or that of the caller, under which it is done once', async () => {
    const client = toServer();
    const body = { connector: 'none', quo: { apiKey: 'k' } };
    const codes = [
      await codeOf(client.post('/api/v1/integrations', { body })),
      await codeOf(client.post('/api/v1/integrations', { body })),
    ];
    expect(codes).toEqual(['UNPROCESSABLE', 'UNPROCESSABLE']);
    const keys = sent.map(({ headers }) => headers.get('idempotency-key'));
    expect(new Set(keys).size).toBe(2);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    const again = { body: { perSecond: undefined }, idempotencyKey: 'mine' };
    const once = await client.post('/api/v1/dead-letters/redrive-all', again);
    const repeated = await client.post('/api/v1/dead-letters/redrive-all', again);
    expect(repeated.data).toEqual(once.data);
    expect(repeated.response.headers.get('idempotency-replayed')).toBe('true');
  });

  it('sends what was seen as If-Match, and shows the state that was answered', async () => {
    const client = createClient({ baseUrl: BASE, fetch: async (request) => (sent.push(request), answer({}, { etag: '"2"' })) });
    const { etag } = await client.post('/api/v1/syncs/{syncId}/pause', { path: { syncId: 's1' }, ifMatch: '"1"' });
    expect(etag).toBe('"2"');
    expect(sent[0]?.headers.get('if-match')).toBe('"1"');
    expect(sent[0]?.headers.has('authorization')).toBe(false);
  });

  it('sends an id as it is, and none that an address cannot hold', async () => {
    const client = createClient({ baseUrl: BASE, fetch: async (request) => (sent.push(request), answer({})) });
    await client.get('/api/v1/syncs/{syncId}', { path: { syncId: 'a/b?c#ü%2F' } });
    expect(new URL(sent[0]?.url ?? '').pathname.split('/').map(decodeURIComponent).at(-1)).toBe('a/b?c#ü%2F');
    for (const syncId of ['', '.', '..'])
      expect(await codeOf(client.get('/api/v1/syncs/{syncId}', { path: { syncId } }))).toBe('INVALID_REQUEST');
    expect(sent).toHaveLength(1);
  });

  it('refuses a base URL that no request could be sent to', () => {
    for (const baseUrl of ['crm.example.com', 'ftp://crm.example.com', 'https://crm.example.com?x', 'https://'])
      expect(() => createClient({ baseUrl })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }) as Error);
    for (const baseUrl of ['', '/frigg', 'http://localhost:3000/']) expect(() => createClient({ baseUrl })).not.toThrow();
  });
});

describe('a request that failed', () => {
  it('is an error with the code of the server, and says which fields cannot be used', async () => {
    const error = await failureOf(toServer().get('/api/v1/syncs', { query: { limit: 1000 } }));
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', status: 400 });
    expect(error.message).toContain('query/limit: must be a whole number from 1 to 200');
    expect(error.problem?.requestId).toBe(sent.length === 1 ? error.problem?.requestId : '');
    expect(FriggCrmError.is(error)).toBe(true);
  });

  it('may be repeated where the server says that it can pass, after the time that it names', async () => {
    const retryable = Object.entries(PROBLEMS).filter(([code, { status, title }]) => {
      const error = new ServerRequestError({ code: code as ServerRequestErrorCode, message: title, status });
      return error.retryable;
    });
    expect(retryable.map(([, { status }]) => status)).toEqual([409, 429, 503, 503, 503]);
    const problem = { code: 'OVERLOADED', title: 'Full', detail: 'later' };
    const client = createClient({ baseUrl: BASE, fetch: async () => answer(problem, { 'retry-after': '7' }, 503) });
    expect(await failureOf(client.get('/api/v1/syncs'))).toMatchObject({ retryAfterMs: 7000, retryable: true, message: 'Full: later' });
  });

  it('says so where another program answers: a proxy, a page, nothing at all', async () => {
    const page = (status: number): Response => new Response('<!doctype html>', { status, headers: { 'content-type': 'text/html' } });
    for (const other of [page(200), page(404), page(502), new Response(null, { status: 200 })]) {
      const error = await failureOf(createClient({ baseUrl: BASE, fetch: async () => other }).get('/api/v1/syncs'));
      expect(error).toMatchObject({ code: 'ANSWER_UNEXPECTED', status: other.status });
      expect(error.message).toMatch(/check the URL/);
    }
  });

  it('says that there is no server', async () => {
    const client = createClient({ baseUrl: BASE, fetch: async () => Promise.reject(new TypeError('fetch failed')) });
    expect(await failureOf(client.get('/api/v1/syncs'))).toMatchObject({ code: 'SERVER_UNREACHABLE', status: undefined, retryable: true });
  });

  it('is given up after its deadline, also in the middle of an answer, and when its caller does', async () => {
    const hangs = async (request: Request): Promise<Response> =>
      new Promise((_resolve, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason as Error)));
    const client = createClient({ baseUrl: BASE, fetch: hangs, timeoutMs: 1 });
    expect(await failureOf(client.get('/api/v1/syncs'))).toMatchObject({ code: 'REQUEST_TIMED_OUT', retryable: true });
    const reason = new Error('the screen was left');
    const stop = new AbortController();
    const left = client.get('/api/v1/syncs', { signal: stop.signal, timeoutMs: 60_000 });
    stop.abort(reason);
    await expect(left).rejects.toBe(reason);
  });
});

async function failureOf(request: Promise<unknown>): Promise<ServerRequestError> {
  const error: unknown = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ServerRequestError) return error;
  throw new Error('it did not fail as a request', { cause: error });
}

async function codeOf(request: Promise<unknown>): Promise<string> {
  return (await failureOf(request)).code;
}

function answer(body: unknown, headers: Readonly<Record<string, string>> = {}, status = 200): Response {
  return Response.json(body, { status, headers });
}

function toServer(options: ClientOptions = {}): Client {
  const fetch = async (request: Request): Promise<Response> => (sent.push(request), server.fetch(request));
  return createClient({ baseUrl: BASE, token: 'admin-token-of-tests', fetch, ...options });
}

function openServer(): ReturnType<typeof createServer> {
  const store = openMemoryStore();
  const engine = createSyncEngine({ store, queues: { fetch: createMemoryQueue(), work: createMemoryQueue() } });
  const vault = createCredentialVault({ ...store, keys: createLocalKeys({ current: { id: 'k1', key: new Uint8Array(32) } }) });
  const webhookUrls = { quo: (id: string) => `${BASE}/quo/${id}`, crm: (_crm: string, id: string) => `${BASE}/crm/${id}` };
  const services = createIntegrationServices({ engine, vault, basePath: '/webhooks', webhookUrls, loadIntegration: async () => undefined });
  return createServer({ engine, services, vault, connectors: [], access: { adminToken: 'admin-token-of-tests' }, publicUrl: BASE });
}
