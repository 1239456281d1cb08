import { inspect } from 'node:util';
import { ConfigurationError } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { INTEGRATION, PROVIDER, createTestVault, createTestSystem, type TestSystem } from '../test-support/test-system.ts';
import type { OAuthServerOptions } from '../test-support/oauth-server.ts';
import type { OAuthProvider } from '../provider/oauth-provider.ts';
import { readStoredTokens } from '../tokens/read-stored-tokens.ts';
import { beginAuthorization } from './begin-authorization.ts';
import { completeAuthorization, type CompletedAuthorization } from './complete-authorization.ts';

const REDIRECT_URI = 'https://app.example.com/oauth/callback?from=acme';

interface Flow extends TestSystem {
  begin(change?: { provider?: Partial<OAuthProvider>; userId?: string; integrationId?: string }): Promise<string>;
  complete(callbackUrl: string, change?: { provider?: Partial<OAuthProvider>; userId?: string }): Promise<CompletedAuthorization>;
}

function aFlow(options: OAuthServerOptions = {}): Flow {
  const system = createTestSystem(options);
  const { vault, clock, server } = system;
  return {
    ...system,
    async begin({ provider, userId = 'user-1', integrationId = INTEGRATION } = {}) {
      const request = { vault, clock, integrationId, userId, redirectUri: REDIRECT_URI, provider: { ...PROVIDER, ...provider } };
      return (await beginAuthorization(request)).url;
    },
    async complete(callbackUrl, { provider, userId = 'user-1' } = {}) {
      const request = { vault, clock, callbackUrl, userId, provider: { ...PROVIDER, ...provider }, fetch: server.fetch };
      return completeAuthorization(request);
    },
  };
}

const changed = (url: string, change: (parameters: URLSearchParams) => void): string => {
  const result = new URL(url);
  change(result.searchParams);
  return result.href;
};
const stored = async ({ vault }: TestSystem) => (await readStoredTokens({ vault, integrationId: INTEGRATION }))?.tokens;
const refusal = (code: string, retryable = false) => ({ code, retryable });

it('sends the user to the consent page with all that it needs, and no secret', async () => {
  const flow = aFlow();
  const extra = { access_type: 'offline', state: 'theirs', response_type: 'token' };
  const url = new URL(await flow.begin({ provider: { scopes: ['a', 'b'], scopeSeparator: ',', extraAuthorizeParameters: extra } }));
  expect(url.origin + url.pathname).toBe(PROVIDER.authorizeUrl);
  const { state, code_challenge, ...rest } = Object.fromEntries(url.searchParams);
  expect(rest).toEqual({
    access_type: 'offline',
    response_type: 'code',
    client_id: PROVIDER.clientId,
    redirect_uri: REDIRECT_URI,
    scope: 'a,b',
    code_challenge_method: 'S256',
  });
  expect(state?.length).toBeGreaterThan(43);
  expect(code_challenge).toHaveLength(43);
  expect(url.href).not.toContain(PROVIDER.clientSecret);
});

it.each([
  ['basic', true],
  ['post', true],
  ['basic', false],
  ['post', false],
] as const)('connects an account with client authentication %s, PKCE %s', async (clientAuthentication, usesPkce) => {
  const flow = aFlow();
  const provider = { clientAuthentication, usesPkce };
  const url = await flow.begin({ provider });
  expect(new URL(url).searchParams.has('code_challenge')).toBe(usesPkce);
  expect(await flow.complete(flow.server.consent(url), { provider })).toEqual({
    integrationId: INTEGRATION,
    extras: {},
    scope: 'people:read',
  });
  expect(await stored(flow)).toMatchObject({
    accessToken: 'at-SECRET-1',
    refreshToken: 'rt-SECRET-1',
    expiresAtMs: flow.clock.now() + 3_600_000,
    reauthorize: false,
  });
});

it('connects an account whose tokens neither expire nor are replaced', async () => {
  const flow = aFlow({ expiresIn: undefined, extras: { refresh_token: null, expires_in: null, token_type: undefined, id_token: 'x.y.z' } });
  await flow.complete(flow.server.consent(await flow.begin()));
  expect(await stored(flow)).toMatchObject({ accessToken: 'at-SECRET-1', refreshToken: null, expiresAtMs: null });
});

it('reads a callback without its host, and a lifetime that is a text', async () => {
  const flow = aFlow({ extras: { expires_in: '60' } });
  const callback = new URL(flow.server.consent(await flow.begin()));
  await flow.complete(callback.pathname + callback.search);
  expect((await stored(flow))?.expiresAtMs).toBe(flow.clock.now() + 60_000);
});

it.each<[string, (parameters: URLSearchParams) => void]>([
  ['without a state', (parameters) => parameters.delete('state')],
  ['with a changed state', (parameters) => parameters.set('state', `${parameters.get('state')}x`)],
  ['with a state of no shape', (parameters) => parameters.set('state', 'a.b.c')],
  ['with the state of another integration', (parameters) => parameters.set('state', `b3RoZXI.${parameters.get('state')?.split('.')[1]}`)],
])('refuses a callback %s, and requests no tokens', async (_what, change) => {
  const flow = aFlow();
  const callback = flow.server.consent(await flow.begin());
  await expect(flow.complete(changed(callback, change))).rejects.toMatchObject(refusal('OAUTH_STATE_INVALID'));
  expect(flow.server.requests).toEqual([]);
});

it('refuses a callback in the session of another user, or from another provider', async () => {
  const flow = aFlow();
  const callback = flow.server.consent(await flow.begin());
  await expect(flow.complete(callback, { userId: 'user-2' })).rejects.toMatchObject(refusal('OAUTH_STATE_INVALID'));
  await expect(flow.complete(callback, { provider: { name: 'Other' } })).rejects.toMatchObject(refusal('OAUTH_STATE_INVALID'));
  expect(flow.server.requests).toEqual([]);
  expect(await stored(flow)).toBeUndefined();
});

it('accepts a callback within ten minutes, and not a millisecond later', async () => {
  const flow = aFlow();
  const [early, late] = [flow.server.consent(await flow.begin()), flow.server.consent(await flow.begin())];
  await flow.clock.advance(599_999);
  await flow.complete(early);
  await flow.clock.advance(1);
  await expect(flow.complete(late)).rejects.toMatchObject(refusal('OAUTH_STATE_INVALID'));
});

it('accepts one of twenty callbacks with the same state, in two processes at the same time', async () => {
  const flow = aFlow();
  const callback = flow.server.consent(await flow.begin());
  const other = createTestVault(flow.documents);
  const complete = async (index: number) =>
    index % 2 === 0
      ? flow.complete(callback)
      : completeAuthorization({
          vault: other,
          provider: PROVIDER,
          callbackUrl: callback,
          userId: 'user-1',
          clock: flow.clock,
          fetch: flow.server.fetch,
        });
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, async (_, index) => complete(index)));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused).toHaveLength(19);
  for (const { reason } of refused) expect(reason).toMatchObject(refusal('OAUTH_STATE_INVALID'));
  expect(flow.server.requests).toHaveLength(1);
});

it('lets a user who opened two tabs complete either', async () => {
  const flow = aFlow();
  const urls = await Promise.all([flow.begin(), flow.begin(), flow.begin()]);
  for (const url of urls.toReversed()) await flow.complete(flow.server.consent(url));
  expect(flow.server.requests).toHaveLength(3);
});

it.each(['access_denied', 'user_denied'])('says OAUTH_DENIED when the user said no: %s', async (error) => {
  const flow = aFlow();
  const callback = changed(flow.server.consent(await flow.begin()), (parameters) => {
    parameters.delete('code');
    parameters.set('error', error);
  });
  await expect(flow.complete(callback)).rejects.toMatchObject(refusal('OAUTH_DENIED'));
  await expect(flow.complete(callback)).rejects.toMatchObject(refusal('OAUTH_STATE_INVALID'));
});

it.each<[string, (parameters: URLSearchParams) => void]>([
  ['without a code', (parameters) => parameters.delete('code')],
  ['with an empty code', (parameters) => parameters.set('code', '')],
  ['with two codes', (parameters) => parameters.append('code', 'another')],
  ['with an error of the CRM', (parameters) => parameters.set('error', 'server_error')],
  ['with a token beside the code', (parameters) => parameters.set('token', 'x')],
])('refuses a callback %s', async (_what, change) => {
  const flow = aFlow();
  const callback = changed(flow.server.consent(await flow.begin()), change);
  await expect(flow.complete(callback)).rejects.toMatchObject(refusal('OAUTH_CALLBACK_INVALID'));
  expect(flow.server.requests).toEqual([]);
});

it('checks the issuer where the provider names one', async () => {
  const flow = aFlow();
  const callbackFrom = async (iss: string): Promise<string> =>
    changed(flow.server.consent(await flow.begin()), (parameters) => parameters.set('iss', iss));
  const provider = { issuer: 'https://acme.example.com' };
  await expect(flow.complete(await callbackFrom('https://evil.test'), { provider })).rejects.toMatchObject(
    refusal('OAUTH_CALLBACK_INVALID'),
  );
  await flow.complete(await callbackFrom('https://acme.example.com'), { provider });
  await flow.complete(await callbackFrom('https://not-compared.test'));
});

it('does not connect an account whose code is refused', async () => {
  const flow = aFlow();
  const callback = changed(flow.server.consent(await flow.begin()), (parameters) => parameters.set('code', 'guessed'));
  await expect(flow.complete(callback)).rejects.toMatchObject({
    ...refusal('OAUTH_EXCHANGE_FAILED'),
    cause: { code: 'API_REFUSED', apiCode: 'invalid_grant' },
  });
  expect(await stored(flow)).toBeUndefined();
});

it('does not connect an account when the CRM responds 200 with an error, HTML, or no token', async () => {
  for (const response of [Response.json({ error: 'invalid_code' }), new Response('<html>'), Response.json({ access_token: '' })]) {
    const flow = aFlow();
    const callbackUrl = flow.server.consent(await flow.begin());
    const { vault, clock } = flow;
    const work = completeAuthorization({ provider: PROVIDER, vault, clock, callbackUrl, userId: 'user-1', fetch: async () => response });
    await expect(work).rejects.toMatchObject(refusal('OAUTH_EXCHANGE_FAILED'));
    expect(await stored(flow)).toBeUndefined();
  }
});

it('lets the user load the page again when no response came', async () => {
  const flow = aFlow();
  const callbackUrl = flow.server.consent(await flow.begin());
  const { vault, clock } = flow;
  const broken = { provider: PROVIDER, vault, clock, callbackUrl, userId: 'user-1', fetch: async () => new Response('', { status: 503 }) };
  await expect(completeAuthorization(broken)).rejects.toMatchObject(refusal('OAUTH_EXCHANGE_FAILED', true));
  await flow.complete(callbackUrl);
  expect((await stored(flow))?.accessToken).toBe('at-SECRET-1');
});

it('keeps what the provider picks of the response, and stores nothing when the provider refuses it', async () => {
  const flow = aFlow({ extras: { api_domain: 'https://evil.test' } });
  const readTokens = (): never => {
    throw new ConfigurationError('the domain is not of Acme');
  };
  const refused = flow.complete(flow.server.consent(await flow.begin()), { provider: { readTokens } });
  await expect(refused).rejects.toMatchObject({ ...refusal('OAUTH_EXCHANGE_FAILED'), cause: { code: 'CONFIGURATION_INVALID' } });
  expect(await stored(flow)).toBeUndefined();
  const provider = { readTokens: (response: { readonly [key: string]: unknown }) => ({ api_domain: String(response['api_domain']) }) };
  const { vault, clock, server } = flow;
  const callbackUrl = server.consent(await flow.begin());
  const extras = { location: 'eu' };
  const done = await completeAuthorization({
    provider: { ...PROVIDER, ...provider },
    vault,
    clock,
    callbackUrl,
    userId: 'user-1',
    extras,
    fetch: server.fetch,
  });
  expect(done.extras).toEqual({ location: 'eu', api_domain: 'https://evil.test' });
  expect((await stored(flow))?.extras).toEqual(done.extras);
});

it('connects an account again whose stored secrets cannot be read any more', async () => {
  const flow = aFlow();
  await flow.begin();
  await flow.store();
  const lost = { ...flow, vault: createTestVault(flow.documents, 'k2') };
  const { url } = await beginAuthorization({
    ...lost,
    provider: PROVIDER,
    integrationId: INTEGRATION,
    userId: 'user-1',
    redirectUri: REDIRECT_URI,
  });
  const request = { ...lost, provider: PROVIDER, userId: 'user-1', callbackUrl: flow.server.consent(url), fetch: flow.server.fetch };
  await completeAuthorization(request);
  expect((await stored(lost))?.accessToken).toBe('at-SECRET-1');
});

it('shows no code, token or secret in what is stored, nor in any error', async () => {
  const flow = aFlow();
  const callback = flow.server.consent(await flow.begin());
  const bad = [
    changed(callback, (parameters) => parameters.append('code', 'x')),
    changed(callback, (parameters) => parameters.set('state', 'x')),
    callback,
  ];
  const { vault, clock } = flow;
  const fetch = async (): Promise<Response> => Response.json({ access_token: 'at-SECRET-9', token_type: 'mac', expires_in: 'soon' });
  for (const callbackUrl of bad) {
    await flow.begin();
    const [outcome] = await Promise.allSettled([
      completeAuthorization({ provider: PROVIDER, vault, clock, callbackUrl, userId: 'user-1', fetch }),
    ]);
    expect(outcome).toMatchObject({ status: 'rejected' });
    expect(inspect(outcome, { depth: 10 })).not.toMatch(/SECRET|cl1ent/);
  }
  await flow.complete(flow.server.consent(await flow.begin()));
  const documents = await flow.documents.query({ collection: 'credentials', limit: 10 });
  expect(documents).toHaveLength(2);
  expect(JSON.stringify(documents)).not.toMatch(/SECRET|user-1|app.example/);
});
