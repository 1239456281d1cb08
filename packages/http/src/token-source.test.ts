import { createVirtualClock, TEST_START_MS } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { ApiRefusedError } from './errors/api-refused-error.ts';
import { ApiUnavailableError } from './errors/api-unavailable-error.ts';
import { createTokenSource, type AccessToken } from './token-source.ts';

const HOUR = 3_600_000;
const FACTS = { api: 'Test', operation: 'POST /oauth/token' };
const invalidGrant = (): Error => new ApiRefusedError({ ...FACTS, status: 400, apiCode: 'invalid_grant' });
const noAnswer = (): Error => new ApiUnavailableError({ ...FACTS, status: 503 });

/** A token server whose responses the test releases, one by one. */
function tokenServer() {
  const waiting: { readonly issue: (token: AccessToken) => void; readonly fail: (error: unknown) => void }[] = [];
  const seen: string[] = [];
  return {
    seen,
    refresh: async (current: AccessToken) => {
      seen.push(current.value);
      return new Promise<AccessToken>((issue, fail) => {
        waiting.push({ issue, fail });
      });
    },
    next: async () => {
      while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
      return waiting.shift()!;
    },
  };
}

async function outcome(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: unknown) => (error as { code?: string }).code ?? error);
}

describe('createTokenSource', () => {
  it('L2: refreshes once for 500 callers that are refused at the same time', async () => {
    const server = tokenServer();
    const tokens = createTokenSource({ token: 'old', refresh: server.refresh });
    const calls = Promise.all(Array.from({ length: 500 }, async () => tokens.refresh('old')));
    (await server.next()).issue({ value: 'new' });
    expect(new Set(await calls)).toEqual(new Set(['new']));
    expect(server.seen).toEqual(['old']);
  });

  it('gives the newer token to a caller that comes late with an old one', async () => {
    const server = tokenServer();
    const tokens = createTokenSource({ token: 'old', refresh: server.refresh });
    const first = tokens.refresh('old');
    (await server.next()).issue({ value: 'new' });
    await first;
    expect(await tokens.refresh('old')).toBe('new');
    expect(await tokens.get()).toBe('new');
    expect(server.seen).toHaveLength(1);
  });

  it('says API_UNAUTHORIZED to all who wait when the refresh is refused, and refreshes no more', async () => {
    const server = tokenServer();
    const tokens = createTokenSource({ token: 'old', refresh: server.refresh });
    const calls = Promise.all(Array.from({ length: 10 }, async () => outcome(tokens.refresh('old'))));
    (await server.next()).fail(invalidGrant());
    expect(new Set(await calls)).toEqual(new Set(['API_UNAUTHORIZED']));
    await expect(tokens.refresh('old')).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', status: 400, apiCode: 'invalid_grant' });
    expect(server.seen).toHaveLength(1);
  });

  it('lets the next caller try again when no response came', async () => {
    const server = tokenServer();
    const tokens = createTokenSource({ token: 'old', refresh: server.refresh });
    const first = outcome(tokens.refresh('old'));
    (await server.next()).fail(new TypeError('socket hang up'));
    expect(await first).toBe('API_UNAVAILABLE');
    const second = tokens.refresh('old');
    (await server.next()).issue({ value: 'new' });
    expect(await second).toBe('new');
  });

  it('replaces a token five minutes before it expires', async () => {
    const clock = createVirtualClock();
    const tokens = createTokenSource({
      token: { value: 'old', expiresAtMs: TEST_START_MS + HOUR },
      refresh: async () => ({ value: 'new', expiresAtMs: TEST_START_MS + 2 * HOUR }),
      clock,
    });
    await clock.advance(HOUR - 300_001);
    expect(await tokens.get()).toBe('old');
    await clock.advance(1);
    expect(await tokens.get()).toBe('new');
  });

  it('keeps using a token that is still good when its early refresh gets no response, and tries again 30 s later', async () => {
    const clock = createVirtualClock();
    let attempts = 0;
    const refresh = async (): Promise<AccessToken> => {
      attempts += 1;
      throw noAnswer();
    };
    const tokens = createTokenSource({ token: { value: 'old', expiresAtMs: TEST_START_MS + HOUR }, refresh, clock });
    await clock.advance(HOUR - 120_000);
    for (let call = 0; call < 5; call += 1) expect(await tokens.get()).toBe('old');
    expect(attempts).toBe(1);
    await clock.advance(30_000);
    await tokens.get();
    expect(attempts).toBe(2);
    await clock.advance(120_000);
    await expect(tokens.get()).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
  });

  it('does not replace a short-lived token at each call', async () => {
    const clock = createVirtualClock();
    let issued = 0;
    const refresh = async (): Promise<AccessToken> => ({ value: `token-${(issued += 1)}`, expiresAtMs: clock.now() + 60_000 });
    const tokens = createTokenSource({ token: { value: 'old', expiresAtMs: TEST_START_MS }, refresh, clock });
    for (let call = 0; call < 20; call += 1) await tokens.get();
    expect(issued).toBe(1);
    await clock.advance(30_000);
    expect(await tokens.get()).toBe('token-2');
  });

  it('adopts the token that another process has stored instead of requesting one', async () => {
    const server = tokenServer();
    const tokens = createTokenSource({ token: 'old', refresh: server.refresh, load: async () => ({ value: 'theirs' }) });
    expect(await tokens.refresh('old')).toBe('theirs');
    expect(server.seen).toEqual([]);
  });

  it('L2: does not take a lost race for a lost account: the winner may store its token a moment later', async () => {
    const clock = createVirtualClock();
    let stored: AccessToken = { value: 'old' };
    const refresh = async (): Promise<AccessToken> => {
      void clock.sleep(1200).then(() => {
        stored = { value: 'theirs' };
      });
      throw invalidGrant();
    };
    const tokens = createTokenSource({ token: 'old', refresh, load: async () => stored, clock });
    expect(await clock.runUntil(tokens.refresh('old'))).toBe('theirs');
  });

  it('recovers from a refusal once the account was connected again', async () => {
    const clock = createVirtualClock();
    let stored: AccessToken = { value: 'old' };
    const tokens = createTokenSource({
      token: 'old',
      refresh: async () => Promise.reject(invalidGrant()),
      load: async () => stored,
      clock,
    });
    expect(await clock.runUntil(outcome(tokens.refresh('old')))).toBe('API_UNAUTHORIZED');
    stored = { value: 'reconnected' };
    expect(await tokens.refresh('old')).toBe('reconnected');
  });

  it('stops requesting tokens from an API that refuses every token it issues', async () => {
    const clock = createVirtualClock();
    let issued = 0;
    const tokens = createTokenSource({ token: 'token-0', refresh: async () => ({ value: `token-${(issued += 1)}` }), clock });
    for (let call = 0; call < 50; call += 1) await outcome(tokens.get().then(async (token) => tokens.refresh(token)));
    expect(issued).toBe(4);
    await clock.advance(10_000);
    expect(await tokens.refresh(await tokens.get())).toBe('token-5');
  });

  it('ends the wait of a caller that gives up, and the refresh goes on for the others', async () => {
    const server = tokenServer();
    const tokens = createTokenSource({ token: 'old', refresh: server.refresh });
    const impatient = new AbortController();
    const gone = tokens.refresh('old', { signal: impatient.signal });
    const patient = tokens.refresh('old');
    impatient.abort(new Error('shutting down'));
    await expect(gone).rejects.toThrow('shutting down');
    (await server.next()).issue({ value: 'new' });
    expect(await patient).toBe('new');
    await expect(tokens.get({ signal: impatient.signal })).rejects.toThrow('shutting down');
  });

  it('says API_UNAUTHORIZED when a token without a refresh is refused', async () => {
    const tokens = createTokenSource({ token: 'fixed' });
    await expect(tokens.refresh('fixed')).rejects.toMatchObject({ code: 'API_UNAUTHORIZED' });
    expect(await tokens.get()).toBe('fixed');
  });

  it('passes any other failure on as it is', async () => {
    const forbidden = new ApiRefusedError({ ...FACTS, status: 403 });
    const tokens = createTokenSource({ token: 'old', refresh: async () => Promise.reject(forbidden) });
    await expect(tokens.refresh('old')).rejects.toBe(forbidden);
  });

  it('gives a refresh or a load up that never comes, and uses a token that comes too late all the same', async () => {
    const server = tokenServer();
    const tokens = createTokenSource({ token: 'old', refresh: server.refresh, refreshTimeoutMs: 5 });
    await expect(tokens.refresh('old')).rejects.toMatchObject({ code: 'API_UNAVAILABLE', apiCode: 'TIMEOUT', retryable: true });
    (await server.next()).issue({ value: 'late' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await tokens.refresh('old')).toBe('late');
    expect(server.seen).toEqual(['old']);
    const load = async (): Promise<never> => new Promise(() => {});
    const loading = createTokenSource({ token: 'old', refresh: server.refresh, load, refreshTimeoutMs: 5 });
    await expect(loading.refresh('old')).rejects.toMatchObject({ code: 'API_UNAVAILABLE', apiCode: 'TIMEOUT' });
  });
});
