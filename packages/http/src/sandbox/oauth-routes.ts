import type { Clock } from '@frigg-crm/core';
import type { RouteHandler } from './create-routes.ts';
import type { SandboxTokens } from './sandbox-tokens.ts';

/** What the OAuth endpoints of a sandbox work with, and how this CRM does OAuth 2. */
export interface OAuthRoutesOptions {
  readonly tokens: SandboxTokens;
  readonly client: { readonly id: string; readonly secret: string };
  readonly clock: Clock;
  /** The paths of the endpoints. */
  readonly paths: { readonly authorize: string; readonly token: string; readonly revoke?: string | undefined };
  /** Where id and secret of the client are sent: HTTP Basic, or `client_id` and `client_secret` of the form. @defaultValue 'basic' */
  readonly clientAuthentication?: 'basic' | 'body' | undefined;
  /** Further fields of a token response, such as `scope` and `api_domain`. @defaultValue none */
  readonly tokenFields?: (() => Readonly<Record<string, unknown>>) | undefined;
  /** Whether a response to a refresh repeats the refresh token. @defaultValue true */
  readonly repeatsRefreshToken?: boolean | undefined;
  /** Further values of the address that the user is sent back to, such as the data centre. @defaultValue none */
  readonly callbackQuery?: (() => Readonly<Record<string, string>>) | undefined;
  /** A refusal of the token endpoint. @defaultValue the status with `{ "error": … }` */
  readonly fail?: ((status: 400 | 401, error: string) => Response) | undefined;
  /** Called with the route of each request. @defaultValue nothing */
  readonly onRequest?: ((route: string) => void) | undefined;
  /** The user has removed the app. @defaultValue the tokens are refused from now on */
  readonly onRevoke?: (() => void) | undefined;
}

interface Code {
  readonly redirectUri: string;
  readonly untilMs: number;
}

const CODE_LIFETIME_MS = 5 * 60_000;

/** Makes the endpoints of an authorization server: consent (always given), tokens and their end (RFC 6749, RFC 7009). Give them to `createRoutes`. */
export function createOAuthRoutes(options: OAuthRoutesOptions): Readonly<Record<string, RouteHandler>> {
  const server = new AuthorizationServer(options);
  const { paths, onRequest } = options;
  const routes: Record<string, RouteHandler> = {
    [`GET ${paths.authorize}`]: ({ url }) => server.authorize(url.searchParams),
    [`POST ${paths.token}`]: async ({ request }) => server.exchange(await readForm(request), request.headers),
    ...(paths.revoke !== undefined && {
      [`POST ${paths.revoke}`]: async ({ request, url }) => server.revoke(await readForm(request), request.headers, url.searchParams),
    }),
  };
  return Object.fromEntries(
    Object.entries(routes).map(([route, handle]): [string, RouteHandler] => [
      route,
      (call) => {
        onRequest?.(route);
        return handle(call);
      },
    ]),
  );
}

class AuthorizationServer {
  readonly #options: OAuthRoutesOptions;
  readonly #codes = new Map<string, Code>();
  #issued = 0;

  constructor(options: OAuthRoutesOptions) {
    this.#options = options;
  }

  authorize(query: URLSearchParams): Response {
    const { client, clock, callbackQuery } = this.#options;
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== client.id || !URL.canParse(redirectUri)) return this.#fail(400, 'invalid_client');
    this.#issued += 1;
    const code = `sandbox-code-${this.#issued}`;
    this.#codes.set(code, { redirectUri, untilMs: clock.now() + CODE_LIFETIME_MS });
    const target = new URL(redirectUri);
    const state = query.get('state');
    const values = { code, ...(state !== null && { state }), ...callbackQuery?.() };
    for (const [key, value] of Object.entries(values)) target.searchParams.set(key, value);
    return new Response(null, { status: 302, headers: { location: target.href } });
  }

  exchange(form: URLSearchParams, headers: Headers): Response {
    const { tokens, repeatsRefreshToken = true } = this.#options;
    if (!this.#isClient(form, headers)) return this.#fail(401, 'invalid_client');
    const grant = form.get('grant_type');
    if (grant !== 'refresh_token' && grant !== 'authorization_code') return this.#fail(400, 'unsupported_grant_type');
    const isRefresh = grant === 'refresh_token';
    const isGood = isRefresh ? tokens.acceptsRefresh(form.get('refresh_token') ?? '') : this.#useCode(form);
    if (!isGood) return this.#fail(400, 'invalid_grant');
    if (!isRefresh) tokens.connect();
    tokens.issue();
    return Response.json(this.#toTokens({ withRefreshToken: !isRefresh || repeatsRefreshToken }));
  }

  /** Tokens without end need no refresh. */
  #toTokens({ withRefreshToken }: { readonly withRefreshToken: boolean }): Readonly<Record<string, unknown>> {
    const { tokens, tokenFields } = this.#options;
    const expires = Number.isFinite(tokens.expiresInSeconds);
    return {
      access_token: tokens.accessToken,
      token_type: 'Bearer',
      ...(expires && withRefreshToken && { refresh_token: tokens.refreshToken }),
      ...(expires && { expires_in: tokens.expiresInSeconds }),
      ...tokenFields?.(),
    };
  }

  /** Unknown tokens are a success too (RFC 7009, section 2.2). */
  revoke(form: URLSearchParams, headers: Headers, query: URLSearchParams): Response {
    const { tokens, clientAuthentication, onRevoke = () => tokens.disconnect() } = this.#options;
    if (clientAuthentication !== 'body' && !this.#isClient(form, headers)) return this.#fail(401, 'invalid_client');
    const token = form.get('token') ?? query.get('token') ?? '';
    if (tokens.acceptsRefresh(token)) onRevoke();
    else if (token === tokens.accessToken) tokens.expire();
    return Response.json({ success: true });
  }

  #isClient(form: URLSearchParams, headers: Headers): boolean {
    const { client, clientAuthentication = 'basic' } = this.#options;
    if (clientAuthentication === 'body') return form.get('client_id') === client.id && form.get('client_secret') === client.secret;
    return headers.get('authorization') === `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
  }

  /** A code is good once, whatever comes of it. */
  #useCode(form: URLSearchParams): boolean {
    const code = form.get('code') ?? '';
    const known = this.#codes.get(code);
    this.#codes.delete(code);
    return known !== undefined && this.#options.clock.now() < known.untilMs && form.get('redirect_uri') === known.redirectUri;
  }

  #fail(status: 400 | 401, error: string): Response {
    return this.#options.fail?.(status, error) ?? Response.json({ error }, { status });
  }
}

async function readForm(request: Request): Promise<URLSearchParams> {
  const isForm = (request.headers.get('content-type') ?? '').startsWith('application/x-www-form-urlencoded');
  return new URLSearchParams(isForm ? await request.text() : '');
}
