import type { ApiHostRules, Fetch } from '@frigg-crm/http';
import type { Clock } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import type { OAuthProvider } from '../provider/oauth-provider.ts';
import { INTEGRATION, PROVIDER, createConnectedSystem, createTestSystem } from '../test-support/test-system.ts';
import { openHostedClient, providerOfAccount } from './open-hosted-client.ts';

interface ClientOptions extends ApiHostRules {
  readonly clock: Clock;
  readonly fetch: Fetch;
}

/** Opens an account whose token responses name a host; the client is what it was made of. */
async function open(rules: ApiHostRules = {}) {
  const { vault, clock, server } = await createConnectedSystem();
  const provider = {
    ...PROVIDER,
    readTokens: () => ({ apiDomain: 'https://two.acme.test' }),
    hostRules: { allowHosts: ['gateway.test'], allowLoopback: true },
  };
  const options = { provider, vault, integrationId: INTEGRATION, clock, fetch: server.fetch, ...rules };
  return { clock, client: await openHostedClient<ClientOptions, ClientParts>(options, (parts) => parts) };
}
type ClientParts = Parameters<Parameters<typeof openHostedClient<ClientOptions, unknown>>[1]>[0];

it('makes a client with the tokens of the account, whose address follows them', async () => {
  const { client, clock } = await open();
  expect(client).toMatchObject({ clock, allowHosts: ['gateway.test'], allowLoopback: true });
  expect(client.baseUrl()).toBe('');
  expect(await clock.runUntil(client.token.get())).toBe('at-SECRET-1');
  expect(client.baseUrl()).toBe('https://two.acme.test');
});

it('lets the options allow other hosts than the provider', async () => {
  const rules = { allowHosts: ['other.test'], allowLoopback: false };
  expect((await open(rules)).client).toMatchObject(rules);
});

it('finds the provider at the server of an account, where each has one of its own', async () => {
  interface Provider extends OAuthProvider {
    at(server: string): Provider;
  }
  const provider: Provider = { ...PROVIDER, at: (server) => ({ ...provider, tokenUrl: `${server}/token` }) };
  const { vault } = await createConnectedSystem();
  const account = { vault, integrationId: INTEGRATION };
  await expect(providerOfAccount({ provider, ...account })).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  expect(await providerOfAccount({ provider: PROVIDER, ...account })).toBe(PROVIDER);
  expect(await providerOfAccount({ provider, integrationId: INTEGRATION, vault: createTestSystem().vault })).toBe(provider);
  const stored = await vault.read({ integrationId: INTEGRATION, name: 'oauth' });
  const value = { ...stored?.value, extras: { accountsServer: 'https://eu.acme.test' } };
  await vault.write({ integrationId: INTEGRATION, name: 'oauth', value, expectedVersion: stored?.version });
  expect((await providerOfAccount({ provider, ...account })).tokenUrl).toBe('https://eu.acme.test/token');
});
