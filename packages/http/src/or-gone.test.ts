import { expect, it } from 'vitest';
import { createHttpClient } from './http-client.ts';
import { orGone } from './or-gone.ts';
import { unlimitedBudget } from './request-budget.ts';

it.each([
  [404, undefined],
  [410, undefined],
  [403, 'API_REFUSED'],
  [500, 'API_UNAVAILABLE'],
])('makes of status %i: %s', async (status, code) => {
  const fetch = async (): Promise<Response> => new Response(null, { status });
  const http = createHttpClient({ api: 'Acme', baseUrl: 'https://api.example.com', fetch, retryDelaysMs: [], budget: unlimitedBudget });
  const call = orGone(http.send({ method: 'GET', path: '/people/1', route: '/people/{id}' }));
  const outcome: unknown = await call.catch((error: unknown) => (error as { code: string }).code);
  expect(outcome).toBe(code);
});

it('hands on what the call resolves to, and other errors', async () => {
  expect(await orGone(Promise.resolve(1))).toBe(1);
  const bug = new TypeError('a bug');
  await expect(orGone(Promise.reject(bug))).rejects.toBe(bug);
});
