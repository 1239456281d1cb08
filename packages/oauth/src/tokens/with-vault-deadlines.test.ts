import type { CredentialVault } from '@frigg-crm/core';
import { TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { beginAuthorization } from '../authorize/begin-authorization.ts';
import { completeAuthorization } from '../authorize/complete-authorization.ts';
import { revokeAuthorization } from '../authorize/revoke-authorization.ts';
import {
  createProcess,
  breaking,
  createConnectedSystem,
  outcomes,
  INTEGRATION,
  PROVIDER,
  createTestVault,
  type TestSystem,
} from '../test-support/test-system.ts';

const never = async (): Promise<never> => new Promise(() => {});
const silentOn = ({ documents }: TestSystem, ...calls: readonly ('read' | 'write')[]): CredentialVault =>
  breaking(createTestVault(documents), async (call) => (calls.includes(call) ? never() : undefined));

it.each(['read', 'write'] as const)('times out on a vault that never responds to a %s, and sends the CRM no request', async (call) => {
  const system = await createConnectedSystem();
  const work = outcomes([createProcess(system, { vault: silentOn(system, call) }).get()]);
  expect(await system.clock.runUntil(work)).toEqual(['STORAGE_FAILED']);
  expect(system.clock.now() - TEST_START_MS).toBeLessThanOrEqual(60_000);
  expect(system.server.exchanged).toEqual([]);
});

it('keeps new tokens that a silent vault has not taken, and stores them when it responds again', async () => {
  const system = await createConnectedSystem();
  let isSilent = true;
  const vault = breaking(createTestVault(system.documents), async () =>
    isSilent && system.server.exchanged.length > 0 ? never() : undefined,
  );
  expect(await system.clock.runUntil(outcomes([createProcess(system, { vault }).get()]))).toEqual(['STORAGE_FAILED']);
  isSilent = false;
  expect(await system.clock.runUntil(createProcess(system, { vault }).get())).toBe('at-SECRET-1');
  expect(system.server.exchanged).toEqual(['rt-SECRET-0']);
});

it('connects and revokes no account for ever where the vault is silent', async () => {
  const system = await createConnectedSystem();
  const { clock, server } = system;
  const vault = silentOn(system, 'read');
  const redirectUri = 'https://app.example.com/callback';
  const user = { provider: PROVIDER, integrationId: INTEGRATION, userId: 'user-1', clock };
  const { url } = await beginAuthorization({ ...user, vault: system.vault, redirectUri });
  const calls: readonly Promise<unknown>[] = [
    beginAuthorization({ ...user, vault, redirectUri }),
    completeAuthorization({ ...user, vault, callbackUrl: server.consent(url), fetch: server.fetch }),
    revokeAuthorization({ ...user, vault, fetch: server.fetch }),
  ];
  for (const call of calls) await expect(clock.runUntil(call)).rejects.toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
});

it('leaves an app that is refused alone for a minute, also when the clock of the machine is set back', async () => {
  const system = await createConnectedSystem({ beforeRefresh: async () => Response.json({ error: 'invalid_client' }, { status: 401 }) });
  let setBackMs = 0;
  const clock = { now: () => system.clock.now() - setBackMs, sleep: system.clock.sleep };
  const tokens = createProcess(system, { clock });
  const refusal = outcomes([tokens.refresh('at-SECRET-0')]);
  expect(await system.clock.runUntil(refusal)).toEqual(['API_UNAUTHORIZED']);
  setBackMs = 86_400_000;
  const refresh = async (): Promise<number> => {
    await system.clock.runUntil(outcomes([tokens.refresh('at-SECRET-0')]));
    return system.server.requests.length;
  };
  expect(await refresh()).toBe(1);
  await system.clock.advance(60_000);
  expect(await refresh()).toBe(2);
});
