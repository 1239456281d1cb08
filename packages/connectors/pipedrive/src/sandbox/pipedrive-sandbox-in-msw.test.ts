import { connectAccount } from '@frigg-crm/connector-testing';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { systemClock } from '@frigg-crm/core';
import { http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestVault } from '@frigg-crm/testing';
import { openPipedriveClient } from '../pipedrive-oauth-provider.ts';
import { pipedriveOAuthProvider } from '../pipedrive-oauth-provider.ts';
import { createPipedriveSandbox } from './create-pipedrive-sandbox.ts';

const sandbox = createPipedriveSandbox({ people: 3 });
const server = setupServer(http.all('https://*.pipedrive.com/*', async ({ request }) => sandbox.fetch(request)));

beforeAll(() => {
  server.listen({ onUnhandledFrame: 'error' });
});
afterAll(() => {
  server.close();
});

it('answers the real fetch when it is mounted in msw, the token endpoint too', async () => {
  const provider = pipedriveOAuthProvider(sandbox);
  const account = {
    provider,
    vault: createTestVault(createMemoryDocumentStore()),
    clock: systemClock,
    fetch: globalThis.fetch,
    integrationId: 'i1',
  };
  await connectAccount(account);
  const client = await openPipedriveClient(account);
  sandbox.expireAccessToken();
  expect((await client.persons.list({ limit: 10, updatedSince: '2024-12-31T23:00:00+01:00' })).data).toHaveLength(3);
  expect(await client.organizations.listByIds(['1', '2'])).toHaveLength(2);
});
