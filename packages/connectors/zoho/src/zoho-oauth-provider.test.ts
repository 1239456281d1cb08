import { connectAccount } from '@frigg-crm/connector-testing';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { createTestVault, createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createZohoClient } from './client/create-zoho-client.ts';
import { createZohoSandbox } from './sandbox/create-zoho-sandbox.ts';
import { openZohoClient, zohoOAuthProvider, zohoProviderOf, completeZohoAuthorization } from './zoho-oauth-provider.ts';

/** An app, and a sandbox that counts who is called. */
function setUp() {
  const clock = createVirtualClock();
  const sandbox = createZohoSandbox({ clock, contacts: 3 });
  const sent: string[] = [];
  const vault = createTestVault(createMemoryDocumentStore());
  const provider = zohoOAuthProvider(sandbox);
  const fetch = async (request: Request): Promise<Response> => {
    sent.push(`${new URL(request.url).host} ${request.method} ${new URL(request.url).pathname}`);
    return sandbox.fetch(request);
  };
  const account = { provider, vault, clock, fetch, integrationId: 'i1' };
  const complete = completeZohoAuthorization;
  return {
    ...account,
    sandbox,
    sent,
    connect: async (alter?: (callback: URL) => void) => connectAccount({ ...account, complete, alter }),
  };
}

describe('connecting an account of Zoho', () => {
  it('requests lasting access with scopes that commas separate, and exchanges the code in the data centre of the callback', async () => {
    const { connect, sent, provider } = setUp();
    await connect();
    expect(sent).toEqual(['accounts.zoho.com GET /oauth/v2/auth', 'accounts.zoho.eu POST /oauth/v2/token']);
    expect(provider).toMatchObject({ scopeSeparator: ',', extraAuthorizeParameters: { access_type: 'offline', prompt: 'consent' } });
    expect(provider.scopes).toContain('ZohoSearch.securesearch.READ');
  });

  it('calls the API of that data centre, and its accounts server for new tokens (acceptance 7, 10)', async () => {
    const { connect, sandbox, sent, ...account } = setUp();
    Object.assign(sandbox, { location: 'ca', accountsServer: 'https://accounts.zohocloud.ca', apiDomain: 'https://www.zohoapis.ca' });
    await connect();
    const client = await openZohoClient(account);
    expect([client.baseUrl, client.webUrl]).toEqual(['https://www.zohoapis.ca', 'https://crm.zohocloud.ca']);
    for (const _time of [1, 2]) {
      await account.clock.advance(3_600_000);
      await client.organizations.current();
    }
    expect(sent.slice(2)).toEqual([
      'accounts.zohocloud.ca POST /oauth/v2/token',
      'www.zohoapis.ca GET /crm/v8/org',
      'accounts.zohocloud.ca POST /oauth/v2/token',
      'www.zohoapis.ca GET /crm/v8/org',
    ]);
    expect((await zohoProviderOf(account)).tokenUrl).toBe('https://accounts.zohocloud.ca/oauth/v2/token');
  });

  it.each([
    ['xx', 'https://evil.test'],
    ['xx', 'https://accounts.zoho.eu'],
    ['eu', 'https://evil.test'],
    ['eu', 'https://accounts.zoho.eu.evil.test'],
    ['eu', 'http://accounts.zoho.eu'],
    ['eu', 'http://127.0.0.1:8080'],
  ])('P43: sends nothing to a callback with location %s and server %s (acceptance 8)', async (location, server) => {
    const { connect, sent } = setUp();
    const connecting = connect(({ searchParams }) => {
      searchParams.set('location', location);
      searchParams.set('accounts-server', server);
    });
    await expect(connecting).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
    expect(sent).toEqual(['accounts.zoho.com GET /oauth/v2/auth']);
  });

  it('says that the user said no, though such a callback names no data centre', async () => {
    const { connect } = setUp();
    const connecting = connect(({ searchParams }) => {
      for (const name of ['location', 'accounts-server', 'code']) searchParams.delete(name);
      searchParams.set('error', 'access_denied');
    });
    await expect(connecting).rejects.toMatchObject({ code: 'OAUTH_DENIED' });
  });

  it('keeps nothing of a code that Zoho refuses with status 200 (acceptance 9)', async () => {
    const { connect, vault } = setUp();
    const connecting = connect(({ searchParams }) => searchParams.set('code', 'another'));
    await expect(connecting).rejects.toMatchObject({ code: 'OAUTH_EXCHANGE_FAILED', retryable: false });
    expect((await vault.read({ integrationId: 'i1', name: 'oauth' }))?.value['tokens']).toBeUndefined();
  });

  it('refuses an api_domain that is not of Zoho', async () => {
    const { connect, sandbox } = setUp();
    sandbox.apiDomain = 'https://evil.test';
    await expect(connect()).rejects.toMatchObject({ code: 'OAUTH_EXCHANGE_FAILED' });
    for (const baseUrl of ['https://evil.test', 'https://www.zohoapis.evil.test', 'http://www.zohoapis.eu', 'https://zohoapis.eu'])
      expect(() => createZohoClient({ baseUrl, token: 't' })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
  });

  it('refreshes an expired token once for ten requests (acceptance 11)', async () => {
    const { connect, sent, sandbox, ...account } = setUp();
    await connect();
    const client = await openZohoClient(account);
    sandbox.tokens.expire();
    await account.clock.runUntil(Promise.all(Array.from({ length: 10 }, async () => client.users.list())));
    expect(sent.filter((line) => line.endsWith('/oauth/v2/token'))).toHaveLength(2);
  });

  it('has a revoked account connected again', async () => {
    const { connect, sandbox, ...account } = setUp();
    await connect();
    const client = await openZohoClient(account);
    sandbox.tokens.disconnect();
    await expect(account.clock.runUntil(client.users.list())).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', apiCode: 'invalid_code' });
  });

  it('spends no new token on a scope that is missing (acceptance 37)', async () => {
    const { connect, sent, sandbox: _sandbox, fetch, ...account } = setUp();
    await connect();
    const refuse = async (): Promise<Response> => Response.json({ code: 'OAUTH_SCOPE_MISMATCH', status: 'error' }, { status: 401 });
    const client = await openZohoClient({
      ...account,
      fetch: async (request) => (request.url.includes('/users') ? refuse() : fetch(request)),
    });
    await expect(client.users.list()).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', apiCode: 'OAUTH_SCOPE_MISMATCH' });
    expect(sent.filter((line) => line.endsWith('/oauth/v2/token'))).toHaveLength(1);
  });
});
