import { createVirtualClock, TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import { withFaults, type FaultOptions } from './with-faults.ts';

const URL_OF_API = 'https://api.example.com/v1';

async function hit(
  faults: Partial<FaultOptions>,
  respond: () => Response = () => Response.json({ name: 'Ann' }),
): Promise<{ response: Response; effects: number }> {
  let effects = 0;
  const handler = async (): Promise<Response> => {
    effects += 1;
    return respond();
  };
  const response = await withFaults(handler, { random: () => 0, ...faults })(new Request(URL_OF_API));
  return { response, effects };
}

it('refuses without effect: 429 with or without a hint, and 503', async () => {
  const limited = await hit({ rateLimited: 1, retryAfterSeconds: 3 });
  expect([limited.response.status, limited.response.headers.get('retry-after'), limited.effects]).toEqual([429, '3', 0]);
  expect((await hit({ rateLimited: 1 })).response.headers.has('retry-after')).toBe(false);
  const unavailable = await hit({ unavailable: 1 });
  expect([unavailable.response.status, unavailable.effects]).toEqual([503, 0]);
});

it('loses the response of what took effect, or cuts it in half', async () => {
  const lost = await hit({ lostAnswer: 1 });
  expect([lost.response.status, lost.effects]).toEqual([502, 1]);
  const cut = await hit({ truncated: 1 });
  expect([cut.response.status, await cut.response.text(), cut.effects]).toEqual([200, '{"name"', 1]);
  const empty = await hit({ truncated: 1 }, () => new Response(null, { status: 204 }));
  expect(empty.response.status).toBe(204);
});

it('fails the configured share of requests', async () => {
  const random = createSeededRandom(7);
  const handler = withFaults(async () => new Response('{}'), { random, rateLimited: 0.1, unavailable: 0.2 });
  const statuses = await Promise.all(Array.from({ length: 2_000 }, async () => (await handler(new Request(URL_OF_API))).status));
  const share = (status: number): number => statuses.filter((one) => one === status).length / statuses.length;
  expect(share(429)).toBeCloseTo(0.1, 1);
  expect(share(503)).toBeCloseTo(0.2, 1);
  expect(share(200)).toBeCloseTo(0.7, 1);
});

it('responds late', async () => {
  const clock = createVirtualClock();
  await clock.runUntil(withFaults(async () => new Response('{}'), { random: () => 1, latencyMs: 250, clock })(new Request(URL_OF_API)));
  expect(clock.now() - TEST_START_MS).toBe(250);
});

it('repeats a run that begins with the same seed', () => {
  const draw = (seed: number): number[] => Array.from({ length: 5 }, createSeededRandom(seed));
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  expect(draw(3).every((value) => value >= 0 && value < 1)).toBe(true);
});
