import { completeAuthorization, readStoredTokens, type OAuthProvider } from '@frigg-crm/oauth';
import { describe, expect, it } from 'vitest';
import { openServerSystem, type ServerSystem, type TestRequest } from '../test-support/server-system.ts';
import type { OAuthConnection } from './oauth-connection.ts';

const PROVIDER: OAuthProvider = {
  name: 'Fake',
  authorizeUrl: 'https://fake.example.com/authorize',
  tokenUrl: 'https://fake.example.com/token',
  clientId: 'client-1',
  clientSecret: 'client-secret',
  clientAuthentication: 'basic',
  usesPkce: true,
};
const AUTHORIZE = '/api/v1/integrations/i1/authorize';
/** As a browser sends it from a page of the server. */
const BROWSER: TestRequest = { headers: { 'sec-fetch-site': 'same-origin' } };

interface Begun {
  readonly url: string;
  readonly redirectUri: string;
  readonly cookie: string;
}

interface ConsentSystem extends ServerSystem {
  /** Forms that the CRM's token endpoint got. */
  readonly exchanges: URLSearchParams[];
  readonly begin: (body?: object, request?: TestRequest) => Promise<Begun>;
  /** Comes back from the CRM, as a browser does. */
  readonly comeBack: (url: string, cookie: string, change?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly isConnected: () => Promise<boolean>;
}

async function openConsentSystem({
  token,
  ...connection
}: Partial<OAuthConnection> & { token?: () => Response } = {}): Promise<ConsentSystem> {
  const exchanges: URLSearchParams[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    exchanges.push(new URLSearchParams(await request.text()));
    return token?.() ?? Response.json({ access_token: 'at-secret', refresh_token: 'rt-secret', expires_in: 3600, token_type: 'Bearer' });
  };
  const fake: OAuthConnection = {
    provider: PROVIDER,
    complete: async (options) => completeAuthorization({ ...options, provider: PROVIDER, fetch }),
    ...connection,
  };
  const uninstallers = { fake: async ({ rawBody }: { rawBody: Uint8Array }) => ({ lookupKey: new TextDecoder().decode(rawBody) }) };
  const system = openServerSystem({ server: { oauth: { fake } }, uninstallers });
  await system.connect();
  return {
    ...system,
    exchanges,
    async begin(body = {}, request = BROWSER) {
      const response = await system.ask(AUTHORIZE, { ...request, body });
      expect(response.status).toBe(200);
      const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';');
      return { ...((await response.json()) as Omit<Begun, 'cookie'>), cookie };
    },
    async comeBack(url, cookie, change = { code: 'code-secret' }) {
      const { searchParams } = new URL(url);
      const query = new URLSearchParams({ state: searchParams.get('state') ?? '', ...change });
      // What a browser sends when another site redirects it: no session, which is SameSite=Strict.
      const headers = { 'sec-fetch-site': 'cross-site', ...(cookie !== '' && { cookie }) };
      return system.server.fetch(new Request(`${searchParams.get('redirect_uri') ?? ''}?${query.toString()}`, { headers }));
    },
    isConnected: async () => (await readStoredTokens({ vault: system.vault, integrationId: 'i1' })) !== undefined,
  };
}

describe('connecting an account by consent', () => {
  it('sends the browser to the CRM with state and PKCE, and connects when it comes back', async () => {
    const system = await openConsentSystem();
    const { url, redirectUri, cookie } = await system.begin();
    expect(redirectUri).toBe('https://crm.example.com/oauth/callback');
    const query = new URL(url).searchParams;
    expect([query.get('redirect_uri'), query.get('code_challenge_method'), query.get('client_id')]).toEqual([
      redirectUri,
      'S256',
      'client-1',
    ]);
    const page = await system.comeBack(url, cookie);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('The account is connected');
    expect(system.exchanges[0]?.get('code_verifier')?.length).toBeGreaterThan(42);
    expect(await system.isConnected()).toBe(true);
    const shown = await (await system.ask('/api/v1/integrations/i1/authorization')).json();
    expect(shown).toMatchObject({
      isAvailable: true,
      redirectUri,
      isConnected: true,
      needsReauthorization: false,
      last: { code: 'CONNECTED' },
    });
    const audit = await (await system.ask('/api/v1/audit')).text();
    expect(audit).toContain('completeAuthorization');
    expect(audit + system.lines.join('') + JSON.stringify(shown)).not.toMatch(/-secret/);
  });

  it('goes on where the caller wanted, in the same tab', async () => {
    const system = await openConsentSystem();
    const { url, cookie } = await system.begin({ returnTo: '/integrations/i1?tab=account' });
    const response = await system.comeBack(url, cookie);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/integrations/i1?tab=account']);
    for (const returnTo of ['https://evil.example', '//evil.example', '/\\evil.example', 'integrations'])
      expect((await system.ask(AUTHORIZE, { ...BROWSER, body: { returnTo } })).status).toBe(400);
  });

  it('refuses a state that is forged, used, too old or of another browser, with a page that says what to do', async () => {
    const system = await openConsentSystem();
    const { url, cookie } = await system.begin();
    const other = await system.begin({}, BROWSER);
    expect(other.cookie).not.toBe(cookie);
    const outcome = async (response: Promise<Response>): Promise<readonly unknown[]> => {
      const { status, text } = await response.then(async (one) => ({ status: one.status, text: await one.text() }));
      return [status, /<h1>(.+)<\/h1>/.exec(text)?.[1]];
    };
    const over = [410, 'This link cannot be used any more'];
    expect(await outcome(system.comeBack(`${url}x`, cookie, { state: 'a.b', code: 'c' }))).toEqual(over);
    expect(await outcome(system.comeBack(url, ''))).toEqual([403, 'This is not the browser in which you began']);
    expect(await outcome(system.comeBack(url, other.cookie))).toEqual(over);
    expect(system.exchanges).toEqual([]);
    expect(await outcome(system.comeBack(url, cookie))).toEqual([200, 'The account is connected']);
    expect(await outcome(system.comeBack(url, cookie))).toEqual(over);
    const late = await system.begin();
    await system.clock.advance(600_001);
    expect(await outcome(system.comeBack(late.url, late.cookie))).toEqual(over);
  });

  it('keeps for a closed tab why it did not work, and lets the page be loaded again when the CRM did not answer', async () => {
    let works = false;
    const system = await openConsentSystem({
      token: () => (works ? Response.json({ access_token: 'at', token_type: 'Bearer' }) : new Response('', { status: 503 })),
    });
    const last = async (): Promise<unknown> =>
      ((await (await system.ask('/api/v1/integrations/i1/authorization')).json()) as { last: unknown }).last;
    expect(await last()).toBeNull();
    const { url, cookie } = await system.begin();
    expect((await system.comeBack(url, cookie)).status).toBe(503);
    expect(await last()).toMatchObject({ code: 'OAUTH_EXCHANGE_FAILED' });
    works = true;
    expect((await system.comeBack(url, cookie)).status).toBe(200);
    expect(await last()).toMatchObject({ code: 'CONNECTED' });
    const again = await system.begin({ returnTo: '/here' });
    const denied = await system.comeBack(again.url, again.cookie, { error: 'access_denied' });
    expect([denied.status, await denied.text()]).toEqual([403, expect.stringContaining('<a href="/here">Back</a>')]);
    expect(await last()).toMatchObject({ code: 'OAUTH_DENIED' });
    expect(await system.isConnected()).toBe(true);
  });

  it('lets a program complete at a page of its own, and no other caller', async () => {
    const system = await openConsentSystem();
    expect((await system.ask(AUTHORIZE, { body: {} })).status).toBe(422);
    const { url } = await system.begin({ redirectUri: 'https://app.example.com/done' }, { as: 'tenant' });
    const callbackUrl = `/done?code=code-secret&state=${new URL(url).searchParams.get('state') ?? ''}`;
    const complete = async (as: string): Promise<number> =>
      (await system.ask(`${AUTHORIZE}/complete`, { as, body: { callbackUrl } })).status;
    expect(await complete('all')).toBe(410);
    expect(await complete('stranger')).toBe(404);
    expect(await complete('tenant')).toBe(200);
    expect(await complete('tenant')).toBe(410);
  });

  it('creates an integration without an account only where one can be connected by consent', async () => {
    const body = { connector: 'fake', quo: { apiKey: 'k' } };
    const headers = { 'idempotency-key': 'a' };
    expect((await openServerSystem().ask('/api/v1/integrations', { body, headers })).status).toBe(422);
    const system = await openConsentSystem();
    expect((await system.ask('/api/v1/integrations', { body, headers })).status).toBe(201);
    const none = openServerSystem();
    await none.connect();
    expect((await none.ask(AUTHORIZE, { ...BROWSER, body: {} })).status).toBe(409);
  });

  it('deletes the integration when the CRM says that the connection was uninstalled', async () => {
    const system = await openConsentSystem({ lookupKeysOf: async () => ['fake/7/8'] });
    const { url, cookie } = await system.begin();
    await system.comeBack(url, cookie);
    const uninstall = async (body: string): Promise<number> =>
      (await system.server.fetch(new Request('https://crm.example.com/webhooks/uninstall/fake', { method: 'DELETE', body }))).status;
    expect(await uninstall('fake/7/9')).toBe(200);
    expect(await (await system.ask('/api/v1/integrations/i1')).json()).toMatchObject({ status: 'ENABLED' });
    expect(await uninstall('fake/7/8')).toBe(200);
    expect(await (await system.ask('/api/v1/integrations/i1')).json()).toMatchObject({ status: 'IN_DELETION' });
  });
});
