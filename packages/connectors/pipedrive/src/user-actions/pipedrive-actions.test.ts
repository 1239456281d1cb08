import type { JsonObject } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { startSystem, type AppSystem, type AppSystemOptions } from '../test-support/app-system.ts';

const SCOPES = ['base', 'contacts:full', 'activities:full', 'deals:full', 'leads:read', 'users:read', 'search:read', 'webhooks:full'];
const PEOPLE = [
  { name: 'Ana Ruiz', first_name: 'Ana', last_name: 'Ruiz', phones: [{ value: '+14155550132', label: 'work', primary: true }] },
  { name: 'Bo Ngata', first_name: 'Bo', last_name: 'Ngata', phones: [{ value: '+14155550133', label: 'work', primary: true }] },
];

interface ConnectedSystem extends AppSystem {
  runAction(event: string, data?: JsonObject): Promise<JsonObject>;
}

async function connected(options: AppSystemOptions = {}): Promise<ConnectedSystem> {
  const system = startSystem({ people: PEOPLE, scopes: SCOPES, ...options });
  await system.connect('i1');
  const { userActions } = system.app.services;
  const runAction = async (event: string, data?: JsonObject): Promise<JsonObject> =>
    system.clock.runUntil(userActions.runAction({ integrationId: 'i1', event, data }));
  return Object.assign(system, { runAction });
}

describe('the actions of a connection to Pipedrive', () => {
  it('create a deal once, however often its button is clicked', async () => {
    const { runAction, pipedrive } = await connected();
    const deal = { title: 'Big', personId: '1', value: 100, currency: 'EUR', ownerId: '2' };
    expect(await runAction('CREATE_PIPEDRIVE_DEAL', deal)).toEqual({ dealId: '1' });
    expect(await runAction('CREATE_PIPEDRIVE_DEAL', deal)).toEqual({ dealId: '1' });
    expect(pipedrive.deals.all).toMatchObject([{ title: 'Big', person_id: 1 }]);
  });

  it('offer the active users as owners, and go without them when they cannot be listed', async () => {
    const system = await connected();
    const { userActions } = system.app.services;
    const options = { integrationId: 'i1', event: 'CREATE_PIPEDRIVE_DEAL' };
    const names = system.pipedrive.users.filter((user) => user.active_flag).map((user) => user.name);
    const { schema } = await system.clock.runUntil(userActions.getActionOptions(options));
    expect(schema).toMatchObject({ properties: { ownerId: { oneOf: names.map((title) => ({ title })) } } });
    system.intercept = ({ url }) => (url.includes('/users') ? Response.json({ success: false }, { status: 403 }) : undefined);
    expect(await system.clock.runUntil(userActions.getActionOptions(options))).toMatchObject({
      choicesFailed: expect.any(String) as string,
    });
  });

  it('find a deal again whose response was lost, and create one whose request was', async () => {
    const system = await connected();
    const loseOnce = (reachesPipedrive: boolean): void => {
      system.intercept = ({ method, url }) => {
        if (method !== 'POST' || !url.endsWith('/deals')) return undefined;
        system.intercept = () => undefined;
        if (reachesPipedrive) system.pipedrive.deals.add({ personId: 1, title: 'Big' });
        return new Response(null, { status: 502 });
      };
    };
    for (const [index, reachesPipedrive] of [true, false].entries()) {
      const deal = { title: 'Big', personId: '1', value: index };
      await system.clock.advance(5000);
      loseOnce(reachesPipedrive);
      await expect(system.runAction('CREATE_PIPEDRIVE_DEAL', deal)).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
      expect(await system.runAction('CREATE_PIPEDRIVE_DEAL', deal)).toEqual({ dealId: String(index + 1) });
    }
    expect(system.pipedrive.deals.all).toHaveLength(2);
  });

  it('say that a scope is missing, and what is wrong with a field', async () => {
    const { runAction } = await connected({ scopes: SCOPES.filter((scope) => scope !== 'deals:full') });
    await expect(runAction('CREATE_PIPEDRIVE_DEAL', { title: 'Big' })).rejects.toMatchObject({ status: 403 });
    await expect(runAction('CREATE_PIPEDRIVE_DEAL', { title: 'Big', personId: 'x', value: -1 })).rejects.toMatchObject({
      code: 'ACTION_INPUT_INVALID',
      fields: [
        { field: 'personId', problem: 'is not in the form that is expected' },
        { field: 'value', problem: 'must be at least 0' },
      ],
    });
  });

  it('wait for the rate limit of Pipedrive together with the workers', async () => {
    const system = await connected();
    system.intercept = ({ url }) =>
      url.includes('/itemSearch') ? new Response(null, { status: 429, headers: { 'retry-after': '120' } }) : undefined;
    await expect(system.runAction('SEARCH_PIPEDRIVE_DATA', { term: 'ana' })).rejects.toMatchObject({ code: 'API_RATE_LIMITED' });
    expect(await system.runAction('GET_STATISTICS')).toMatchObject({ throttledForMs: expect.any(Number) as number });
  });

  it('search everything, or one type, and persons by number and name', async () => {
    const { runAction, pipedrive } = await connected();
    pipedrive.deals.add({ personId: 1, title: 'Ana wants ten' });
    const deal = { type: 'deal', id: '1', name: 'Ana wants ten' };
    expect(await runAction('SEARCH_PIPEDRIVE_DATA', { term: 'ana' })).toEqual({
      items: [{ type: 'person', id: '1', name: 'Ana Ruiz' }, deal],
    });
    expect(await runAction('SEARCH_PIPEDRIVE_DATA', { term: 'ana', type: 'deal' })).toEqual({ items: [deal] });
    pipedrive.people.change(2, { name: 'Ana Ngata' });
    // By score: the best of each type come before the second person.
    const { items } = (await runAction('SEARCH_PIPEDRIVE_DATA', { term: 'ana' })) as {
      readonly items: readonly { readonly name: string }[];
    };
    expect(items.map(({ name }) => name)).toEqual(['Ana Ruiz', 'Ana wants ten', 'Ana Ngata']);
    pipedrive.people.change(2, { name: 'Bo Ngata' });
    const found = { persons: [{ externalId: '2', name: 'Bo Ngata', quo: { phoneNumbers: ['+14155550133'] } }] };
    expect(await runAction('SEARCH_PERSONS', { name: 'ngata' })).toMatchObject(found);
    expect(await runAction('SEARCH_PERSONS', { phone: '415-555-0133' })).toMatchObject(found);
  });

  it('report the account, and how many persons are synced', async () => {
    const { runAction } = await connected();
    expect(await runAction('GET_PIPEDRIVE_STATS')).toMatchObject({ companyId: '123', activeUsers: 5, webhooks: 1 });
    expect(await runAction('GET_STATISTICS')).toMatchObject({
      persons: [{ objectType: 'Person', inQuo: 2 }],
      webhooks: { quo: { subscriptions: 3, phoneNumbers: 2 }, crm: { isStored: true } },
    });
  });
});
