import { expect, it, onTestFinished } from 'vitest';
import { startSystem, type AppSystem } from './test-support/app-system.ts';

/** Two connections of company 123: `mine` of user 5, `other` of user 4. */
async function connected(): Promise<AppSystem> {
  const system = startSystem({ people: [{ first_name: 'Ana', phones: [{ value: '+14155550132', label: 'work', primary: true }] }] });
  onTestFinished(async () => system.close());
  await system.connect('mine');
  for (const name of ['oauth', 'quo']) {
    const { value } = (await system.app.vault.read({ integrationId: 'mine', name }))!;
    await system.app.vault.write({ integrationId: 'other', name, value, expectedVersion: undefined });
  }
  const other = { id: 'other', userId: 'user-2', connector: 'pipedrive', lookupKeys: ['pipedrive/123/4'] };
  await system.app.services.lifecycle.create(other);
  await system.clock.advance(120_000);
  return system;
}

async function uninstall(system: AppSystem, changes: RequestInit = {}): Promise<number> {
  const request = system.pipedrive.uninstall({ deliverTo: system.uninstallUrl });
  const { status } = await system.app.services.receive(new Request(request, changes));
  // Its record stays for five minutes, in case a worker writes late.
  await system.clock.advance(400_000);
  return status;
}

const idsOf = async (system: AppSystem) =>
  (await Promise.all(['mine', 'other'].map(async (id) => system.integration(id)))).map((record) => record?.id);

it('removes the connection of the user who removed the app, and no other of the company (acceptance 40)', async () => {
  const system = await connected();
  expect(await idsOf(system)).toEqual(['mine', 'other']);
  const subscriptions = system.quo.webhooks.subscriptions().length;
  expect(await uninstall(system)).toBe(200);
  expect(await idsOf(system)).toEqual([undefined, 'other']);
  expect(system.quo.webhooks.subscriptions()).toHaveLength(subscriptions / 2);
  expect(system.quo.webhooks.subscriptions().every(({ url }) => url.endsWith('/other'))).toBe(true);
  for (const name of ['oauth', 'quo', 'crm-webhooks', 'quo-webhooks'])
    expect(await system.app.vault.read({ integrationId: 'mine', name })).toBeUndefined();
  expect(await system.app.vault.read({ integrationId: 'other', name: 'oauth' })).toBeDefined();
  expect(await system.app.mappings.findMany({ integrationId: 'mine', objectType: 'Person', externalIds: ['1'] })).toEqual([]);
  // What was written stays where it is.
  expect(system.people()).toEqual(['1']);
});

it('responds 200 to a removal that comes again, or of an unknown connection (acceptance 40)', async () => {
  const system = await connected();
  expect(await uninstall(system)).toBe(200);
  expect(await uninstall(system)).toBe(200);
  expect(await idsOf(system)).toEqual([undefined, 'other']);
});

it.each([
  ['wrong credentials', { headers: { authorization: `Basic ${btoa('sandbox-client:wrong')}` } }, 401],
  ['no credentials', { headers: {} }, 401],
  ['a body that is none', { body: '{' }, 400],
  ['no credentials and a body that is none', { headers: {}, body: '{' }, 401],
  ['a body without a user', { body: '{"client_id":"sandbox-client","company_id":123}' }, 400],
  ['the id of another app', { body: '{"client_id":"app-2","company_id":123,"user_id":5}' }, 401],
])('removes nothing for a request with %s (acceptance 40)', async (_case, changes, status) => {
  const system = await connected();
  expect(await uninstall(system, changes)).toBe(status);
  expect(await idsOf(system)).toEqual(['mine', 'other']);
  expect(await system.app.vault.read({ integrationId: 'mine', name: 'oauth' })).toBeDefined();
});
