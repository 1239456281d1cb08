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
