import { StorageError, type CredentialVault } from '@frigg-crm/core';
import { TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { aProcess, breaking, connectedWorld, outcomes } from '../test-support/a-process.ts';
import { INTEGRATION, aVault, type World } from '../test-support/a-world.ts';
import { unsavedTokensOf } from './unsaved-tokens.ts';

/** A program whose store is broken since the first exchange of a refresh token, until it is mended. */
async function aBrokenStore(): Promise<{ readonly world: World; readonly vault: CredentialVault; readonly mend: () => void }> {
  const world = await connectedWorld();
  let isBroken = true;
  const vault = breaking(aVault(world.documents), () => {
    if (isBroken && world.server.exchanged.length > 0) throw new StorageError('no connection');
  });
  return { world, vault, mend: () => void (isBroken = false) };
}

it.each([
  [3, 5000],
  [6, 61_000],
])('tries to store new tokens again when that has failed %i times, within %i ms', async (times, withinMs) => {
  const world = await connectedWorld();
  let failures = times;
  const vault = breaking(aVault(world.documents), (call) => {
    if (call === 'write' && world.server.exchanged.length > 0 && (failures -= 1) >= 0) throw new StorageError('no connection');
  });
  expect(await world.clock.runUntil(aProcess(world, { vault }).get())).toBe('at-SECRET-1');
  expect((await world.stored()).refreshToken).toBe('rt-SECRET-1');
  expect(world.clock.now() - TEST_START_MS).toBeLessThan(withinMs);
});

it('loses no token when the store fails right after the exchange: the next call stores it first', async () => {
  const { world, vault, mend } = await aBrokenStore();
  const tokens = aProcess(world, { vault });
  expect(await world.clock.runUntil(outcomes([tokens.get()]))).toEqual(['STORAGE_FAILED']);
  mend();
  expect(await world.clock.runUntil(tokens.get())).toBe('at-SECRET-1');
  expect(world.server.exchanged).toEqual(['rt-SECRET-0']);
  expect((await world.stored()).refreshToken).toBe('rt-SECRET-1');
});

it.each([
  ['', false],
  [', although the former ones were refused elsewhere meanwhile', true],
])('leaves tokens that the store has not taken to the next source of the program%s', async (_although, isRefused) => {
  const { world, vault, mend } = await aBrokenStore();
  expect(await world.clock.runUntil(outcomes([aProcess(world, { vault }).get()]))).toEqual(['STORAGE_FAILED']);
  if (isRefused) await world.clock.runUntil(outcomes([aProcess(world).get()]));
  expect(await world.stored()).toMatchObject({ refreshToken: 'rt-SECRET-0', reauthorize: isRefused });
  mend();
  expect(await world.clock.runUntil(aProcess(world, { vault }).get())).toBe('at-SECRET-1');
  expect(await world.stored()).toMatchObject({ refreshToken: 'rt-SECRET-1', reauthorize: false, refreshing: null });
  expect(world.server.exchanged).toHaveLength(isRefused ? 2 : 1);
  expect(unsavedTokensOf(vault).size).toBe(0);
});

it('does not store them over those of an account that was connected again', async () => {
  const { world, vault, mend } = await aBrokenStore();
  await world.clock.runUntil(outcomes([aProcess(world, { vault }).get()]));
  await world.store({ tokenId: 'id-9', refreshToken: 'rt-9' });
  mend();
  await world.clock.runUntil(outcomes([aProcess(world, { vault }).get()]));
  expect(world.server.exchanged).toEqual(['rt-SECRET-0', 'rt-9']);
  expect(await world.stored()).toMatchObject({ tokenId: 'id-9', refreshToken: 'rt-9' });
});

it('does not store them for another account', async () => {
  const { world, vault, mend } = await aBrokenStore();
  await world.clock.runUntil(outcomes([aProcess(world, { vault }).get()]));
  mend();
  const value = { ...(await world.stored()), refreshToken: 'rt-other', refreshing: null };
  await vault.write({ integrationId: 'integration-2', name: 'oauth', value, expectedVersion: undefined });
  await world.clock.runUntil(outcomes([aProcess(world, { vault, integrationId: 'integration-2' }).get()]));
  expect(world.server.exchanged).toEqual(['rt-SECRET-0', 'rt-other']);
  expect(await world.clock.runUntil(aProcess(world, { vault }).get())).toBe('at-SECRET-1');
});

it('forgets them when the account is removed', async () => {
  const { world, vault, mend } = await aBrokenStore();
  await world.clock.runUntil(outcomes([aProcess(world, { vault }).get()]));
  expect(unsavedTokensOf(vault).size).toBe(1);
  mend();
  await vault.removeAll(INTEGRATION);
  expect(await outcomes([aProcess(world, { vault }).get()])).toEqual(['API_UNAUTHORIZED']);
  expect(unsavedTokensOf(vault).size).toBe(0);
});
