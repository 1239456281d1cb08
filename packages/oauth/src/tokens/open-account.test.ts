import { describe, expect, it } from 'vitest';
import { INTEGRATION, PROVIDER, createConnectedSystem, createTestSystem, type TestSystem } from '../test-support/test-system.ts';
import { openAccount, type OpenedAccount } from './open-account.ts';

/** A provider that picks the host of the account. */
const provider = { ...PROVIDER, readTokens: ({ api_domain: host }: Readonly<Record<string, unknown>>) => ({ host: String(host) }) };

async function open({ vault, clock, server }: TestSystem): Promise<OpenedAccount> {
  return openAccount({ provider, vault, integrationId: INTEGRATION, clock, fetch: server.fetch });
}

describe('openAccount', () => {
  it('gives tokens from the vault, and what was picked from the token response', async () => {
    const system = await createConnectedSystem();
    const { token, extras } = await open(system);
    expect(extras()).toEqual({ api_domain: 'https://one.example.com' });
    expect(await system.clock.runUntil(token.get())).toBe('at-SECRET-1');
    expect(extras()).toMatchObject({ api_domain: 'https://one.example.com', host: expect.any(String) as string });
  });

  it('refuses an integration without an account', async () => {
    await expect(open(createTestSystem())).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
    await expect(open(createTestSystem())).rejects.toThrow('has no account of Acme');
  });
});
