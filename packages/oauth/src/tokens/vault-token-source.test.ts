import { inspect } from 'node:util';
import { createCredentialVault, createLocalKeys } from '@frigg-crm/core';
import { TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { aProcess, breaking, connectedWorld, outcomes } from '../test-support/a-process.ts';
import { INTEGRATION, PROVIDER, aVault, aWorld } from '../test-support/a-world.ts';

const HOUR = 3_600_000;

it('L2: refreshes once for 500 calls in each of ten processes that find the token expired', async () => {
  const world = await connectedWorld({ afterRefresh: async () => world.clock.sleep(2000) });
  const processes = Array.from({ length: 10 }, () => aProcess(world));
  const calls = processes.flatMap((tokens) => Array.from({ length: 500 }, async () => tokens.get()));
  expect(new Set(await world.clock.runUntil(outcomes(calls)))).toEqual(new Set(['at-SECRET-1']));
  expect(world.server.exchanged).toEqual(['rt-SECRET-0']);
  expect(await world.stored()).toMatchObject({ accessToken: 'at-SECRET-1', refreshToken: 'rt-SECRET-1', refreshing: null });
});

it('L2: refreshes once when ten processes hear a 401 for the same token', async () => {
  const world = await connectedWorld();
  await world.store({ expiresAtMs: TEST_START_MS + HOUR });
  const processes = Array.from({ length: 10 }, () => aProcess(world));
  expect(new Set(await outcomes(processes.map(async (tokens) => tokens.get())))).toEqual(new Set(['at-SECRET-0']));
  const renewed = processes.map(async (tokens) => tokens.refresh('at-SECRET-0'));
  expect(new Set(await world.clock.runUntil(outcomes(renewed)))).toEqual(new Set(['at-SECRET-1']));
  expect(world.server.exchanged).toEqual(['rt-SECRET-0']);
});

it('stores new tokens before they are used', async () => {
  const world = await connectedWorld();
  const tokens = aProcess(world);
  const used = await world.clock.runUntil(tokens.get());
  expect((await world.stored()).accessToken).toBe(used);
  expect((await world.stored()).expiresAtMs).toBe(TEST_START_MS + HOUR);
});

it('keeps the refresh token where the CRM gives no other, and uses it again', async () => {
  const world = await connectedWorld({ rotates: false });
  const tokens = aProcess(world);
  expect(await world.clock.runUntil(tokens.get())).toBe('at-SECRET-1');
  await world.clock.advance(HOUR);
  expect(await world.clock.runUntil(tokens.get())).toBe('at-SECRET-2');
  expect(world.server.exchanged).toEqual(['rt-SECRET-0', 'rt-SECRET-0']);
});

it('replaces a token five minutes before it expires, once for all processes', async () => {
  const world = await connectedWorld();
  await world.store({ expiresAtMs: TEST_START_MS + HOUR });
  const processes = [aProcess(world), aProcess(world)];
  await outcomes(processes.map(async (tokens) => tokens.get()));
  await world.clock.advance(HOUR - 300_001);
  expect(await outcomes(processes.map(async (tokens) => tokens.get()))).toEqual(['at-SECRET-0', 'at-SECRET-0']);
  await world.clock.advance(1);
  const due = processes.map(async (tokens) => tokens.get());
  expect(await world.clock.runUntil(outcomes(due))).toEqual(['at-SECRET-1', 'at-SECRET-1']);
  expect(world.server.exchanged).toHaveLength(1);
});

it('takes a refresh over 30 s after the process crashed that had claimed it, and not earlier', async () => {
  const world = await connectedWorld();
  await world.store({ refreshing: { by: 'crashed', untilMs: TEST_START_MS + 30_000 } });
  const work = aProcess(world).get();
  await world.clock.advance(29_999);
  expect(world.server.exchanged).toEqual([]);
  expect(await world.clock.runUntil(work)).toBe('at-SECRET-1');
  expect(world.clock.now() - TEST_START_MS).toBeLessThan(31_001);
});

it('gives a claim up again that the store was so slow to write that an exchange might outlive it', async () => {
  const leftMs: number[] = [];
  const world = await connectedWorld({
    async beforeRefresh() {
      leftMs.push(((await world.stored()).refreshing?.untilMs ?? 0) - world.clock.now());
      return undefined;
    },
  });
  let delayMs = 12_000;
  const vault = breaking(aVault(world.documents), async (call) => {
    if (call === 'read') return;
    await world.clock.sleep(delayMs);
    delayMs = 10_000;
  });
  expect(await world.clock.runUntil(aProcess(world, { vault }).get())).toBe('at-SECRET-1');
  expect(leftMs).toEqual([20_000]);
});

it('does not hang where every process crashes that claims the refresh', async () => {
  const world = await connectedWorld();
  const claim = async (): Promise<void> => world.store({ refreshing: { by: 'crashed', untilMs: world.clock.now() + 30_000 } });
  await claim();
  const work = outcomes([aProcess(world).get()]);
  for (let time = 0; time < 200; time += 1) {
    await world.clock.advance(500);
    await claim();
  }
  expect(await work).toEqual(['API_UNAVAILABLE']);
  expect(world.server.exchanged).toEqual([]);
});

it('gives a call up after 20 s without an answer, gives its claim up too, and another process succeeds 5 s later', async () => {
  let isSilent = true;
  const world = await connectedWorld({ beforeRefresh: async () => (isSilent ? new Promise(() => {}) : undefined) });
  const [waiting, other] = [outcomes([aProcess(world).get()]), aProcess(world)];
  await world.clock.advance(20_000);
  isSilent = false;
  expect(await world.clock.runUntil(waiting)).toEqual(['API_UNAVAILABLE']);
  await world.clock.advance(5000);
  expect(await world.clock.runUntil(other.get())).toBe('at-SECRET-1');
});

it.each([[503], [500], [408], [429]])('lets the next call try again after status %i, and marks nothing', async (status) => {
  let answer: Response | undefined = Response.json({}, { status, headers: { 'retry-after': '7' } });
  const world = await connectedWorld({ beforeRefresh: async () => answer?.clone() });
  const tokens = aProcess(world);
  const failed = await world.clock.runUntil(Promise.allSettled([tokens.get()]));
  expect(failed).toMatchObject([{ status: 'rejected', reason: { retryable: true } }]);
  expect(await world.stored()).toMatchObject({ reauthorize: false, refreshing: null, refreshToken: 'rt-SECRET-0' });
  answer = undefined;
  await world.clock.advance(8000);
  expect(await world.clock.runUntil(tokens.get())).toBe('at-SECRET-1');
});

it('obeys a 429 in all processes, for as long as the CRM asked', async () => {
  const world = await connectedWorld({ beforeRefresh: async () => Response.json({}, { status: 429, headers: { 'retry-after': '60' } }) });
  await world.store({ outages: 2 });
  expect(await world.clock.runUntil(outcomes([aProcess(world).get()]))).toEqual(['API_RATE_LIMITED']);
  await world.clock.advance(30_000);
  const other = await Promise.allSettled([aProcess(world).get()]);
  expect(other).toMatchObject([{ status: 'rejected', reason: { code: 'API_RATE_LIMITED', retryAfterMs: 30_000 } }]);
  expect(world.server.requests).toHaveLength(1);
});

it('asks a token endpoint that is down every 5 s, then ever less often, whatever the number of sources and calls', async () => {
  const askedMs: number[] = [];
  let isDown = true;
  const world = await connectedWorld({
    async beforeRefresh() {
      if (!isDown) return undefined;
      askedMs.push(world.clock.now() - TEST_START_MS);
      return Response.json({}, { status: 503 });
    },
  });
  const sources = Array.from({ length: 5 }, () => aProcess(world));
  const calls = async (): Promise<readonly string[]> => outcomes(sources.flatMap((tokens) => [tokens.get(), tokens.get()]));
  for (let second = 0; second < 200; second += 1) {
    expect(new Set(await world.clock.runUntil(calls()))).toEqual(new Set(['API_UNAVAILABLE']));
    await world.clock.advance(1000 - (world.clock.now() % 1000));
  }
  expect(askedMs).toEqual([0, 5000, 15_000, 35_000, 75_000, 135_000, 195_000]);
  isDown = false;
  await world.clock.advance(60_000);
  expect(await world.clock.runUntil(aProcess(world).get())).toBe('at-SECRET-1');
  expect(await world.stored()).toMatchObject({ outages: 0, pausedUntilMs: null });
});

it('believes no claim and no pause that only a clock far ahead of its own can have written', async () => {
  const nextYearMs = TEST_START_MS + 365 * 24 * HOUR;
  for (const written of [
    { refreshing: { by: 'ahead', untilMs: nextYearMs } },
    { pausedUntilMs: nextYearMs },
    { pausedUntilMs: nextYearMs, outages: 3 },
  ]) {
    const world = await connectedWorld();
    await world.store(written);
    expect(await world.clock.runUntil(aProcess(world).get())).toBe('at-SECRET-1');
    expect(world.clock.now()).toBe(TEST_START_MS);
  }
});

it.each([
  ['400 invalid_grant', undefined],
  ['401 with a code that the provider names', Response.json({ error: 'token_revoked' }, { status: 401 })],
  ['200 with an error, as Zoho does', Response.json({ error: 'invalid_code' })],
])('tells all processes to stop asking after %s, and each source reports it once', async (_what, answer) => {
  const world = await connectedWorld({ beforeRefresh: async () => answer?.clone() });
  world.server.withdraw();
  let reports = 0;
  const options = {
    provider: { ...PROVIDER, refusalCodes: ['invalid_grant', 'invalid_code', 'token_revoked'] },
    onReauthorizationNeeded: () => void (reports += 1),
  };
  const processes = Array.from({ length: 5 }, () => aProcess(world, options));
  const calls = processes.flatMap((tokens) => Array.from({ length: 20 }, async () => tokens.get()));
  expect(new Set(await world.clock.runUntil(outcomes(calls)))).toEqual(new Set(['API_UNAUTHORIZED']));
  expect(await world.stored()).toMatchObject({ reauthorize: true, refreshing: null });
  await world.clock.advance(24 * HOUR);
  const later = [...processes, aProcess(world, options)].map(async (tokens) => tokens.get());
  expect(new Set(await outcomes(later))).toEqual(new Set(['API_UNAUTHORIZED']));
  expect([world.server.requests.length, reports]).toEqual([1, 6]);
});

it('tells again that the account is refused after its listener has failed, and when another account is', async () => {
  const world = await connectedWorld();
  const calls: string[] = [];
  const tokens = aProcess(world, {
    async onReauthorizationNeeded() {
      calls.push((await world.stored()).tokenId);
      if (calls.length === 1) throw new Error('listener');
    },
  });
  const call = async (): Promise<readonly string[]> => world.clock.runUntil(outcomes([tokens.get()]));
  world.server.withdraw();
  for (const _time of [1, 2, 3]) expect(await call()).toEqual(['API_UNAUTHORIZED']);
  expect(calls).toEqual(['id-0', 'id-0']);
  await world.store({ tokenId: 'id-1', accessToken: 'at-new' });
  for (const _time of [1, 2]) expect(await call()).toEqual(['API_UNAUTHORIZED']);
  expect(calls).toEqual(['id-0', 'id-0', 'id-1']);
});

it('cuts no account off after a 401 without a code, which speaks of the app', async () => {
  let answer: Response | undefined = Response.json({}, { status: 401 });
  const world = await connectedWorld({ beforeRefresh: async () => answer?.clone() });
  let reports = 0;
  const tokens = aProcess(world, { onReauthorizationNeeded: () => void (reports += 1) });
  for (const _time of [1, 2]) expect(await world.clock.runUntil(outcomes([tokens.get()]))).toEqual(['API_UNAUTHORIZED']);
  expect([world.server.requests.length, reports]).toEqual([1, 0]);
  expect(await world.stored()).toMatchObject({ reauthorize: false, refreshing: null });
  answer = undefined;
  await world.clock.advance(60_000);
  expect(await world.clock.runUntil(tokens.get())).toBe('at-SECRET-1');
});

it('goes on by itself in every process once the account was connected again', async () => {
  const world = await connectedWorld();
  world.server.withdraw();
  const tokens = aProcess(world);
  expect(await world.clock.runUntil(outcomes([tokens.get()]))).toEqual(['API_UNAUTHORIZED']);
  await world.store({ tokenId: 'id-1', accessToken: 'at-new', expiresAtMs: TEST_START_MS + HOUR });
  expect(await tokens.get()).toBe('at-new');
});

it('says API_UNAUTHORIZED of an account that was never connected, and finds it connected later', async () => {
  const world = aWorld();
  const tokens = aProcess(world);
  await expect(tokens.get()).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', apiCode: 'NOT_CONNECTED' });
  await world.store({ expiresAtMs: TEST_START_MS + HOUR });
  expect(await tokens.get()).toBe('at-SECRET-0');
});

it('does not restore tokens that were removed while they were refreshed', async () => {
  const world = await connectedWorld({ afterRefresh: async () => world.vault.removeAll(INTEGRATION) });
  expect(await world.clock.runUntil(outcomes([aProcess(world).get()]))).toEqual(['API_UNAUTHORIZED']);
  expect(await world.vault.read({ integrationId: INTEGRATION, name: 'oauth' })).toBeUndefined();
});

it('takes the tokens of an account that was connected again while the former ones were refreshed, or refused', async () => {
  for (const isRefused of [false, true]) {
    const reconnect = async (): Promise<void> => world.store({ tokenId: 'id-9', accessToken: 'at-new', expiresAtMs: TEST_START_MS + HOUR });
    const world = await connectedWorld({
      beforeRefresh: async () => {
        await reconnect();
        return isRefused ? Response.json({ error: 'invalid_grant' }, { status: 400 }) : undefined;
      },
    });
    expect(await world.clock.runUntil(aProcess(world).get())).toBe('at-new');
    expect(await world.stored()).toMatchObject({ tokenId: 'id-9', reauthorize: false });
  }
});

it('blames the app, not the account, when the client is refused, and asks again a minute later', async () => {
  const world = await connectedWorld();
  const tokens = aProcess(world, { provider: { ...PROVIDER, clientSecret: 'mistyped' } });
  const calls = async (): Promise<readonly string[]> => world.clock.runUntil(outcomes(Array.from({ length: 5 }, async () => tokens.get())));
  expect(new Set(await calls())).toEqual(new Set(['API_UNAUTHORIZED']));
  expect(new Set(await calls())).toEqual(new Set(['API_UNAUTHORIZED']));
  expect(world.server.requests).toHaveLength(1);
  expect(await world.stored()).toMatchObject({ reauthorize: false, refreshing: null });
  await world.clock.advance(60_000);
  await calls();
  expect(world.server.requests).toHaveLength(2);
  expect(await world.clock.runUntil(aProcess(world).get())).toBe('at-SECRET-1');
});

it('stores new tokens although another process, taking over, was refused with the former ones meanwhile', async () => {
  const world = await connectedWorld();
  const vault = breaking(aVault(world.documents), async () => {
    if (world.server.exchanged.length === 1) await world.clock.sleep(31_000);
  });
  const slow = aProcess(world, { vault }).get();
  await world.clock.advance(1000);
  const other = outcomes([aProcess(world).get()]);
  await world.clock.advance(30_000);
  expect(await other).toEqual(['API_UNAUTHORIZED']);
  expect(await world.clock.runUntil(slow)).toBe('at-SECRET-1');
  expect(world.server.exchanged).toEqual(['rt-SECRET-0', 'rt-SECRET-0']);
  expect(await world.stored()).toMatchObject({ refreshToken: 'rt-SECRET-1', reauthorize: false, refreshing: null });
  expect(await world.clock.runUntil(aProcess(world).get())).toBe('at-SECRET-1');
});

it('keeps its claim while the vault is encrypted anew under another master key', async () => {
  const keyOf = (id: string) => ({ id, key: new TextEncoder().encode(id.padEnd(32)) });
  const renewedKeys = createLocalKeys({ current: keyOf('k2'), previous: [keyOf('k1')] });
  const formerKeys = createLocalKeys({ current: keyOf('k1'), previous: [keyOf('k2')] });
  for (const status of [200, 400, 503]) {
    const world = await connectedWorld({
      beforeRefresh: async () => {
        expect(await createCredentialVault({ documents: world.documents, keys: renewedKeys }).rotate({ limit: 10 })).toMatchObject({
          rotated: 1,
        });
        return status === 200 ? undefined : Response.json({ error: 'invalid_grant' }, { status });
      },
    });
    const vault = createCredentialVault({ documents: world.documents, keys: formerKeys });
    await world.clock.runUntil(outcomes([aProcess(world, { vault }).get()]));
    const value = (await vault.read({ integrationId: INTEGRATION, name: 'oauth' }))?.value;
    const accessToken = status === 200 ? 'at-SECRET-1' : 'at-SECRET-0';
    expect(value).toMatchObject({ accessToken, refreshing: null, reauthorize: status === 400 });
  }
});

it('tells the extras when it first reads them and when they change, and keeps the former ones where new ones are refused', async () => {
  const world = await connectedWorld({ extras: { api_domain: 'https://two.example.com' } });
  const seen: unknown[] = [];
  const readTokens = (answer: { readonly [key: string]: unknown }) => ({ api_domain: String(answer['api_domain']) });
  const onExtrasChange = (extras: unknown): void => void seen.push(extras);
  await world.clock.runUntil(aProcess(world, { provider: { ...PROVIDER, readTokens }, onExtrasChange }).get());
  expect(seen).toEqual([{ api_domain: 'https://one.example.com' }, { api_domain: 'https://two.example.com' }]);
  await world.clock.advance(HOUR);
  const refuse = (): never => {
    throw new Error('not a host of Acme');
  };
  expect(await world.clock.runUntil(aProcess(world, { provider: { ...PROVIDER, readTokens: refuse } }).get())).toBe('at-SECRET-2');
  expect((await world.stored()).extras).toEqual({ api_domain: 'https://two.example.com' });
});

it('does not fail because a listener fails', async () => {
  const world = await connectedWorld();
  const fail = (): never => {
    throw new Error('listener');
  };
  expect(await world.clock.runUntil(aProcess(world, { onExtrasChange: fail }).get())).toBe('at-SECRET-1');
  world.server.withdraw();
  await world.clock.advance(HOUR);
  expect(await world.clock.runUntil(outcomes([aProcess(world, { onReauthorizationNeeded: fail }).get()]))).toEqual(['API_UNAUTHORIZED']);
});

it('reads tokens that were stored before outages were counted', async () => {
  const world = await connectedWorld();
  const { outages: _absent, ...former } = await world.stored();
  await world.vault.write({ integrationId: INTEGRATION, name: 'oauth', value: { ...former }, expectedVersion: 0 });
  expect(await world.clock.runUntil(aProcess(world).get())).toBe('at-SECRET-1');
});

it('cannot replace a token without a refresh token, and marks nothing: the API may have been wrong once', async () => {
  const world = await connectedWorld();
  await world.store({ refreshToken: null, expiresAtMs: null });
  const tokens = aProcess(world);
  expect(await tokens.get()).toBe('at-SECRET-0');
  await expect(tokens.refresh('at-SECRET-0')).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', apiCode: 'NO_REFRESH_TOKEN' });
  expect((await world.stored()).reauthorize).toBe(false);
});

it('lets a caller leave whose patience ends, and goes on for the others', async () => {
  const world = await connectedWorld({ beforeRefresh: async () => world.clock.sleep(5000).then(() => undefined) });
  const tokens = aProcess(world);
  const controller = new AbortController();
  const [leaving, staying] = [outcomes([tokens.get({ signal: controller.signal })]), tokens.get()];
  await world.clock.advance(1000);
  controller.abort({ code: 'LEFT' });
  expect(await leaving).toEqual(['LEFT']);
  expect(await world.clock.runUntil(staying)).toBe('at-SECRET-1');
});

it('shows no token and no secret in errors', async () => {
  for (const status of [400, 401, 403, 429, 503, 200]) {
    const world = await connectedWorld({ beforeRefresh: async (token) => Response.json({ error: `no_${status}`, token }, { status }) });
    const [outcome] = await world.clock.runUntil(Promise.allSettled([aProcess(world).get()]));
    expect(outcome).toMatchObject({ status: 'rejected' });
    const text = inspect(outcome, { depth: 10 });
    for (const secret of world.server.secrets) expect(text).not.toContain(secret);
  }
});
