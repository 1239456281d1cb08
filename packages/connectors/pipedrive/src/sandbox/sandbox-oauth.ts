import type { Clock } from '@frigg-crm/core';
import type { RouteHandler } from '@frigg-crm/http/sandbox';
import { oauthFailure, type SandboxAnswer } from './sandbox-answers.ts';
import type { SandboxTokens } from './sandbox-tokens.ts';

/** What the OAuth endpoints of a sandbox work with. */
export interface OAuthContext {
  readonly tokens: SandboxTokens;
  readonly client: { readonly id: string; readonly secret: string };
  readonly clock: Clock;
  readonly apiDomain: () => string;
  readonly scopes: readonly string[];
  /** Called with the route of each request. */
  readonly count: (route: string) => void;
  /** The user has removed the app. */
  readonly onRevoke: () => void;
}

interface Code {
  readonly redirectUri: string;
  readonly untilMs: number;
}

const CODE_LIFETIME_MS = 5 * 60_000;

/** Makes the endpoints of `oauth.pipedrive.com`: consent (always given), tokens and their end. */
export function createOAuthRoutes(context: OAuthContext): Readonly<Record<string, RouteHandler>> {
  const codes = new Map<string, Code>();
  let issued = 0;

  return {
    'GET /oauth/authorize': ({ url: { searchParams } }) => {
      context.count('GET /oauth/authorize');
      const redirectUri = searchParams.get('redirect_uri') ?? '';
      const state = searchParams.get('state');
      if (searchParams.get('client_id') !== context.client.id || !URL.canParse(redirectUri)) {
        const { status, body } = oauthFailure(400, 'invalid_client');
        return Response.json(body, { status });
      }
      issued += 1;
      const code = `sandbox-code-${issued}`;
      codes.set(code, { redirectUri, untilMs: context.clock.now() + CODE_LIFETIME_MS });
      const target = new URL(redirectUri);
      target.searchParams.set('code', code);
      if (state !== null) target.searchParams.set('state', state);
      return new Response(null, { status: 302, headers: { location: target.href } });
    },

    'POST /oauth/token': async ({ request }) => {
      context.count('POST /oauth/token');
      const { status, body } = exchange(request.headers.get('authorization'), await readForm(request), { ...context, codes });
      return Response.json(body, { status });
    },

    'POST /oauth/revoke': async ({ request }) => {
      context.count('POST /oauth/revoke');
      const form = await readForm(request);
      if (request.headers.get('authorization') !== basicOf(context.client))
        return Response.json(oauthFailure(401, 'invalid_client').body, { status: 401 });
      const token = form.get('token') ?? '';
      if (context.tokens.acceptsRefresh(token)) context.onRevoke();
      else if (token === context.tokens.accessToken) context.tokens.expire();
      // Unknown tokens are a success too (RFC 7009, section 2.2).
      return Response.json({ success: true });
    },
  };
}

async function readForm(request: Request): Promise<URLSearchParams> {
  const isForm = (request.headers.get('content-type') ?? '').startsWith('application/x-www-form-urlencoded');
  return new URLSearchParams(isForm ? await request.text() : '');
}

function basicOf({ id, secret }: OAuthContext['client']): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

/** OAuth authorization, Getting the tokens and Refreshing the tokens. */
function exchange(
  authorization: string | null,
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
