import { connectAccount } from '@frigg-crm/connector-testing';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { beginAuthorization, completeAuthorization } from '@frigg-crm/oauth';
import { createTestVault, createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { attioOAuthProvider } from './attio-oauth-provider.ts';
import { openAttioClient } from './open-attio-client.ts';
import { createAttioSandbox, type AttioSandboxOptions } from './sandbox/create-attio-sandbox.ts';
import { verifyAttioAccount } from './verify-attio-account.ts';

/** A sandbox, and an app that connects to it. */
function setUp(options: AttioSandboxOptions = {}) {
  const clock = createVirtualClock();
  const sandbox = createAttioSandbox({ clock, people: 3, ...options });
  const vault = createTestVault(createMemoryDocumentStore());
  const provider = attioOAuthProvider({ ...sandbox, oauthUrl: sandbox.baseUrl });
  const account = { provider, vault, clock, fetch: sandbox.fetch, integrationId: 'i1' };
  return { clock, sandbox, account, open: async () => openAttioClient(account) };
}

describe('an account of Attio', () => {
  it('is connected by a consent, and says which workspace it is', async () => {
    const { account, open, sandbox } = setUp();
    await connectAccount(account);
    expect(await verifyAttioAccount(await open())).toMatchObject({ workspaceId: sandbox.workspaceId, workspaceName: 'Sandbox' });
  });

  it('goes on for good with a token that does not expire', async () => {
    const { account, open, clock } = setUp();
    await connectAccount(account);
    const client = await open();
    await clock.advance(400 * 24 * 3_600_000);
    expect((await client.people.list({ limit: 10 })).data).toHaveLength(3);
  });

  it('is not connected by a callback with another state, and no token is requested (acceptance 1)', async () => {
    const { account, sandbox } = setUp();
    const owner = { userId: 'u1', redirectUri: 'https://app.example.com/callback' };
    await beginAuthorization({ ...account, ...owner });
    const callbackUrl = 'https://app.example.com/callback?code=sandbox-code-1&state=forged';
    await expect(completeAuthorization({ ...account, ...owner, callbackUrl })).rejects.toMatchObject({ retryable: false });
    expect(sandbox.stats.byRoute['POST /oauth/token']).toBeUndefined();
  });

  it('is refused when the app lacks a scope, with its name (acceptance 3)', async () => {
    const { account, open } = setUp({ scopes: ['record_permission:read-write', 'object_configuration:read', 'webhook:read-write'] });
    await connectAccount(account);
    const error: unknown = await verifyAttioAccount(await open()).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'CONFIGURATION_INVALID', message: expect.stringContaining('lacks note:read-write:') as string });
  });

  it('has to be connected again when its token is not active any more (acceptance 2)', async () => {
    const { account, open, sandbox } = setUp();
    await connectAccount(account);
    const client = await open();
    sandbox.disconnect();
    await expect(verifyAttioAccount(client)).rejects.toMatchObject({ code: 'API_UNAUTHORIZED' });
    await expect(client.people.list({ limit: 1 })).rejects.toMatchObject({ code: 'API_UNAUTHORIZED' });
  });

  it('cannot be opened before it was connected', async () => {
    await expect(setUp().open()).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });
});
