import { expect, it } from 'vitest';
import { createRoutes } from './create-routes.ts';

const fetch = createRoutes({
  'GET /people': ({ url }) => new Response(`list ${url.searchParams.get('limit')}`),
  'GET /people/me': () => new Response('me'),
  'GET /people/{id}': ({ params }) => new Response(`one ${params['id']}`),
  'POST /people/{id}/notes/{note}': async ({ request, params }) => new Response(`${await request.text()} ${JSON.stringify(params)}`),
  'GET /v1.0/a+b': () => new Response('plain'),
});

async function outcome(method: string, path: string, body?: string): Promise<string> {
  const response = await fetch(new Request(`https://api.example.com${path}`, { method, body: body ?? null }));
  return `${response.status} ${await response.text()}`;
}

it.each([
  ['GET', '/people?limit=5', '200 list 5'],
  ['GET', '/people/', '200 list null'],
  ['GET', '/people/me', '200 me'],
  ['GET', '/people/a%2Fb', '200 one a/b'],
  ['GET', '/v1.0/a+b', '200 plain'],
  ['GET', '/v1x0/a+b', '404 {"message":"Not Found"}'],
  ['GET', '/people/1/notes', '404 {"message":"Not Found"}'],
  ['DELETE', '/people/1', '405 {"message":"Method Not Allowed"}'],
])('responds to %s %s: %s', async (method, path, expected) => {
  expect(await outcome(method, path)).toBe(expected);
});

it('hands request and parameters to the handler', async () => {
  expect(await outcome('POST', '/people/1/notes/2', 'hello')).toBe('200 hello {"id":"1","note":"2"}');
});

it('leaves what no route fits to the sandbox', async () => {
  const other = createRoutes({}, { notFound: () => new Response(null, { status: 418 }) });
  expect((await other(new Request('https://api.example.com/'))).status).toBe(418);
});

it('keeps a part of the path as it was sent when it is no percent-encoding', async () => {
  const fetch = createRoutes({ 'GET /people/{id}': ({ params }) => Response.json(params) });
  const idOf = async (path: string): Promise<unknown> => (await fetch(new Request(`https://api.example.com${path}`))).json();
  expect([await idOf('/people/a%20b'), await idOf('/people/100%')]).toEqual([{ id: 'a b' }, { id: '100%' }]);
});
