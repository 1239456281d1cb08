import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { createEndpointCaller, defineDeletion, defineEndpoint, type CallEndpoint } from './endpoint.ts';
import { createHttpClient } from './http-client.ts';
import { unlimitedBudget } from './request-budget.ts';

/** A caller of an API that responds as given, and what it was sent. */
function setUp(respond: (request: Request) => Response) {
  const sent: Request[] = [];
  const http = createHttpClient({
    api: 'Acme',
    baseUrl: 'https://api.example.com',
    retryDelaysMs: [0],
    budget: unlimitedBudget,
    async fetch(request) {
      sent.push(request.clone());
      return respond(request);
    },
  });
  const call: CallEndpoint = createEndpointCaller({ http, api: 'Acme' });
  return { call, sent };
}

const personSchema = z.object({ name: z.string() });
const getPerson = defineEndpoint({ path: '/people/{id}', schema: personSchema, gone: () => undefined });
const updatePerson = defineEndpoint({
  method: 'PUT',
  path: '/people/{id}',
  json: ({ name }: { readonly id: string; readonly name: string }) => ({ name }),
  schema: personSchema,
  read: () => 'updated' as const,
  gone: () => 'gone',
});
const listPeople = defineEndpoint({
  path: '/people',
  query: ({ limit }: { readonly limit: number }) => ({ limit }),
  headers: () => ({ 'if-modified-since': 'yesterday' }),
  schema: z.object({ data: z.array(personSchema) }),
  read: ({ body, headers }) => ({ people: body.data, total: Number(headers.get('x-total')) }),
  empty: () => ({ people: [], total: 0 }),
});

describe('defineEndpoint', () => {
  it('fills the path with encoded values, and sends query, headers and body', async () => {
    const { call, sent } = setUp(() => Response.json({ name: 'Ann', data: [] }));
    await call(getPerson, { id: 'a/b c' });
    await call(updatePerson, { id: '7', name: 'Ann' });
    await call(listPeople, { limit: 5 });
    expect(sent.map(({ method, url }) => `${method} ${new URL(url).pathname}${new URL(url).search}`)).toEqual([
      'GET /people/a%2Fb%20c',
      'PUT /people/7',
      'GET /people?limit=5',
    ]);
    expect([await sent[1]?.json(), sent[2]?.headers.get('if-modified-since')]).toEqual([{ name: 'Ann' }, 'yesterday']);
  });

  it('leaves the base of its path out of errors', async () => {
    const { call, sent } = setUp(() => new Response(null, { status: 400 }));
    const endpoint = defineEndpoint({ base: '/api/v2', path: '/people/{id}' });
    await expect(call(endpoint, { id: 7 })).rejects.toMatchObject({ operation: 'GET /people/{id}' });
    expect(sent[0]?.url).toBe('https://api.example.com/api/v2/people/7');
  });

  it('reads body and headers', async () => {
    const { call } = setUp(() => Response.json({ data: [{ name: 'Ann' }] }, { headers: { 'x-total': '9' } }));
    expect(await call(listPeople, { limit: 1 })).toEqual({ people: [{ name: 'Ann' }], total: 9 });
  });

  it('knows the types of its input and of each of its results', () => {
    expectTypeOf<Parameters<typeof getPerson.send>[1]>().toEqualTypeOf<Readonly<Record<'id', string | number>>>();
    expectTypeOf<Awaited<ReturnType<typeof getPerson.send>>>().toEqualTypeOf<{ name: string } | undefined>();
    expectTypeOf<Awaited<ReturnType<typeof updatePerson.send>>>().toEqualTypeOf<'updated' | 'gone'>();
  });

  it.each([404, 410])('makes of status %i what gone says', async (status) => {
    const { call } = setUp(() => new Response(null, { status }));
    expect(await call(getPerson, { id: 1 })).toBeUndefined();
    expect(await call(updatePerson, { id: '1', name: '' })).toBe('gone');
    await expect(call(listPeople, { limit: 1 })).rejects.toMatchObject({ code: 'API_REFUSED', operation: 'GET /people' });
  });

  it('takes for gone what the API means by it, and nothing else', async () => {
    const remove = defineEndpoint({
      method: 'DELETE',
      path: '/people/{id}',
      gone: () => undefined,
      isGone: ({ status }) => status === 422,
    });
    expect(await setUp(() => new Response(null, { status: 422 })).call(remove, { id: 1 })).toBeUndefined();
    await expect(setUp(() => new Response(null, { status: 404 })).call(remove, { id: 1 })).rejects.toMatchObject({ status: 404 });
  });

  it.each([204, 304])('makes of status %i what empty says', async (status) => {
    const { call } = setUp(() => new Response(null, { status }));
    expect(await call(listPeople, { limit: 1 })).toEqual({ people: [], total: 0 });
  });

  it('takes an empty body for an unexpected response where it does not say what it means', async () => {
    await expect(setUp(() => new Response(null, { status: 204 })).call(getPerson, { id: 1 })).rejects.toMatchObject({
      code: 'API_ANSWER_UNEXPECTED',
    });
  });

  it.each([
    ['refused', 'API_REFUSED'],
    ['unauthorized', 'API_UNAUTHORIZED'],
  ] as const)('throws a refusal inside a response of success, as %s', async (kind, code) => {
    const endpoint = defineEndpoint({
      path: '/self',
      schema: z.object({ ok: z.boolean() }),
      refusal: ({ body }) => (body.ok ? undefined : { kind, apiCode: 'inactive', fields: ['token'] }),
    });
    const { call } = setUp(() => Response.json({ ok: false }));
    await expect(call(endpoint, {})).rejects.toMatchObject({ code, api: 'Acme', operation: 'GET /self', status: 200, apiCode: 'inactive' });
    expect(await setUp(() => Response.json({ ok: true })).call(endpoint, {})).toEqual({ ok: true });
  });

  it('repeats a POST whose outcome is unknown only where it says that it may', async () => {
    const broken = (): Response => new Response(null, { status: 504 });
    const write = defineEndpoint({ method: 'POST', path: '/people' });
    const query = defineEndpoint({ method: 'POST', path: '/people/query', repeatable: true });
    const [one, other] = [setUp(broken), setUp(broken)];
    await expect(one.call(write, {})).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    await expect(other.call(query, {})).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    expect([one.sent.length, other.sent.length]).toEqual([1, 2]);
  });

  it('passes the signal of the caller', async () => {
    const { call, sent } = setUp(() => Response.json({ name: 'Ann' }));
    await expect(call(getPerson, { id: 1 }, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
    expect(sent).toEqual([]);
  });
});

it.each([200, 204, 404, 410])('defineDeletion succeeds with %i', async (status) => {
  const { call, sent } = setUp(() => new Response(null, { status }));
  expect(await call(defineDeletion({ base: '/v1', path: '/people/{id}' }), { id: '7' })).toBeUndefined();
  expect(sent.map(({ method, url }) => [method, new URL(url).pathname])).toEqual([['DELETE', '/v1/people/7']]);
});
