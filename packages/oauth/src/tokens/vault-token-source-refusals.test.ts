import { TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import {
  createProcess,
  breaking,
  createConnectedSystem,
  outcomes,
  INTEGRATION,
  PROVIDER,
  createTestVault,
  createTestSystem,
} from '../test-support/test-system.ts';

const HOUR = 3_600_000;

it.each([
  ['400 invalid_grant', undefined],
  ['401 with a code that the provider names', Response.json({ error: 'token_revoked' }, { status: 401 })],
  ['200 with an error, as Zoho does', Response.json({ error: 'invalid_code' })],
])('stops the requests of all processes after %s, and each source reports it once', async (_what, response) => {
  const system = await createConnectedSystem({ beforeRefresh: async () => response?.clone() });
  system.server.withdraw();
  let reports = 0;
  const options = {
    provider: { ...PROVIDER, refusalCodes: ['invalid_grant', 'invalid_code', 'token_revoked'] },
    onReauthorizationNeeded: () => void (reports += 1),
  };
  const processes = Array.from({ length: 5 }, () => createProcess(system, options));
  const calls = processes.flatMap((tokens) => Array.from({ length: 20 }, async () => tokens.get()));
  expect(new Set(await system.clock.runUntil(outcomes(calls)))).toEqual(new Set(['API_UNAUTHORIZED']));
  expect(await system.stored()).toMatchObject({ reauthorize: true, refreshing: null });
  await system.clock.advance(24 * HOUR);
  const later = [...processes, createProcess(system, options)].map(async (tokens) => tokens.get());
  expect(new Set(await outcomes(later))).toEqual(new Set(['API_UNAUTHORIZED']));
  expect([system.server.requests.length, reports]).toEqual([1, 6]);
});

it('reports again that the account is refused after its listener has failed, and when another account is', async () => {
  const system = await createConnectedSystem();
  const calls: string[] = [];
  const tokens = createProcess(system, {
    async onReauthorizationNeeded() {
      calls.push((await system.stored()).tokenId);
      if (calls.length === 1) throw new Error('listener');
    },
  });
  const call = async (): Promise<readonly string[]> => system.clock.runUntil(outcomes([tokens.get()]));
  system.server.withdraw();
  for (const _time of [1, 2, 3]) expect(await call()).toEqual(['API_UNAUTHORIZED']);
  expect(calls).toEqual(['id-0', 'id-0']);
  await system.store({ tokenId: 'id-1', accessToken: 'at-new' });
  for (const _time of [1, 2]) expect(await call()).toEqual(['API_UNAUTHORIZED']);
  expect(calls).toEqual(['id-0', 'id-0', 'id-1']);
});

it('cuts no account off after a 401 without a code, which speaks of the app', async () => {
  let response: Response | undefined = Response.json({}, { status: 401 });
  const system = await createConnectedSystem({ beforeRefresh: async () => response?.clone() });
  let reports = 0;
  const tokens = createProcess(system, { onReauthorizationNeeded: () => void (reports += 1) });
  for (const _time of [1, 2]) expect(await system.clock.runUntil(outcomes([tokens.get()]))).toEqual(['API_UNAUTHORIZED']);
  expect([system.server.requests.length, reports]).toEqual([1, 0]);
  expect(await system.stored()).toMatchObject({ reauthorize: false, refreshing: null });
  response = undefined;
  await system.clock.advance(60_000);
  expect(await system.clock.runUntil(tokens.get())).toBe('at-SECRET-1');
});

it('goes on by itself in every process once the account was connected again', async () => {
  const system = await createConnectedSystem();
  system.server.withdraw();
  const tokens = createProcess(system);
  expect(await system.clock.runUntil(outcomes([tokens.get()]))).toEqual(['API_UNAUTHORIZED']);
  await system.store({ tokenId: 'id-1', accessToken: 'at-new', expiresAtMs: TEST_START_MS + HOUR });
  expect(await tokens.get()).toBe('at-new');
});

it('says API_UNAUTHORIZED of an account that was never connected, and finds it connected later', async () => {
  const system = createTestSystem();
  const tokens = createProcess(system);
  await expect(tokens.get()).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', apiCode: 'NOT_CONNECTED' });
  await system.store({ expiresAtMs: TEST_START_MS + HOUR });
  expect(await tokens.get()).toBe('at-SECRET-0');
});

it('does not restore tokens that were removed while they were refreshed', async () => {
  const system = await createConnectedSystem({ afterRefresh: async () => system.vault.removeAll(INTEGRATION) });
  expect(await system.clock.runUntil(outcomes([createProcess(system).get()]))).toEqual(['API_UNAUTHORIZED']);
  expect(await system.vault.read({ integrationId: INTEGRATION, name: 'oauth' })).toBeUndefined();
});

it('takes the tokens of an account that was connected again while the former ones were refreshed, or refused', async () => {
  for (const isRefused of [false, true]) {
    const reconnect = async (): Promise<void> =>
      system.store({ tokenId: 'id-9', accessToken: 'at-new', expiresAtMs: TEST_START_MS + HOUR });
    const system = await createConnectedSystem({
      beforeRefresh: async () => {
        await reconnect();
        return isRefused ? Response.json({ error: 'invalid_grant' }, { status: 400 }) : undefined;
      },
    });
    expect(await system.clock.runUntil(createProcess(system).get())).toBe('at-new');
    expect(await system.stored()).toMatchObject({ tokenId: 'id-9', reauthorize: false });
  }
});

it('blames the app, not the account, when the client is refused, and retries a minute later', async () => {
  const system = await createConnectedSystem();
  const tokens = createProcess(system, { provider: { ...PROVIDER, clientSecret: 'mistyped' } });
  const calls = async (): Promise<readonly string[]> =>
    system.clock.runUntil(outcomes(Array.from({ length: 5 }, async () => tokens.get())));
  expect(new Set(await calls())).toEqual(new Set(['API_UNAUTHORIZED']));
  expect(new Set(await calls())).toEqual(new Set(['API_UNAUTHORIZED']));
  expect(system.server.requests).toHaveLength(1);
  expect(await system.stored()).toMatchObject({ reauthorize: false, refreshing: null });
  await system.clock.advance(60_000);
  await calls();
  expect(system.server.requests).toHaveLength(2);
  expect(await system.clock.runUntil(createProcess(system).get())).toBe('at-SECRET-1');
});

it('stores new tokens although another process, taking over, was refused with the former ones meanwhile', async () => {
  const system = await createConnectedSystem();
  const vault = breaking(createTestVault(system.documents), async () => {
    if (system.server.exchanged.length === 1) await system.clock.sleep(31_000);
  });
  const slow = createProcess(system, { vault }).get();
  await system.clock.advance(1000);
  const other = outcomes([createProcess(system).get()]);
  await system.clock.advance(30_000);
  expect(await other).toEqual(['API_UNAUTHORIZED']);
  expect(await system.clock.runUntil(slow)).toBe('at-SECRET-1');
  expect(system.server.exchanged).toEqual(['rt-SECRET-0', 'rt-SECRET-0']);
  expect(await system.stored()).toMatchObject({ refreshToken: 'rt-SECRET-1', reauthorize: false, refreshing: null });
  expect(await system.clock.runUntil(createProcess(system).get())).toBe('at-SECRET-1');
});

it('cannot replace a token without a refresh token, and marks nothing: the API may have been wrong once', async () => {
  const system = await createConnectedSystem();
  await system.store({ refreshToken: null, expiresAtMs: null });
  const tokens = createProcess(system);
  expect(await tokens.get()).toBe('at-SECRET-0');
  await expect(tokens.refresh('at-SECRET-0')).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', apiCode: 'NO_REFRESH_TOKEN' });
  expect((await system.stored()).reauthorize).toBe(false);
});
