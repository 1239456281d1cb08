import { expect, it } from 'vitest';
import { createFriggSystem, type FriggSystem } from '../test-support/frigg-system.ts';
import { fromRelay, toRelayBody } from './webhook-relay.ts';

/** Has the text of a person reported by Quo, and hands it to the function of webhooks as Express does. */
async function deliverText({ app, quo, clock }: FriggSystem, change: (body: Buffer) => Buffer = (body) => body): Promise<number> {
  quo.phone.text();
  const delivery = quo.webhooks.events().at(-1);
  if (delivery === undefined) throw new Error('Quo reports nothing');
  const request = delivery.toRequest({ atMs: clock.now() });
  const rawBody = change(Buffer.from(await request.arrayBuffer()));
  expect(new URL(request.url).pathname).toBe('/api/scaling-test-integration/webhooks/17');
  return app.receive({ method: 'POST', params: { integrationId: '17' }, headers: Object.fromEntries(request.headers), rawBody });
}

async function createSystem(): Promise<FriggSystem> {
  const system = createFriggSystem({ people: 3 });
  await system.app.create({ id: 17, userId: 5, config: {}, externalIds: [] });
  await system.untilSynced();
  return system;
}

it('takes an event of Quo without a database, and the worker verifies it and stores it', async () => {
  const system = await createSystem();
  expect(await deliverText(system)).toBe(200);
  expect(await system.entries()).toEqual([]);
  await system.app.until(async () => (await system.entries()).length > 0);
  expect(system.app.stats.failed).toEqual([]);
});

it('drops an event whose bytes were changed on their way', async () => {
  const system = await createSystem();
  expect(await deliverText(system, (body) => Buffer.from(body.toString().replace('}', ' }')))).toBe(200);
  const before = system.app.stats.invocations;
  await system.app.until(async () => system.app.stats.invocations > before);
  expect([await system.entries(), system.app.stats.failed]).toEqual([[], []]);
});

it('keeps bytes that are no text, and headers that came twice', async () => {
  const rawBody = Buffer.from([0, 255, 10, 34]);
  const headers = { 'Content-Length': '4', 'X-A': ['1', '2'], 'webhook-signature': 'v1,x', missing: undefined };
  const { data } = JSON.parse(toRelayBody({ headers, rawBody }, '17') ?? '') as { data: never };
  const request = fromRelay(data, { integrationId: '17', connector: 'acme' });
  expect([request.url, request.headers.get('x-a'), Buffer.from(await request.arrayBuffer())]).toEqual([
    'https://frigg.invalid/quo/17',
    '1, 2',
    rawBody,
  ]);
  const ofCrm = JSON.parse(toRelayBody({ headers: {}, rawBody: 'ü' }, '17') ?? '') as { data: never };
  expect(fromRelay(ofCrm.data, { integrationId: '17', connector: 'acme' }).url).toBe('https://frigg.invalid/crm/acme/17');
});
