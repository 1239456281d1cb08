import { http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPipedriveClient } from '../client/create-pipedrive-client.ts';
import { createPipedriveTokenSource } from '../client/create-pipedrive-token-source.ts';
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
  const { clientId, clientSecret, refreshToken, apiDomain } = sandbox;
  const tokens = { accessToken: 'outdated', refreshToken, apiDomain, expiresAtMs: null };
  const tokenSource = createPipedriveTokenSource({ clientId, clientSecret, tokens, saveTokens: async () => undefined });
  const client = createPipedriveClient({ apiDomain: () => tokenSource.apiDomain, token: tokenSource });
  expect((await client.listPersons({ limit: 10, updatedSince: '2024-12-31T23:00:00+01:00' })).data).toHaveLength(3);
  expect(await client.listOrganizationsByIds(['1', '2'])).toHaveLength(2);
});
