import { connectAccount } from '@frigg-crm/connector-testing';
import type { CredentialVault } from '@frigg-crm/core';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { readStoredTokens } from '@frigg-crm/oauth';
import { type VirtualClock, createTestVault, createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import type { PipedriveClient } from './client/create-pipedrive-client.ts';
import { openPipedriveClient } from './pipedrive-oauth-provider.ts';
import { pipedriveOAuthProvider } from './pipedrive-oauth-provider.ts';
import { createPipedriveSandbox, type PipedriveSandbox, type PipedriveSandboxOptions } from './sandbox/create-pipedrive-sandbox.ts';

interface Connection {
  readonly clock: VirtualClock;
  readonly sandbox: PipedriveSandbox;
  readonly vault: CredentialVault;
  readonly asked: readonly URL[];
  readonly reauthorizations: readonly string[];
  /** Goes through the consent of the sandbox. */
  authorize(): Promise<void>;
  open(): Promise<PipedriveClient>;
}

function connection(options: PipedriveSandboxOptions = {}): Connection {
  const clock = createVirtualClock();
  const sandbox = createPipedriveSandbox({ clock, people: 250, ...options });
  const vault = createTestVault(createMemoryDocumentStore());
  const asked: URL[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    asked.push(new URL(request.url));
    return sandbox.fetch(request);
  };
  const provider = pipedriveOAuthProvider(sandbox);
  const reauthorizations: string[] = [];
  return {
    clock,
    sandbox,
    vault,
    asked,
    reauthorizations,
    authorize: async () => connectAccount({ provider, vault, clock, fetch, integrationId: 'i1' }),
    open: async () =>
      openPipedriveClient({
        provider,
        vault,
        fetch,
        clock,
        integrationId: 'i1',
        onReauthorizationNeeded: () => void reauthorizations.push('now'),
      }),
  };
}

describe('a connected company', () => {
  it('is read with one refresh, however many requests find the token expired (acceptance 16)', async () => {
    const { authorize, open, sandbox, asked } = connection();
    await authorize();
    const client = await open();
    sandbox.expireAccessToken();
    await Promise.all(Array.from({ length: 10 }, async () => client.persons.list({ limit: 1 })));
    // One exchange of the code, one refresh.
    expect(asked.filter(({ pathname }) => pathname === '/oauth/token')).toHaveLength(2);
  });

  it('P23: keeps the refresh token that comes back, and goes on with it', async () => {
    const { authorize, open, sandbox, vault } = connection({ tokens: { rotateRefreshToken: true } });
    await authorize();
    const client = await open();
    for (const _time of [1, 2, 3]) {
      sandbox.expireAccessToken();
      await client.persons.list({ limit: 1 });
    }
    expect((await readStoredTokens({ vault, integrationId: 'i1' }))?.tokens.refreshToken).toBe(sandbox.refreshToken);
  });

  it('is followed to a new domain, which is stored (acceptance 17)', async () => {
    const { authorize, open, sandbox, vault, asked } = connection();
    await authorize();
    const client = await open();
    sandbox.apiDomain = 'https://renamed.pipedrive.com';
    sandbox.expireAccessToken();
    await client.persons.list({ limit: 1 });
    await client.persons.list({ limit: 1 });
    expect(client.apiDomain).toBe('https://renamed.pipedrive.com');
    expect(asked.at(-1)?.host).toBe('renamed.pipedrive.com');
    expect((await readStoredTokens({ vault, integrationId: 'i1' }))?.tokens.extras).toEqual({ apiDomain: 'https://renamed.pipedrive.com' });
  });

  it('has to be connected again when the app was removed, and no request is repeated (acceptance 16)', async () => {
    const { authorize, open, sandbox, asked, reauthorizations } = connection();
    await authorize();
    const client = await open();
    sandbox.disconnect();
    for (const _time of [1, 2]) await expect(client.persons.list({ limit: 1 })).rejects.toMatchObject({ code: 'API_UNAUTHORIZED' });
    expect(asked.filter(({ pathname }) => pathname === '/oauth/token')).toHaveLength(2);
    expect(reauthorizations).toEqual(['now']);
  });

  it.each(['https://evil.test', ''])('is not connected when the tokens are for %j (acceptance 15)', async (apiDomain) => {
    const { authorize, open } = connection({ apiDomain });
    await expect(authorize()).rejects.toMatchObject({ code: 'OAUTH_EXCHANGE_FAILED' });
    await expect(open()).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });
});
