import { StorageError, type CredentialVault } from '@frigg-crm/core';
import { TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import {
  createProcess,
  breaking,
  createConnectedSystem,
  outcomes,
  INTEGRATION,
  createTestVault,
  type TestSystem,
} from '../test-support/test-system.ts';
import { unsavedTokensOf } from './unsaved-tokens.ts';

/** A program whose store is broken since the first exchange of a refresh token, until it is repaired. */
async function createBrokenStore(): Promise<{ readonly system: TestSystem; readonly vault: CredentialVault; readonly repair: () => void }> {
  const system = await createConnectedSystem();
  let isBroken = true;
  const vault = breaking(createTestVault(system.documents), () => {
    if (isBroken && system.server.exchanged.length > 0) throw new StorageError('no connection');
  });
  return { system, vault, repair: () => void (isBroken = false) };
}

it.each([
  [3, 5000],
  [6, 61_000],
])('tries to store new tokens again when that has failed %i times, within %i ms', async (times, withinMs) => {
  const system = await createConnectedSystem();
  let failures = times;
  const vault = breaking(createTestVault(system.documents), (call) => {
    if (call === 'write' && system.server.exchanged.length > 0 && (failures -= 1) >= 0) throw new StorageError('no connection');
  });
  expect(await system.clock.runUntil(createProcess(system, { vault }).get())).toBe('at-SECRET-1');
  expect((await system.stored()).refreshToken).toBe('rt-SECRET-1');
  expect(system.clock.now() - TEST_START_MS).toBeLessThan(withinMs);
});

it('loses no token when the store fails right after the exchange: the next call stores it first', async () => {
  const { system, vault, repair } = await createBrokenStore();
  const tokens = createProcess(system, { vault });
  expect(await system.clock.runUntil(outcomes([tokens.get()]))).toEqual(['STORAGE_FAILED']);
  repair();
  expect(await system.clock.runUntil(tokens.get())).toBe('at-SECRET-1');
  expect(system.server.exchanged).toEqual(['rt-SECRET-0']);
  expect((await system.stored()).refreshToken).toBe('rt-SECRET-1');
});

it.each([
  ['', false],
  [', although the former ones were refused elsewhere meanwhile', true],
])('leaves tokens that the store has not taken to the next source of the program%s', async (_although, isRefused) => {
  const { system, vault, repair } = await createBrokenStore();
  expect(await system.clock.runUntil(outcomes([createProcess(system, { vault }).get()]))).toEqual(['STORAGE_FAILED']);
  if (isRefused) await system.clock.runUntil(outcomes([createProcess(system).get()]));
  expect(await system.stored()).toMatchObject({ refreshToken: 'rt-SECRET-0', reauthorize: isRefused });
  repair();
  expect(await system.clock.runUntil(createProcess(system, { vault }).get())).toBe('at-SECRET-1');
  expect(await system.stored()).toMatchObject({ refreshToken: 'rt-SECRET-1', reauthorize: false, refreshing: null });
  expect(system.server.exchanged).toHaveLength(isRefused ? 2 : 1);
  expect(unsavedTokensOf(vault).size).toBe(0);
});

it('does not store them over those of an account that was connected again', async () => {
  const { system, vault, repair } = await createBrokenStore();
  await system.clock.runUntil(outcomes([createProcess(system, { vault }).get()]));
  await system.store({ tokenId: 'id-9', refreshToken: 'rt-9' });
  repair();
  await system.clock.runUntil(outcomes([createProcess(system, { vault }).get()]));
  expect(system.server.exchanged).toEqual(['rt-SECRET-0', 'rt-9']);
  expect(await system.stored()).toMatchObject({ tokenId: 'id-9', refreshToken: 'rt-9' });
});

it('does not store them for another account', async () => {
  const { system, vault, repair } = await createBrokenStore();
  await system.clock.runUntil(outcomes([createProcess(system, { vault }).get()]));
  repair();
  const value = { ...(await system.stored()), refreshToken: 'rt-other', refreshing: null };
  await vault.write({ integrationId: 'integration-2', name: 'oauth', value, expectedVersion: undefined });
  await system.clock.runUntil(outcomes([createProcess(system, { vault, integrationId: 'integration-2' }).get()]));
  expect(system.server.exchanged).toEqual(['rt-SECRET-0', 'rt-other']);
  expect(await system.clock.runUntil(createProcess(system, { vault }).get())).toBe('at-SECRET-1');
});

it('discards them when the account is removed', async () => {
  const { system, vault, repair } = await createBrokenStore();
  await system.clock.runUntil(outcomes([createProcess(system, { vault }).get()]));
  expect(unsavedTokensOf(vault).size).toBe(1);
  repair();
  await vault.removeAll(INTEGRATION);
  expect(await outcomes([createProcess(system, { vault }).get()])).toEqual(['API_UNAUTHORIZED']);
  expect(unsavedTokensOf(vault).size).toBe(0);
});
