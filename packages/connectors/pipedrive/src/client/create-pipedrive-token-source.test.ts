import type { Fetch } from '@frigg-crm/http';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createPipedriveSandbox, type PipedriveSandboxOptions } from '../sandbox/create-pipedrive-sandbox.ts';
import { createPipedriveClient } from './create-pipedrive-client.ts';
import { createPipedriveTokenSource, type PipedriveTokenSourceOptions } from './create-pipedrive-token-source.ts';
import type { PipedriveTokens } from './pipedrive-tokens.ts';

function connection(options: PipedriveSandboxOptions = {}, overrides: Partial<PipedriveTokenSourceOptions> = {}) {
  const clock = createVirtualClock();
  const sandbox = createPipedriveSandbox({ clock, people: 50, ...options });
  const saved: PipedriveTokens[] = [];
  const hosts: string[] = [];
  const fetch: Fetch = async (request) => {
    hosts.push(new URL(request.url).host);
    return sandbox.fetch(request);
  };
  const tokens: PipedriveTokens = {
    accessToken: sandbox.accessToken,
    refreshToken: sandbox.refreshToken,
    apiDomain: sandbox.apiDomain,
    expiresAtMs: sandbox.accessTokenExpiresAtMs,
  };
  const saveTokens = async (fresh: PipedriveTokens): Promise<void> => void saved.push(fresh);
  const { clientId, clientSecret } = sandbox;
  const tokenSource = createPipedriveTokenSource({ clientId, clientSecret, tokens, saveTokens, fetch, clock, ...overrides });
  const client = createPipedriveClient({ apiDomain: () => tokenSource.apiDomain, token: tokenSource, fetch, clock });
  return { clock, sandbox, saved, hosts, tokenSource, client };
}

describe('createPipedriveTokenSource', () => {
  it('walks on when the token runs out in the middle, with one refresh each time', async () => {
    const { client, clock, sandbox, saved } = connection({ tokens: { maxRequests: 2 } });
    const people: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await clock.runUntil(client.listPersons({ limit: 10, cursor }));
      people.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(people).size).toBe(50);
    expect(saved.map(({ accessToken }) => accessToken)).toEqual(['sandbox-access-2', 'sandbox-access-3']);
    expect(sandbox.stats.byRoute['POST /oauth/token']).toBe(2);
  });

  it('refreshes once for ten calls at once (acceptance 16)', async () => {
    const { client, clock, sandbox } = connection();
    sandbox.expireAccessToken();
    await clock.runUntil(Promise.all(Array.from({ length: 10 }, async (_, index) => client.getPerson(String(index + 1)))));
    expect(sandbox.stats.byRoute).toMatchObject({ 'POST /oauth/token': 1 });
  });

  it('refreshes before the token expires, so that nothing is refused', async () => {
    const { client, clock, sandbox } = connection();
    await clock.advance(3_400_000);
    await clock.runUntil(client.getPerson('1'));
    expect(sandbox.stats.byRoute).toEqual({ 'POST /oauth/token': 1, 'GET /persons/:id': 1 });
  });

  it('asks to connect again when the app was removed, and repeats nothing (acceptance 16)', async () => {
    const { client, clock, sandbox, saved } = connection();
    sandbox.disconnect();
    for (let call = 0; call < 3; call += 1) {
      await expect(clock.runUntil(client.getPerson('1'))).rejects.toMatchObject({
        code: 'API_UNAUTHORIZED',
        status: 400,
        apiCode: 'invalid_grant',
      });
    }
    expect(sandbox.stats.byRoute['POST /oauth/token']).toBe(1);
    expect(saved).toEqual([]);
  });

  it('P23: stores the refresh token that comes back and goes on with it', async () => {
    const { client, clock, sandbox, saved } = connection({ tokens: { rotateRefreshToken: true } });
    for (const refreshToken of ['sandbox-refresh-2', 'sandbox-refresh-3']) {
      sandbox.expireAccessToken();
      await clock.runUntil(client.getPerson('1'));
      expect(saved.at(-1)).toMatchObject({ refreshToken });
    }
  });

  it('follows the company to a new domain: stores it, tells it, calls it (acceptance 17)', async () => {
    const changes: string[] = [];
    const { client, clock, sandbox, saved, hosts } = connection({}, { onApiDomainChange: (apiDomain) => changes.push(apiDomain) });
    sandbox.apiDomain = 'https://renamed.pipedrive.com';
    sandbox.expireAccessToken();
    await clock.runUntil(client.getPerson('1'));
    await clock.runUntil(client.getPerson('2'));
    expect(saved.at(-1)?.apiDomain).toBe('https://renamed.pipedrive.com');
    expect(changes).toEqual(['https://renamed.pipedrive.com']);
    expect(hosts.at(-1)).toBe('renamed.pipedrive.com');
    expect(client.apiDomain).toBe('https://renamed.pipedrive.com');
  });

  it.each([
    ['https://evil.test', 'CONFIGURATION_INVALID'],
    ['', 'API_ANSWER_UNEXPECTED'],
  ])('refuses a token answer whose api_domain is %j, and stores nothing (acceptance 15)', async (apiDomain, code) => {
    const { client, clock, sandbox, saved, hosts } = connection();
    sandbox.apiDomain = apiDomain;
    sandbox.expireAccessToken();
    await expect(clock.runUntil(client.getPerson('1'))).rejects.toMatchObject({ code });
    expect(saved).toEqual([]);
    expect(hosts).not.toContain('evil.test');
  });

  it.each(['one process', 'several processes'])(
    'stores the tokens later when storing fails, in %s: the refresh token may be used up',
    async (processes) => {
      let fails = true;
      const stored: PipedriveTokens[] = [];
      const saveTokens = async (tokens: PipedriveTokens): Promise<void> => {
        if (fails) throw new Error('disk full');
        stored.push(tokens);
      };
      const old: PipedriveTokens = {
        accessToken: 'sandbox-access-1',
        refreshToken: 'sandbox-refresh-1',
        apiDomain: 'https://sandbox.pipedrive.com',
        expiresAtMs: null,
      };
      const loadTokens = processes === 'one process' ? undefined : async () => old;
      const { client, clock, sandbox } = connection({ tokens: { rotateRefreshToken: true } }, { saveTokens, loadTokens });
      sandbox.expireAccessToken();
      await expect(clock.runUntil(client.getPerson('1'))).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
      fails = false;
      await clock.runUntil(client.getPerson('1'));
      expect(stored).toMatchObject([{ refreshToken: 'sandbox-refresh-2' }]);
      expect(sandbox.stats.byRoute['POST /oauth/token']).toBe(1);
    },
  );

  it('takes over what another process has stored, its refresh token and domain too', async () => {
    const theirs: PipedriveTokens = {
      accessToken: 'sandbox-access-1',
      refreshToken: 'sandbox-refresh-1',
      apiDomain: 'https://renamed.pipedrive.com',
      expiresAtMs: null,
    };
    const mine = { ...theirs, accessToken: 'outdated', apiDomain: 'https://sandbox.pipedrive.com' };
    const { client, clock, sandbox, tokenSource } = connection({}, { tokens: mine, loadTokens: async () => theirs });
    expect(await clock.runUntil(client.getPerson('1'))).toMatchObject({ id: '1' });
    expect(tokenSource.apiDomain).toBe('https://renamed.pipedrive.com');
    expect(sandbox.stats.byRoute['POST /oauth/token']).toBeUndefined();
  });

  it('does not write over what another process has stored since its own storing failed', async () => {
    const saves: string[] = [];
    const saveTokens = async ({ accessToken }: PipedriveTokens): Promise<void> => {
      saves.push(accessToken);
      if (saves.length === 1) throw new Error('disk full');
    };
    const old: PipedriveTokens = {
      accessToken: 'sandbox-access-1',
      refreshToken: 'sandbox-refresh-1',
      apiDomain: 'https://sandbox.pipedrive.com',
      expiresAtMs: null,
    };
    let stored = old;
    const { client, clock, sandbox } = connection({}, { saveTokens, loadTokens: async () => stored });
    sandbox.expireAccessToken();
    await expect(clock.runUntil(client.getPerson('1'))).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    stored = { ...old, accessToken: 'theirs' };
    await clock.runUntil(client.getPerson('1').catch(() => undefined));
    await clock.runUntil(client.getPerson('1'));
    expect(saves).toEqual(['sandbox-access-2', 'sandbox-access-3']);
  });

  it('keeps secrets and tokens out of its errors', async () => {
    const { client, clock } = connection(
      {},
      {
        clientSecret: 'wrong-secret',
        tokens: { accessToken: 'a-token', refreshToken: 'r-token', apiDomain: 'https://sandbox.pipedrive.com', expiresAtMs: null },
      },
    );
    const error: unknown = await clock.runUntil(client.getPerson('1')).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: 'API_UNAUTHORIZED', apiCode: 'invalid_client' });
    expect(JSON.stringify(error) + String(error)).not.toMatch(/wrong-secret|a-token|r-token/);
  });
});
