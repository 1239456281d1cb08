import { describe, expect, it } from 'vitest';
import { INTEGRATION, PROVIDER, createConnectedSystem, createTestSystem, type TestSystem } from '../test-support/test-system.ts';
import { importTokens } from './import-tokens.ts';
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

it('opens an account with tokens of another program, and refreshes them; those that are stored stay', async () => {
  const system = createTestSystem();
  const tokens = {
    accessToken: 'at-SECRET-0',
    refreshToken: 'rt-SECRET-0',
    expiresAtMs: system.clock.now(),
    extras: { api_domain: 'https://two.example.com' },
  };
  const imported = { vault: system.vault, integrationId: INTEGRATION };
  expect(await importTokens({ ...imported, tokens })).toBe(true);
  expect(await importTokens({ ...imported, tokens: { accessToken: 'older' } })).toBe(false);
  const { token, extras } = await open(system);
  expect(extras()).toEqual({ api_domain: 'https://two.example.com' });
  expect(await system.clock.runUntil(token.get())).toBe('at-SECRET-1');
});
