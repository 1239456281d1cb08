import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createQuoClient } from '../../create-quo-client.ts';
import { createQuoSubscriptions } from '../../subscriptions/create-quo-subscriptions.ts';
import { createQuoSandbox, type QuoSandboxOptions } from '../create-quo-sandbox.ts';

const url = 'https://crm.example.com/quo?tenant=42';

/** A sandbox with webhooks for its first number, and all that arrives. */
async function setUp(receive: (attempt: number, body: string) => Promise<Response>, options: QuoSandboxOptions = {}) {
  const clock = createVirtualClock();
  const arrived: { readonly atMs: number; readonly request: Request; readonly body: string }[] = [];
  const startMs = clock.now();
  const sandbox = createQuoSandbox({
    clock,
    async deliver(request) {
      const body = await request.clone().text();
      arrived.push({ atMs: clock.now() - startMs, request, body });
      return receive(arrived.length, body);
    },
    ...options,
  });
  const { webhooks } = createQuoClient({ apiKey: 'key-1', fetch: sandbox.fetch, clock });
  await clock.runUntil(createQuoSubscriptions({ webhooks }).subscribe({ url, phoneNumberIds: ['PN1'], label: 'Acme' }));
  return { clock, sandbox, arrived, flush: async () => clock.runUntil(sandbox.webhooks.flush()) };
}

it('delivers the raw body with its signature to the URL of the webhook, once when it is taken', async () => {
  const { sandbox, arrived, flush } = await setUp(async () => new Response(null, { status: 204 }));
  sandbox.phone.call();
  expect(sandbox.webhooks.pending).toBe(1);
  await flush();
  expect(arrived.map(({ request }) => [request.method, request.url, request.headers.get('content-type')])).toEqual([
    ['POST', url, 'application/json'],
  ]);
  const [event] = sandbox.webhooks.events();
  expect(event).toMatchObject({ state: 'delivered', attempts: 1, body: arrived[0]?.body });
  expect([sandbox.webhooks.pending, sandbox.webhooks.events().length]).toEqual([0, 1]);
});

it('sends again what is not answered 2xx, or not answered, and signs each attempt for its own time', async () => {
  const { sandbox, arrived, flush } = await setUp(async (attempt) => {
    if (attempt === 1) throw new TypeError('fetch failed');
    return new Response(null, { status: attempt === 2 ? 302 : 200 });
  });
  sandbox.phone.text();
  await flush();
  expect(arrived.map(({ atMs }) => atMs - (arrived[0]?.atMs ?? 0))).toEqual([0, 5_000, 305_000]);
  expect(new Set(arrived.map(({ body }) => body)).size).toBe(1);
  expect(new Set(arrived.map(({ request }) => request.headers.get('openphone-signature'))).size).toBe(3);
  expect(sandbox.webhooks.events()).toMatchObject([{ state: 'delivered', attempts: 3 }]);
});

it('gives up after the last wait', async () => {
  const { sandbox, arrived, flush } = await setUp(async () => new Response(null, { status: 500 }), { webhookRetryDelaysMs: [1_000] });
  sandbox.phone.call();
  await flush();
  expect(arrived).toHaveLength(2);
  expect(sandbox.webhooks.events()).toMatchObject([{ state: 'given-up', attempts: 2 }]);
  await flush();
  expect(arrived).toHaveLength(2);
});

it('is not held up by a receiver that takes long for one, and sends no more than eight at once', async () => {
  let underWay = 0;
  let most = 0;
  const { clock, sandbox, flush } = await setUp(async () => {
    most = Math.max(most, (underWay += 1));
    await clock.sleep(9_000);
    underWay -= 1;
    return new Response(null, { status: 200 });
  });
  for (let index = 0; index < 20; index += 1) sandbox.phone.text();
  expect(sandbox.webhooks.pending).toBe(20);
  await flush();
  expect(most).toBe(8);
  expect(sandbox.webhooks.events().every(({ state }) => state === 'delivered')).toBe(true);
});

it('leaves the sending to the test when it is given no receiver', async () => {
  const { sandbox, flush, arrived } = await setUp(async () => new Response(null), { deliver: undefined });
  sandbox.phone.call();
  await flush();
  expect(arrived).toEqual([]);
  const [held] = sandbox.webhooks.events();
  expect(held).toMatchObject({ state: 'held', attempts: 0 });
  const [late, now] = [held?.toRequest({ atMs: 0 }), held?.toRequest()];
  expect(late?.headers.get('openphone-signature')).toMatch(/^hmac;1;0;/);
  expect([await late?.text(), await now?.text()]).toEqual([held?.body, held?.body]);
});
