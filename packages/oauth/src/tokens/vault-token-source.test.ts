import { inspect } from 'node:util';
import { createCredentialVault, createLocalKeys } from '@frigg-crm/core';
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

it('L2: refreshes once for 500 calls in each of ten processes that find the token expired', async () => {
  const system = await createConnectedSystem({ afterRefresh: async () => system.clock.sleep(2000) });
  const processes = Array.from({ length: 10 }, () => createProcess(system));
  const calls = processes.flatMap((tokens) => Array.from({ length: 500 }, async () => tokens.get()));
  expect(new Set(await system.clock.runUntil(outcomes(calls)))).toEqual(new Set(['at-SECRET-1']));
  expect(system.server.exchanged).toEqual(['rt-SECRET-0']);
  expect(await system.stored()).toMatchObject({ accessToken: 'at-SECRET-1', refreshToken: 'rt-SECRET-1', refreshing: null });
});

it('L2: refreshes once when ten processes get a 401 for the same token', async () => {
  const system = await createConnectedSystem();
  await system.store({ expiresAtMs: TEST_START_MS + HOUR });
  const processes = Array.from({ length: 10 }, () => createProcess(system));
  expect(new Set(await outcomes(processes.map(async (tokens) => tokens.get())))).toEqual(new Set(['at-SECRET-0']));
  const renewed = processes.map(async (tokens) => tokens.refresh('at-SECRET-0'));
  expect(new Set(await system.clock.runUntil(outcomes(renewed)))).toEqual(new Set(['at-SECRET-1']));
  expect(system.server.exchanged).toEqual(['rt-SECRET-0']);
});

it('stores new tokens before they are used', async () => {
  const system = await createConnectedSystem();
  const tokens = createProcess(system);
  const used = await system.clock.runUntil(tokens.get());
  expect((await system.stored()).accessToken).toBe(used);
  expect((await system.stored()).expiresAtMs).toBe(TEST_START_MS + HOUR);
});

it('keeps the refresh token where the CRM gives no other, and uses it again', async () => {
  const system = await createConnectedSystem({ rotates: false });
  const tokens = createProcess(system);
  expect(await system.clock.runUntil(tokens.get())).toBe('at-SECRET-1');
  await system.clock.advance(HOUR);
  expect(await system.clock.runUntil(tokens.get())).toBe('at-SECRET-2');
  expect(system.server.exchanged).toEqual(['rt-SECRET-0', 'rt-SECRET-0']);
});

it('replaces a token five minutes before it expires, once for all processes', async () => {
  const system = await createConnectedSystem();
  await system.store({ expiresAtMs: TEST_START_MS + HOUR });
  const processes = [createProcess(system), createProcess(system)];
  await outcomes(processes.map(async (tokens) => tokens.get()));
  await system.clock.advance(HOUR - 300_001);
  expect(await outcomes(processes.map(async (tokens) => tokens.get()))).toEqual(['at-SECRET-0', 'at-SECRET-0']);
  await system.clock.advance(1);
  const due = processes.map(async (tokens) => tokens.get());
  expect(await system.clock.runUntil(outcomes(due))).toEqual(['at-SECRET-1', 'at-SECRET-1']);
  expect(system.server.exchanged).toHaveLength(1);
});

it('takes a refresh over 30 s after the process crashed that had claimed it, and not earlier', async () => {
  const system = await createConnectedSystem();
  await system.store({ refreshing: { by: 'crashed', untilMs: TEST_START_MS + 30_000 } });
  const work = createProcess(system).get();
  await system.clock.advance(29_999);
  expect(system.server.exchanged).toEqual([]);
  expect(await system.clock.runUntil(work)).toBe('at-SECRET-1');
  expect(system.clock.now() - TEST_START_MS).toBeLessThan(31_001);
});

it('gives a claim up again that the store was so slow to write that an exchange might outlive it', async () => {
  const leftMs: number[] = [];
  const system = await createConnectedSystem({
    async beforeRefresh() {
      leftMs.push(((await system.stored()).refreshing?.untilMs ?? 0) - system.clock.now());
      return undefined;
    },
  });
  let delayMs = 12_000;
  const vault = breaking(createTestVault(system.documents), async (call) => {
    if (call === 'read') return;
    await system.clock.sleep(delayMs);
    delayMs = 10_000;
  });
  expect(await system.clock.runUntil(createProcess(system, { vault }).get())).toBe('at-SECRET-1');
  expect(leftMs).toEqual([20_000]);
});

it('does not hang where every process crashes that claims the refresh', async () => {
  const system = await createConnectedSystem();
  const claim = async (): Promise<void> => system.store({ refreshing: { by: 'crashed', untilMs: system.clock.now() + 30_000 } });
  await claim();
  const work = outcomes([createProcess(system).get()]);
  for (let time = 0; time < 200; time += 1) {
    await system.clock.advance(500);
    await claim();
  }
  expect(await work).toEqual(['API_UNAVAILABLE']);
  expect(system.server.exchanged).toEqual([]);
});

it('aborts a call after 20 s without a response, releases its claim too, and another process succeeds 5 s later', async () => {
  let isSilent = true;
  const system = await createConnectedSystem({ beforeRefresh: async () => (isSilent ? new Promise(() => {}) : undefined) });
  const [waiting, other] = [outcomes([createProcess(system).get()]), createProcess(system)];
  await system.clock.advance(20_000);
  isSilent = false;
  expect(await system.clock.runUntil(waiting)).toEqual(['API_UNAVAILABLE']);
  await system.clock.advance(5000);
  expect(await system.clock.runUntil(other.get())).toBe('at-SECRET-1');
});

it.each([[503], [500], [408], [429]])('lets the next call try again after status %i, and marks nothing', async (status) => {
  let response: Response | undefined = Response.json({}, { status, headers: { 'retry-after': '7' } });
  const system = await createConnectedSystem({ beforeRefresh: async () => response?.clone() });
  const tokens = createProcess(system);
  const failed = await system.clock.runUntil(Promise.allSettled([tokens.get()]));
  expect(failed).toMatchObject([{ status: 'rejected', reason: { retryable: true } }]);
  expect(await system.stored()).toMatchObject({ reauthorize: false, refreshing: null, refreshToken: 'rt-SECRET-0' });
  response = undefined;
  await system.clock.advance(8000);
  expect(await system.clock.runUntil(tokens.get())).toBe('at-SECRET-1');
});

it('obeys a 429 in all processes, for as long as the CRM requests', async () => {
  const system = await createConnectedSystem({
    beforeRefresh: async () => Response.json({}, { status: 429, headers: { 'retry-after': '60' } }),
  });
  await system.store({ outages: 2 });
  expect(await system.clock.runUntil(outcomes([createProcess(system).get()]))).toEqual(['API_RATE_LIMITED']);
  await system.clock.advance(30_000);
  const other = await Promise.allSettled([createProcess(system).get()]);
  expect(other).toMatchObject([{ status: 'rejected', reason: { code: 'API_RATE_LIMITED', retryAfterMs: 30_000 } }]);
  expect(system.server.requests).toHaveLength(1);
});

it('calls a token endpoint that is down every 5 s, then ever less often, whatever the number of sources and calls', async () => {
  const askedMs: number[] = [];
  let isDown = true;
  const system = await createConnectedSystem({
    async beforeRefresh() {
      if (!isDown) return undefined;
      askedMs.push(system.clock.now() - TEST_START_MS);
      return Response.json({}, { status: 503 });
    },
  });
  const sources = Array.from({ length: 5 }, () => createProcess(system));
  const calls = async (): Promise<readonly string[]> => outcomes(sources.flatMap((tokens) => [tokens.get(), tokens.get()]));
  for (let second = 0; second < 200; second += 1) {
    expect(new Set(await system.clock.runUntil(calls()))).toEqual(new Set(['API_UNAVAILABLE']));
    await system.clock.advance(1000 - (system.clock.now() % 1000));
  }
  expect(askedMs).toEqual([0, 5000, 15_000, 35_000, 75_000, 135_000, 195_000]);
  isDown = false;
  await system.clock.advance(60_000);
  expect(await system.clock.runUntil(createProcess(system).get())).toBe('at-SECRET-1');
  expect(await system.stored()).toMatchObject({ outages: 0, pausedUntilMs: null });
});

it('believes no claim and no pause that only a clock far ahead of its own can have written', async () => {
  const nextYearMs = TEST_START_MS + 365 * 24 * HOUR;
  for (const written of [
    { refreshing: { by: 'ahead', untilMs: nextYearMs } },
    { pausedUntilMs: nextYearMs },
    { pausedUntilMs: nextYearMs, outages: 3 },
  ]) {
    const system = await createConnectedSystem();
    await system.store(written);
    expect(await system.clock.runUntil(createProcess(system).get())).toBe('at-SECRET-1');
    expect(system.clock.now()).toBe(TEST_START_MS);
  }
});

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

it('keeps its claim while the vault is encrypted anew under another master key', async () => {
  const keyOf = (id: string) => ({ id, key: new TextEncoder().encode(id.padEnd(32)) });
  const renewedKeys = createLocalKeys({ current: keyOf('k2'), previous: [keyOf('k1')] });
  const formerKeys = createLocalKeys({ current: keyOf('k1'), previous: [keyOf('k2')] });
  for (const status of [200, 400, 503]) {
    const system = await createConnectedSystem({
      beforeRefresh: async () => {
        expect(await createCredentialVault({ documents: system.documents, keys: renewedKeys }).rotate({ limit: 10 })).toMatchObject({
          rotated: 1,
        });
        return status === 200 ? undefined : Response.json({ error: 'invalid_grant' }, { status });
      },
    });
    const vault = createCredentialVault({ documents: system.documents, keys: formerKeys });
    await system.clock.runUntil(outcomes([createProcess(system, { vault }).get()]));
    const value = (await vault.read({ integrationId: INTEGRATION, name: 'oauth' }))?.value;
    const accessToken = status === 200 ? 'at-SECRET-1' : 'at-SECRET-0';
    expect(value).toMatchObject({ accessToken, refreshing: null, reauthorize: status === 400 });
  }
});

it('reports the extras when it first reads them and when they change, and keeps the former ones where new ones are refused', async () => {
  const system = await createConnectedSystem({ extras: { api_domain: 'https://two.example.com' } });
  const seen: unknown[] = [];
  const readTokens = (response: { readonly [key: string]: unknown }) => ({ api_domain: String(response['api_domain']) });
  const onExtrasChange = (extras: unknown): void => void seen.push(extras);
  await system.clock.runUntil(createProcess(system, { provider: { ...PROVIDER, readTokens }, onExtrasChange }).get());
  expect(seen).toEqual([{ api_domain: 'https://one.example.com' }, { api_domain: 'https://two.example.com' }]);
  await system.clock.advance(HOUR);
  const refuse = (): never => {
    throw new Error('not a host of Acme');
  };
  expect(await system.clock.runUntil(createProcess(system, { provider: { ...PROVIDER, readTokens: refuse } }).get())).toBe('at-SECRET-2');
  expect((await system.stored()).extras).toEqual({ api_domain: 'https://two.example.com' });
});

it('does not fail because a listener fails', async () => {
  const system = await createConnectedSystem();
  const fail = (): never => {
    throw new Error('listener');
  };
  expect(await system.clock.runUntil(createProcess(system, { onExtrasChange: fail }).get())).toBe('at-SECRET-1');
  system.server.withdraw();
  await system.clock.advance(HOUR);
  expect(await system.clock.runUntil(outcomes([createProcess(system, { onReauthorizationNeeded: fail }).get()]))).toEqual([
    'API_UNAUTHORIZED',
  ]);
});

it('reads tokens that were stored before outages were counted', async () => {
  const system = await createConnectedSystem();
  const { outages: _absent, ...former } = await system.stored();
  await system.vault.write({ integrationId: INTEGRATION, name: 'oauth', value: { ...former }, expectedVersion: 0 });
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

it('rejects the call of an aborted caller, and goes on for the others', async () => {
  const system = await createConnectedSystem({ beforeRefresh: async () => system.clock.sleep(5000).then(() => undefined) });
  const tokens = createProcess(system);
  const controller = new AbortController();
  const [leaving, staying] = [outcomes([tokens.get({ signal: controller.signal })]), tokens.get()];
  await system.clock.advance(1000);
  controller.abort({ code: 'LEFT' });
  expect(await leaving).toEqual(['LEFT']);
  expect(await system.clock.runUntil(staying)).toBe('at-SECRET-1');
});

it('shows no token and no secret in errors', async () => {
  for (const status of [400, 401, 403, 429, 503, 200]) {
    const system = await createConnectedSystem({
      beforeRefresh: async (token) => Response.json({ error: `no_${status}`, token }, { status }),
    });
    const [outcome] = await system.clock.runUntil(Promise.allSettled([createProcess(system).get()]));
    expect(outcome).toMatchObject({ status: 'rejected' });
    const text = inspect(outcome, { depth: 10 });
    for (const secret of system.server.secrets) expect(text).not.toContain(secret);
  }
});
