import { expect, it, onTestFinished } from 'vitest';
import { startWorld, type AppWorld } from './test-support/app-world.ts';

/** Two connections of company 123: `mine` of user 5, `other` of user 4. */
async function connected(): Promise<AppWorld> {
  const world = startWorld({ people: [{ first_name: 'Ana', phones: [{ value: '+14155550132', label: 'work', primary: true }] }] });
  onTestFinished(async () => world.close());
  await world.connect('mine');
  for (const name of ['oauth', 'quo']) {
    const { value } = (await world.app.vault.read({ integrationId: 'mine', name }))!;
    await world.app.vault.write({ integrationId: 'other', name, value, expectedVersion: undefined });
  }
  const other = { id: 'other', userId: 'user-2', connector: 'pipedrive', lookupKeys: ['pipedrive/123/4'] };
  await world.app.services.lifecycle.create(other);
  await world.clock.advance(120_000);
  return world;
}

async function uninstall(world: AppWorld, changes: RequestInit = {}): Promise<number> {
  const request = world.pipedrive.uninstall({ deliverTo: world.uninstallUrl });
  const { status } = await world.app.services.receive(new Request(request, changes));
  // Its record stays for five minutes, in case somebody writes late.
  await world.clock.advance(400_000);
  return status;
}

const idsOf = async (world: AppWorld) =>
  (await Promise.all(['mine', 'other'].map(async (id) => world.integration(id)))).map((record) => record?.id);

it('removes the connection of the user who removed the app, and no other of the company (acceptance 40)', async () => {
  const world = await connected();
  expect(await idsOf(world)).toEqual(['mine', 'other']);
  const subscriptions = world.quo.webhooks.subscriptions().length;
  expect(await uninstall(world)).toBe(200);
  expect(await idsOf(world)).toEqual([undefined, 'other']);
  expect(world.quo.webhooks.subscriptions()).toHaveLength(subscriptions / 2);
  expect(world.quo.webhooks.subscriptions().every(({ url }) => url.endsWith('/other'))).toBe(true);
  for (const name of ['oauth', 'quo', 'crm-webhooks', 'quo-webhooks'])
    expect(await world.app.vault.read({ integrationId: 'mine', name })).toBeUndefined();
  expect(await world.app.vault.read({ integrationId: 'other', name: 'oauth' })).toBeDefined();
  expect(await world.app.mappings.findMany({ integrationId: 'mine', objectType: 'Person', externalIds: ['1'] })).toEqual([]);
  // What was written stays where it is.
  expect(world.people()).toEqual(['1']);
});

it('answers 200 to a removal that comes again, or of a connection that nobody knows (acceptance 40)', async () => {
  const world = await connected();
  expect(await uninstall(world)).toBe(200);
  expect(await uninstall(world)).toBe(200);
  expect(await idsOf(world)).toEqual([undefined, 'other']);
});

it.each([
  ['wrong credentials', { headers: { authorization: `Basic ${btoa('sandbox-client:wrong')}` } }, 401],
  ['no credentials', { headers: {} }, 401],
  ['a body that is none', { body: '{' }, 400],
  ['no credentials and a body that is none', { headers: {}, body: '{' }, 401],
  ['a body without a user', { body: '{"client_id":"sandbox-client","company_id":123}' }, 400],
  ['the id of another app', { body: '{"client_id":"app-2","company_id":123,"user_id":5}' }, 401],
])('removes nothing for a request with %s (acceptance 40)', async (_case, changes, status) => {
  const world = await connected();
  expect(await uninstall(world, changes)).toBe(status);
  expect(await idsOf(world)).toEqual(['mine', 'other']);
  expect(await world.app.vault.read({ integrationId: 'mine', name: 'oauth' })).toBeDefined();
});
