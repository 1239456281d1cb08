import { createSyncEngine } from '@frigg-crm/crm-base';
import { createReferences } from '@frigg-crm/crm-base/connector';
import { createMemoryQueue, openMemoryStore } from '@frigg-crm/memory';
import { createQuoClient } from '@frigg-crm/quo';
import { createQuoSandbox } from '@frigg-crm/quo/sandbox';
import { expect, it } from 'vitest';
import type { PipedriveIntegration } from './pipedrive-integration.ts';
import { aLoggedCall } from './test-support/a-logged-activity.ts';
import { pipedrive } from './test-support/pipedrive-under-test.ts';

const PERSON = { objectType: 'Person' };

/** A program whose integrations are made anew for each message; the engine identifies the account of each before it reads. */
function setUp() {
  const fixture = pipedrive.open({ people: [{ org_id: 12 }, { org_id: 13 }] });
  const references = createReferences({ clock: fixture.clock });
  const account = { companyId: 1 };
  let token = 1;
  fixture.intercept = (request) =>
    new URL(request.url).pathname.endsWith('/users/me')
      ? Response.json({ success: true, data: { id: 5, company_id: account.companyId, company_name: 'Acme' } })
      : undefined;
  const load = (integrationId = 'i1'): PipedriveIntegration => {
    const integration = fixture.integrate({ references, integrationId });
    integration.credentialsVersion = () => token;
    return integration;
  };
  const identified = async (integrationId?: string): Promise<PipedriveIntegration> => {
    const integration = load(integrationId);
    await integration.accountIdentity({});
    return integration;
  };
  return {
    ...fixture,
    account,
    load,
    identified,
    replaceToken: () => void (token += 1),
    looked: () => fixture.sent.filter(({ operation }) => operation.endsWith('/organizations')).map(({ query }) => query.get('ids')),
  };
}

it('shares the names of organisations among integrations that are made anew, for ten minutes', async () => {
  const { identified, looked, clock } = setUp();
  await (await identified()).fetchPersonById('1', PERSON);
  const again = await (await identified()).fetchPersonsByIds(['1', '2'], PERSON);
  expect(again.map(({ organizationName }) => typeof organizationName)).toEqual(['string', 'string']);
  expect(looked()).toEqual(['12', '13']);
  await clock.advance(600_000);
  await (await identified()).fetchPersonById('1', PERSON);
  expect(looked()).toEqual(['12', '13', '12']);
});

it('requests an organisation once when messages of one account are worked on at the same time', async () => {
  const { identified, looked } = setUp();
  const all = await Promise.all([identified(), identified(), identified()]);
  await Promise.all(all.map(async (integration) => integration.fetchPersonById('1', PERSON)));
  expect(looked()).toEqual(['12']);
});

it('shares nothing with another integration, nor with another company that is connected later', async () => {
  const { identified, looked, account } = setUp();
  await (await identified('i1')).fetchPersonById('1', PERSON);
  await (await identified('i2')).fetchPersonById('1', PERSON);
  account.companyId = 2;
  await (await identified('i1')).fetchPersonById('1', PERSON);
  expect(looked()).toEqual(['12', '12', '12']);
});

it('shares nothing while it is not known whose account it is: before it is identified, and with new credentials', async () => {
  const { load, identified, looked, replaceToken } = setUp();
  const integration = await identified();
  await integration.fetchPersonById('1', PERSON);
  await load().fetchPersonById('1', PERSON);
  replaceToken();
  await integration.fetchPersonById('1', PERSON);
  expect(looked()).toEqual(['12', '12', '12']);
  await integration.accountIdentity({});
  await integration.fetchPersonById('1', PERSON);
  expect(looked()).toEqual(['12', '12', '12']);
});

it('lists the users of an account once for all calls that are logged, also by integrations that are made anew', async () => {
  const { identified, sent } = setUp();
  const call = aLoggedCall({ quoUser: { id: 'US1', name: 'Ana Ruiz', email: 'ana@acme.test' } });
  await (await identified()).logCallToActivity(call, {});
  await (await identified()).logCallToActivity(call, {});
  await (await identified('i2')).logCallToActivity(call, {});
  expect(sent.filter(({ operation }) => operation === 'GET /api/v1/users')).toHaveLength(2);
});

it('looks an organisation up once in a whole sync, whose integration is made anew for each message', async () => {
  const people = Array.from({ length: 300 }, (_, index) => ({ org_id: 12 + (index % 2) }));
  const { clock, integrate, sent } = pipedrive.open({ people });
  const { fetch } = createQuoSandbox({ clock, requestsPerSecond: Number.POSITIVE_INFINITY });
  const { contacts } = createQuoClient({ apiKey: 'key-1', fetch, clock, source: 'pipedrive' });
  const queues = { fetch: createMemoryQueue({ clock }), work: createMemoryQueue({ clock }) };
  const engine = createSyncEngine({ store: openMemoryStore({ clock }), queues, clock });
  let made = 0;
  const load = (): PipedriveIntegration => {
    made += 1;
    return integrate({ ...engine, integrationId: 'i1', userId: 'u1', quoContacts: contacts });
  };
  const stop = new AbortController();
  const working = engine.runWorkers({ resolveIntegration: async () => load(), signal: stop.signal });
  const { syncs } = await load().startInitialSync();
  const [process] = await clock.runUntil(engine.waitFor(syncs.map(({ processId }) => processId)));
  stop.abort();
  await clock.runUntil(working);
  expect([process?.state, made > 6]).toEqual(['COMPLETED', true]);
  expect(sent.filter(({ operation }) => operation.endsWith('/organizations')).map(({ query }) => query.get('ids'))).toEqual(['12,13']);
});
