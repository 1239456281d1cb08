import type { CredentialVault } from '@frigg-crm/core';
import { TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { beginAuthorization } from '../authorize/begin-authorization.ts';
import { completeAuthorization } from '../authorize/complete-authorization.ts';
import { revokeAuthorization } from '../authorize/revoke-authorization.ts';
import { aProcess, breaking, connectedWorld, outcomes } from '../test-support/a-process.ts';
import { INTEGRATION, PROVIDER, aVault, type World } from '../test-support/a-world.ts';

const never = async (): Promise<never> => new Promise(() => {});
const silentOn = ({ documents }: World, ...calls: readonly ('read' | 'write')[]): CredentialVault =>
  breaking(aVault(documents), async (call) => (calls.includes(call) ? never() : undefined));

it.each(['read', 'write'] as const)('gives a vault up that never answers to a %s, and asks the CRM nothing', async (call) => {
  const world = await connectedWorld();
  const work = outcomes([aProcess(world, { vault: silentOn(world, call) }).get()]);
  expect(await world.clock.runUntil(work)).toEqual(['STORAGE_FAILED']);
  expect(world.clock.now() - TEST_START_MS).toBeLessThanOrEqual(60_000);
  expect(world.server.exchanged).toEqual([]);
});

it('keeps new tokens that a silent vault has not taken, and stores them when it speaks again', async () => {
  const world = await connectedWorld();
  let isSilent = true;
  const vault = breaking(aVault(world.documents), async () => (isSilent && world.server.exchanged.length > 0 ? never() : undefined));
  expect(await world.clock.runUntil(outcomes([aProcess(world, { vault }).get()]))).toEqual(['STORAGE_FAILED']);
  isSilent = false;
  expect(await world.clock.runUntil(aProcess(world, { vault }).get())).toBe('at-SECRET-1');
  expect(world.server.exchanged).toEqual(['rt-SECRET-0']);
});

it('connects and revokes no account for ever where the vault is silent', async () => {
  const world = await connectedWorld();
  const { clock, server } = world;
  const vault = silentOn(world, 'read');
  const redirectUri = 'https://app.example.com/callback';
  const user = { provider: PROVIDER, integrationId: INTEGRATION, userId: 'user-1', clock };
  const { url } = await beginAuthorization({ ...user, vault: world.vault, redirectUri });
  const calls: readonly Promise<unknown>[] = [
    beginAuthorization({ ...user, vault, redirectUri }),
    completeAuthorization({ ...user, vault, callbackUrl: server.consent(url), fetch: server.fetch }),
    revokeAuthorization({ ...user, vault, fetch: server.fetch }),
  ];
  for (const call of calls) await expect(clock.runUntil(call)).rejects.toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
});

it('leaves an app that is refused alone for a minute, also when the clock of the machine is set back', async () => {
  const world = await connectedWorld({ beforeRefresh: async () => Response.json({ error: 'invalid_client' }, { status: 401 }) });
  let setBackMs = 0;
  const clock = { now: () => world.clock.now() - setBackMs, sleep: world.clock.sleep };
  const tokens = aProcess(world, { clock });
  const refusal = outcomes([tokens.refresh('at-SECRET-0')]);
  expect(await world.clock.runUntil(refusal)).toEqual(['API_UNAUTHORIZED']);
  setBackMs = 86_400_000;
  const refresh = async (): Promise<number> => {
    await world.clock.runUntil(outcomes([tokens.refresh('at-SECRET-0')]));
    return world.server.requests.length;
  };
  expect(await refresh()).toBe(1);
  await world.clock.advance(60_000);
  expect(await refresh()).toBe(2);
});
