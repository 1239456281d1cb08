import type { Clock } from '@frigg-crm/core';
import type { Context, Hono } from 'hono';
import { oauthFailure, type SandboxAnswer } from './sandbox-answers.ts';
import type { SandboxTokens } from './sandbox-tokens.ts';

export interface OAuthContext {
  readonly tokens: SandboxTokens;
  readonly client: { readonly id: string; readonly secret: string };
  readonly clock: Clock;
  readonly apiDomain: () => string;
  readonly scopes: readonly string[];
  /** Told of each request, by route. */
  readonly count: (route: string) => void;
  /** The user has removed the app. */
  readonly onRevoke: () => void;
}

interface Code {
  readonly redirectUri: string;
  readonly untilMs: number;
}

const CODE_LIFETIME_MS = 5 * 60_000;

/** Adds the endpoints of `oauth.pipedrive.com`: consent (always given), tokens and their end. */
export function addOAuth(app: Hono, context: OAuthContext): void {
  const codes = new Map<string, Code>();
  let issued = 0;

  app.get('/oauth/authorize', (c) => {
    context.count('GET /oauth/authorize');
    const { client_id: clientId, redirect_uri: redirectUri = '', state } = c.req.query();
    if (clientId !== context.client.id || !URL.canParse(redirectUri)) {
      const { status, body } = oauthFailure(400, 'invalid_client');
      return c.json(body, status);
    }
    issued += 1;
    const code = `sandbox-code-${issued}`;
    codes.set(code, { redirectUri, untilMs: context.clock.now() + CODE_LIFETIME_MS });
    const target = new URL(redirectUri);
    target.searchParams.set('code', code);
    if (state !== undefined) target.searchParams.set('state', state);
    return c.redirect(target.href, 302);
  });

  app.post('/oauth/token', async (c) => {
    context.count('POST /oauth/token');
    const { status, body } = exchange(c.req.header('authorization'), await readForm(c), { ...context, codes });
    return c.json(body, status);
  });

  app.post('/oauth/revoke', async (c) => {
    context.count('POST /oauth/revoke');
    const form = await readForm(c);
    if (c.req.header('authorization') !== basicOf(context.client)) return c.json(oauthFailure(401, 'invalid_client').body, 401);
    const token = form.get('token') ?? '';
    if (context.tokens.acceptsRefresh(token)) context.onRevoke();
    else if (token === context.tokens.accessToken) context.tokens.expire();
    // Also for tokens that nobody knows (RFC 7009, section 2.2).
    return c.json({ success: true }, 200);
  });
}

async function readForm({ req }: Context): Promise<URLSearchParams> {
  const isForm = (req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded');
  return new URLSearchParams(isForm ? await req.text() : '');
}

function basicOf({ id, secret }: OAuthContext['client']): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

/** OAuth authorization, Getting the tokens and Refreshing the tokens. */
function exchange(
  authorization: string | undefined,
  form: URLSearchParams,
  context: OAuthContext & { readonly codes: Map<string, Code> },
): SandboxAnswer {
  const { tokens, client, apiDomain, scopes } = context;
  if (authorization !== basicOf(client)) return oauthFailure(401, 'invalid_client');
  const grant = form.get('grant_type');
  if (grant !== 'refresh_token' && grant !== 'authorization_code') return oauthFailure(400, 'unsupported_grant_type');
  const isGood = grant === 'refresh_token' ? tokens.acceptsRefresh(form.get('refresh_token') ?? '') : useCode(form, context);
  if (!isGood) return oauthFailure(400, 'invalid_grant');
  if (grant === 'authorization_code') tokens.connect();
  tokens.issue();
  return {
    status: 200,
    body: {
      access_token: tokens.accessToken,
      token_type: 'Bearer',
      refresh_token: tokens.refreshToken,
      scope: scopes.join(','),
      expires_in: tokens.expiresInSeconds,
      api_domain: apiDomain(),
    },
  };
}

/** A code is good once, whatever comes of it. */
function useCode(form: URLSearchParams, { codes, clock }: OAuthContext & { readonly codes: Map<string, Code> }): boolean {
  const code = form.get('code') ?? '';
  const known = codes.get(code);
  codes.delete(code);
  return known !== undefined && clock.now() < known.untilMs && form.get('redirect_uri') === known.redirectUri;
}
