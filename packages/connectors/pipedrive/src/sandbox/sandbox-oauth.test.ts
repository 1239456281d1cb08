import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createPipedriveSandbox, type PipedriveSandboxOptions } from './create-pipedrive-sandbox.ts';

const REDIRECT = 'https://app.example.test/callback?tenant=1';

function setUp(options: PipedriveSandboxOptions = {}) {
  const clock = createVirtualClock();
  const sandbox = createPipedriveSandbox({ clock, people: 2, ...options });
  const authorize = async (query: Readonly<Record<string, string>>): Promise<Response> =>
    sandbox.fetch(new Request(`https://oauth.pipedrive.com/oauth/authorize?${new URLSearchParams(query).toString()}`));
  const consent = async (): Promise<string> => {
    const answer = await authorize({ client_id: sandbox.clientId, redirect_uri: REDIRECT });
    return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
  };
  const send = async (path: string, form: Readonly<Record<string, string>>, secret = sandbox.clientSecret) => {
    const headers = { authorization: `Basic ${btoa(`${sandbox.clientId}:${secret}`)}` };
    const request = new Request(`https://oauth.pipedrive.com${path}`, { method: 'POST', headers, body: new URLSearchParams(form) });
    const answer = await sandbox.fetch(request);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const exchange = async (code: string, redirectUri = REDIRECT, secret?: string) =>
    send('/oauth/token', { grant_type: 'authorization_code', code, redirect_uri: redirectUri }, secret);
  const me = async (token: unknown = sandbox.accessToken): Promise<number> => {
    const request = new Request('https://x/api/v1/users/me', { headers: { authorization: `Bearer ${String(token)}` } });
    return (await sandbox.fetch(request)).status;
  };
  return { clock, sandbox, authorize, consent, exchange, send, me };
}

const REFUSED = { status: 400, body: { error: 'invalid_grant' } };

describe('OAuth in the sandbox', () => {
  it('sends the user back with a code and the state, and keeps what the address held', async () => {
    const { authorize, sandbox } = setUp();
    const answer = await authorize({ client_id: sandbox.clientId, redirect_uri: REDIRECT, state: 's 1', response_type: 'code' });
    const target = new URL(answer.headers.get('location') ?? '');
    expect([answer.status, target.origin + target.pathname]).toEqual([302, 'https://app.example.test/callback']);
    expect(Object.fromEntries(target.searchParams)).toEqual({ tenant: '1', code: 'sandbox-code-1', state: 's 1' });
  });

  it.each([
    ['of an unknown app', { client_id: 'other', redirect_uri: REDIRECT }],
    ['without an address', { client_id: 'sandbox-client' }],
    ['with none that is one', { client_id: 'sandbox-client', redirect_uri: 'callback' }],
  ])('refuses a consent %s', async (_case, query) => {
    expect((await setUp().authorize(query as Record<string, string>)).status).toBe(400);
  });

  it('turns a code into tokens that work, with the scopes of the app and the host to call', async () => {
    const { consent, exchange, me } = setUp();
    const { status, body } = await exchange(await consent());
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3599, api_domain: 'https://sandbox.pipedrive.com' });
    expect(body['scope']).toContain('deals:read');
    expect(await me(body['access_token'])).toBe(200);
  });

  it('takes a code once, within five minutes, from its app and with its address', async () => {
    const { clock, consent, exchange } = setUp();
    const used = await consent();
    await exchange(used);
    expect(await exchange(used)).toMatchObject(REFUSED);
    expect(await exchange(await consent(), `${REDIRECT}2`)).toMatchObject(REFUSED);
    expect((await exchange(await consent(), REDIRECT, 'wrong')).status).toBe(401);
    const late = await consent();
    const timely = await consent();
    await clock.advance(299_999);
    expect((await exchange(timely)).status).toBe(200);
    await clock.advance(1);
    expect(await exchange(late)).toMatchObject(REFUSED);
  });

  it('forgets the app when its refresh token is revoked, and connects it again by a new consent', async () => {
    const { consent, exchange, me, sandbox, send } = setUp();
    expect((await send('/oauth/revoke', { token: 'unknown' })).status).toBe(200);
    expect((await send('/oauth/revoke', { token: sandbox.refreshToken }, 'wrong')).status).toBe(401);
    expect(await me()).toBe(200);
    expect((await send('/oauth/revoke', { token: sandbox.refreshToken, token_type_hint: 'refresh_token' })).status).toBe(200);
    expect(await me()).toBe(401);
    expect(await send('/oauth/token', { grant_type: 'refresh_token', refresh_token: sandbox.refreshToken })).toMatchObject(REFUSED);
    await exchange(await consent());
    expect(await me()).toBe(200);
  });

  it('refuses the access token alone when only that is revoked', async () => {
    const { me, sandbox, send } = setUp();
    await send('/oauth/revoke', { token: sandbox.accessToken, token_type_hint: 'access_token' });
    expect(await me()).toBe(401);
    await send('/oauth/token', { grant_type: 'refresh_token', refresh_token: sandbox.refreshToken });
    expect(await me()).toBe(200);
  });
});
