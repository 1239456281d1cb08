import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { withRateLimit } from './with-rate-limit.ts';

const requestOf = (authorization: string): Request => new Request('https://api.example.com/v1', { headers: { authorization } });

it('refuses callers above the limit in any stretch of the window, per key, with Retry-After', async () => {
  const clock = createVirtualClock();
  const handler = withRateLimit(async () => new Response('{}'), { requests: 2, clock });
  const statusOf = async (key: string): Promise<number> => (await handler(requestOf(key))).status;
  expect(await statusOf('a')).toBe(200);
  await clock.advance(600);
  expect([await statusOf('a'), await statusOf('a'), await statusOf('b')]).toEqual([200, 429, 200]);
  expect((await handler(requestOf('a'))).headers.get('retry-after')).toBe('1');
  await clock.advance(400);
  expect([await statusOf('a'), await statusOf('a')]).toEqual([200, 429]);
});

it('counts by a given key and refuses with a given response', async () => {
  const clock = createVirtualClock();
  const options = {
    requests: 1,
    windowMs: 2_000,
    clock,
    keyOf: () => 'all',
    refuse: (waitMs: number): Response => new Response(String(waitMs), { status: 420 }),
  };
  const handler = withRateLimit(async () => new Response('{}'), options);
  await handler(requestOf('a'));
  await clock.advance(500);
  const refusal = await handler(requestOf('b'));
  expect([refusal.status, await refusal.text()]).toEqual([420, '1500']);
});

it.each(['authorization', 'x-api-key', 'api-key', 'apikey', 'x-api-token', 'x-auth-token', 'access_token'])(
  'counts each credential in a %s header by itself',
  async (name) => {
    const handler = withRateLimit(async () => new Response('{}'), { requests: 1, clock: createVirtualClock() });
    const statusOf = async (key: string): Promise<number> =>
      (await handler(new Request('https://api.example.com/v1', { headers: { [name]: key, 'x-request-id': crypto.randomUUID() } }))).status;
    expect([await statusOf('a'), await statusOf('a'), await statusOf('b')]).toEqual([200, 429, 200]);
  },
);
