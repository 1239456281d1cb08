import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import * as z from 'zod';
import type { HttpClientOptions } from './api-request.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import { createTokenSource } from './token-source.ts';
import { VERSION } from './version.ts';

/** A client, and the headers that its requests carried. */
function setUp(
  options: Partial<HttpClientOptions>,
  respond: (call: number) => Response = () => new Response(null, { status: 204 }),
): { readonly http: HttpClient; readonly sent: Headers[] } {
  const sent: Headers[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    sent.push(request.headers);
    return respond(sent.length);
  };
  return { http: createHttpClient({ api: 'Acme', baseUrl: 'https://api.example.com', fetch, retryDelaysMs: [], ...options }), sent };
}

const GET = { method: 'GET', path: '/people' } as const;
const configurationInvalid = expect.objectContaining({ code: 'CONFIGURATION_INVALID', retryable: false }) as Error;

it('sends its name and package version as user agent, unless another is given', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(VERSION).toBe(version);
  const [named, plain] = [setUp({ userAgent: 'my-app/2' }), setUp({})];
  for (const { http } of [named, plain]) await http.send(GET);
  expect([named.sent[0]?.get('user-agent'), plain.sent[0]?.get('user-agent')]).toEqual(['my-app/2', `frigg-crm-http/${version}`]);
});

it('sends a token as a bearer token, and headers of client and request over it', async () => {
  const { http, sent } = setUp({ token: 'abc', headers: { 'x-team': '1', 'x-page': '1' } });
  await http.send({ ...GET, headers: { 'x-page': '2' } });
  expect([sent[0]?.get('authorization'), sent[0]?.get('x-team'), sent[0]?.get('x-page')]).toEqual(['Bearer abc', '1', '2']);
  const other = setUp({ token: 'abc', headers: () => ({ authorization: 'Basic x' }) });
  await other.http.send(GET);
  expect(other.sent[0]?.get('authorization')).toBe('Basic x');
});

it('reads a token source for each request, and refreshes it once for all calls that are refused', async () => {
  let refreshes = 0;
  const token = createTokenSource({ token: 'old', refresh: async () => ({ value: `new-${(refreshes += 1)}` }) });
  const { http, sent } = setUp({ token }, (call) => new Response(null, { status: call <= 5 ? 401 : 204 }));
  await Promise.all(Array.from({ length: 5 }, async () => http.send(GET)));
  expect([refreshes, sent.length, new Set(sent.slice(5).map((headers) => headers.get('authorization')))]).toEqual([
    1,
    10,
    new Set(['Bearer new-1']),
  ]);
});

it('passes body, headers and status of a response to `read`', async () => {
  const link = '<https://api.example.com/people?page=2>; rel="next"';
  const { http } = setUp({}, () => Response.json([{ id: 1 }], { headers: { 'X-Total-Count': '30', link }, status: 206 }));
  const schema = z.array(z.object({ id: z.number() }));
  const page = await http.request({
    ...GET,
    schema,
    read: ({ body, headers, status }) => ({ body, status, total: Number(headers.get('x-total-count')), next: headers.get('link') }),
  });
  expect(page).toEqual({ body: [{ id: 1 }], status: 206, total: 30, next: link });
  expect(await http.request({ ...GET, schema })).toEqual([{ id: 1 }]);
});

it('reads an empty response as undefined, with its headers', async () => {
  const { http } = setUp({}, () => new Response(null, { status: 204, headers: { etag: '"7"' } }));
  expect(await http.request({ ...GET, schema: z.undefined() })).toBeUndefined();
  expect(await http.request({ ...GET, schema: z.undefined(), read: ({ headers }) => headers.get('etag') })).toBe('"7"');
});

it('throws what the reader of a response throws, and sends nothing again', async () => {
  const { http, sent } = setUp({ retryDelaysMs: [1] }, () => Response.json({}));
  const bug = new TypeError('a bug');
  const read = (): never => {
    throw bug;
  };
  await expect(http.request({ ...GET, schema: z.unknown(), read })).rejects.toBe(bug);
  expect(sent).toHaveLength(1);
});

it('F26: refuses a token, user agent or header that can never be sent, before any call', () => {
  for (const options of [{ token: 's3cret\u200b' }, { userAgent: 'a\nb' }, { headers: { 'x-key': 's3cret\u{1F511}' } }])
    expect(() => setUp(options)).toThrow(configurationInvalid);
});

it('F26: fails a call at once whose token can never be sent, wherever it comes from, and shows it nowhere', async () => {
  const bad = 's3cret\u200bs3cret';
  const clients = [
    setUp({ headers: () => ({ authorization: `Bearer ${bad}` }) }),
    setUp({ token: createTokenSource({ token: bad }) }),
    setUp({ onUnauthorized: async () => true, headers: () => ({ authorization: `${bad}\r\n` }) }),
  ];
  for (const { http, sent } of clients) {
    const error: unknown = await http.send(GET).catch((reason: unknown) => reason);
    expect(error).toEqual(configurationInvalid);
    expect(inspect(error, { depth: 10 })).not.toContain('s3cret');
    expect(sent).toEqual([]);
  }
  const { http, sent } = setUp({ retryDelaysMs: [1, 1] });
  await expect(http.send({ ...GET, headers: { 'x-key': bad } })).rejects.toEqual(configurationInvalid);
  expect(sent).toEqual([]);
});

it('F26: takes a base URL that is none for a wrong setting, too', async () => {
  await expect(setUp({ baseUrl: 'api.example.com' }).http.send(GET)).rejects.toEqual(configurationInvalid);
});

it('asks for the base URL once the token of an attempt is known, since both change together', async () => {
  const hosts: string[] = [];
  let host = 'old.example.com';
  const http = createHttpClient({
    api: 'Acme',
    baseUrl: () => `https://${host}`,
    token: {
      async get() {
        host = 'new.example.com';
        return 'abc';
      },
      refresh: async () => 'abc',
    },
    fetch: async ({ url }) => {
      hosts.push(new URL(url).host);
      return new Response(null, { status: 204 });
    },
  });
  await http.send(GET);
  expect(hosts).toEqual(['new.example.com']);
});
