import { startVirtualApp } from '@frigg-crm/connector-testing';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it, onTestFinished } from 'vitest';
import { createZohoClient } from './client/create-zoho-client.ts';
import { createZohoSandbox } from './sandbox/create-zoho-sandbox.ts';
import { ZohoIntegration } from './zoho-integration.ts';

const ANA = '+14155550132';
const USERS = /^GET \/v1\/users/;

/** A connected company in which Ana is synced, some of whose records may be hidden. */
async function connected() {
  const clock = createVirtualClock();
  const zoho = createZohoSandbox({
    clock,
    contacts: [{ First_Name: 'Ana', Last_Name: 'Ruiz', Phone: ANA }],
    accounts: 0,
    tokens: { lifetimeMs: Number.POSITIVE_INFINITY },
    deliver: async (request) => system.app.services.receive(request),
  });
  const hidden = new Set<string>();
  const client = createZohoClient({
    baseUrl: zoho.apiDomain,
    token: zoho.accessToken,
    clock,
    fetch: async (request) => (hidden.has(new URL(request.url).pathname) ? new Response(null, { status: 204 }) : zoho.fetch(request)),
  });
  const requested: string[] = [];
  const system = startVirtualApp({
    connector: 'zoho',
    clock,
    quo: { deliver: undefined },
    interceptQuo: ({ method, url }) => void requested.push(`${method} ${new URL(url).pathname}`),
    openIntegration: ({ dependencies }) => new ZohoIntegration({ ...dependencies, client }),
  });
  onTestFinished(async () => system.stop());
  const integration = await system.connect('i1');
  const [{ id } = { id: '' }] = zoho.contacts.list();
  return {
    ...system,
    clock,
    zoho,
    integration,
    requested,
    id,
    hide: () => void hidden.add(`/crm/v8/Contacts/${id}`),
    show: () => hidden.clear(),
    deliver: async () => clock.runUntil(zoho.channels.deliveries.flush()),
    names: () => system.quo.contacts().map(({ defaultFields }) => defaultFields.firstName),
  };
}

it('a contact who is not shown when a change is notified is left alone, and written a minute later (acceptance 26)', async () => {
  const { zoho, id, hide, show, deliver, names, clock } = await connected();
  hide();
  zoho.contacts.change(id, { First_Name: 'Anita' });
  await deliver();
  await clock.advance(30_000);
  expect(names()).toEqual(['Ana']);
  show();
  await clock.advance(120_000);
  expect(names()).toEqual(['Anita']);
});

it('a contact who is still not shown a minute later is gone (acceptance 26)', async () => {
  const { zoho, id, hide, deliver, names, clock } = await connected();
  hide();
  zoho.contacts.change(id, { First_Name: 'Anita' });
  await deliver();
  await clock.advance(30_000);
  expect(names()).toEqual(['Ana']);
  await clock.advance(120_000);
  expect(names()).toEqual([]);
});

it('P15: a call that Sona handled says so, and no user is requested (acceptance 36)', async () => {
  const { app, zoho, quo, integration, requested, clock } = await connected();
  const before = requested.length;
  const callId = quo.phone.call({ with: ANA, aiHandled: true });
  await clock.runUntil(app.services.activityLog.logCall(integration, { callId }));
  expect(zoho.calls()).toMatchObject([{ Description: expect.stringMatching(/^Handled by Sona/) as string }]);
  expect(requested.slice(before).filter((each) => USERS.test(each))).toEqual([]);
});
