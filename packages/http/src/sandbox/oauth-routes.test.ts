import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createOAuthRoutes, type OAuthRoutesOptions } from './oauth-routes.ts';
import { createRoutes } from './create-routes.ts';
import { SandboxTokens, type SandboxTokenOptions } from './sandbox-tokens.ts';

const CLIENT = { id: 'app', secret: 'word' };
const REDIRECT = 'https://app.example.test/callback?tenant=1';

function setUp(options: Partial<OAuthRoutesOptions> = {}, tokenOptions: SandboxTokenOptions = {}) {
  const clock = createVirtualClock();
  const tokens = new SandboxTokens(clock, tokenOptions);
  const paths = { authorize: '/auth', token: '/token', revoke: '/revoke' };
  const fetch = createRoutes(createOAuthRoutes({ tokens, client: CLIENT, clock, paths, ...options }));
  const authorize = async (query: Record<string, string>): Promise<Response> =>
    fetch(new Request(`https://acme.test/auth?${new URLSearchParams(query).toString()}`));
  const consent = async (): Promise<string> => {
    const { headers } = await authorize({ client_id: 'app', redirect_uri: REDIRECT, state: 's 1' });
    return new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
  };
  const post = async (path: string, form: Record<string, string>, secret = CLIENT.secret) => {
    const inBody = options.clientAuthentication === 'body';
    const headers: Record<string, string> = inBody ? {} : { authorization: `Basic ${btoa(`app:${secret}`)}` };
    const body = new URLSearchParams({ ...form, ...(inBody && { client_id: 'app', client_secret: secret }) });
    const response = await fetch(new Request(`https://acme.test${path}`, { method: 'POST', headers, body }));
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const exchange = async (code: string, secret?: string) =>
    post('/token', { grant_type: 'authorization_code', code, redirect_uri: REDIRECT }, secret);
  const refresh = async () => post('/token', { grant_type: 'refresh_token', refresh_token: tokens.refreshToken });
  return { clock, tokens, authorize, consent, exchange, refresh, post };
}

describe('createOAuthRoutes', () => {
  it('sends the user back with a code, the state, what the address held, and what the CRM adds', async () => {
    const { authorize } = setUp({ callbackQuery: () => ({ location: 'eu' }) });
    const { status, headers } = await authorize({ client_id: 'app', redirect_uri: REDIRECT, state: 's 1' });
    const query = Object.fromEntries(new URL(headers.get('location') ?? '').searchParams);
    expect([status, query]).toEqual([302, { tenant: '1', code: 'sandbox-code-1', state: 's 1', location: 'eu' }]);
    expect((await authorize({ client_id: 'other', redirect_uri: REDIRECT })).status).toBe(400);
  });

  it.each(['basic', 'body'] as const)(
    'exchanges a code once, for tokens that work, with the client in %s',
    async (clientAuthentication) => {
      const { consent, exchange, tokens } = setUp({ clientAuthentication, tokenFields: () => ({ api_domain: 'https://x' }) });
      const code = await consent();
      const { body } = await exchange(code);
      expect(body).toEqual({
        access_token: 'sandbox-access-2',
        refresh_token: 'sandbox-refresh-1',
        token_type: 'Bearer',
        expires_in: 3599,
        api_domain: 'https://x',
      });
      expect([tokens.accepts('Bearer sandbox-access-2'), tokens.accepts('Bearer sandbox-access-1')]).toEqual([true, false]);
      expect(await exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      expect(await exchange(await consent(), 'wrong')).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    },
  );

  it('refuses a code after five minutes, and a grant that it does not know', async () => {
    const { consent, exchange, post, clock } = setUp();
    const code = await consent();
    await clock.advance(5 * 60_000);
    expect(await exchange(code)).toMatchObject({ body: { error: 'invalid_grant' } });
    expect(await post('/token', { grant_type: 'password' })).toMatchObject({ body: { error: 'unsupported_grant_type' } });
  });

  it('refreshes, with or without a refresh token in the response, and rotates where it should', async () => {
    expect((await setUp().refresh()).body).toMatchObject({ refresh_token: 'sandbox-refresh-1' });
    expect(Object.keys((await setUp({ repeatsRefreshToken: false }).refresh()).body)).not.toContain('refresh_token');
    const { refresh, tokens } = setUp({}, { rotateRefreshToken: true });
    const before = tokens.refreshToken;
    expect((await refresh()).body['refresh_token']).not.toBe(before);
    expect(tokens.acceptsRefresh(before)).toBe(false);
  });

  it('gives tokens without end and without a refresh token where the CRM does', async () => {
    const { consent, exchange, clock, tokens } = setUp({}, { lifetimeMs: Number.POSITIVE_INFINITY, scheme: 'Acme-token' });
    expect((await exchange(await consent())).body).toEqual({ access_token: 'sandbox-access-2', token_type: 'Bearer' });
    await clock.advance(1e12);
    expect(tokens.accepts('Acme-token sandbox-access-2')).toBe(true);
  });

  it('ends the connection when the refresh token is revoked, and reports refusals as the CRM writes them', async () => {
    const fail = (_status: number, error: string): Response => Response.json({ error, kind: 'acme' });
    const { post, tokens, refresh } = setUp({ fail });
    expect((await post('/revoke', { token: 'unknown' })).status).toBe(200);
    await post('/revoke', { token: tokens.refreshToken });
    expect(tokens.accepts(`Bearer ${tokens.accessToken}`)).toBe(false);
    expect(await refresh()).toEqual({ status: 200, body: { error: 'invalid_grant', kind: 'acme' } });
  });
});

it('refuses an access token after so many requests, when it has expired, and when a test demands it', async () => {
  const { tokens, clock } = setUp({}, { maxRequests: 2, lifetimeMs: 1000 });
  const accepts = (): boolean => tokens.accepts(`Bearer ${tokens.accessToken}`);
  expect([accepts(), accepts(), accepts()]).toEqual([true, true, false]);
  tokens.issue();
  expect(accepts()).toBe(true);
  await clock.advance(1000);
  expect(accepts()).toBe(false);
  tokens.issue();
  tokens.expire();
  expect(accepts()).toBe(false);
});
