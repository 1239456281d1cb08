import { systemClock, type Clock, type JsonObject, type JsonValue } from '@frigg-crm/core';
import { withTimeout } from '@frigg-crm/core/adapter';
import { ApiAnswerUnexpectedError, ApiRefusedError, ApiUnavailableError, type Fetch } from '@frigg-crm/http';
import * as oauth from 'oauth4webapi';
import type { OAuthProvider } from '../provider/oauth-provider.ts';
import { toAuthorizationServer } from './authorization-server.ts';
import { readOAuthFailure } from './oauth-failure.ts';
import { postForm, type FormRequest } from './post-form.ts';

/** What the token endpoint returned. */
export interface TokenResponse {
  readonly accessToken: string;
  /** `null`: none came; on a refresh the former one stays valid (RFC 6749, section 6). */
  readonly refreshToken: string | null;
  /** Counted from before the call: better replaced a moment early than used a moment late. */
  readonly expiresAtMs: number | null;
  readonly scope: string | null;
  /** The whole response, as JSON. */
  readonly json: JsonObject;
}

export interface TokenEndpointOptions {
  readonly provider: OAuthProvider;
  readonly fetch?: Fetch | undefined;
  readonly clock?: Clock | undefined;
}

/** Until a call to the token endpoint is given up, in milliseconds. */
export const EXCHANGE_TIMEOUT_MS = 20_000;
/** Lifetimes of more than a hundred years are nonsense. */
const MAX_LIFETIME_S = 100 * 366 * 86_400;

/**
 * Speaks to the token endpoint of one provider: oauth4webapi words the requests and checks the responses, `@frigg-crm/http`
 * carries them. Each call is one request; its failures are `ApiError`s.
 */
export class TokenEndpoint {
  readonly #provider: OAuthProvider;
  readonly #fetch: Fetch | undefined;
  readonly #clock: Clock;
  readonly #server: oauth.AuthorizationServer;
  readonly #client: oauth.Client;
  readonly #authentication: oauth.ClientAuth;

  constructor({ provider, fetch, clock = systemClock }: TokenEndpointOptions) {
    this.#provider = provider;
    this.#fetch = fetch;
    this.#clock = clock;
    this.#server = toAuthorizationServer(provider);
    this.#client = { client_id: provider.clientId };
    this.#authentication = clientAuthentication(provider);
  }

  /** @param request.callback - As `validateAuthResponse` of oauth4webapi returns it. */
  async exchangeCode(request: {
    readonly callback: URLSearchParams;
    readonly redirectUri: string;
    readonly codeVerifier: string | null;
  }): Promise<TokenResponse> {
    const { callback, redirectUri } = request;
    const verifier = request.codeVerifier ?? oauth.nopkce;
    return this.#requestTokens({
      send: async (options) =>
        oauth.authorizationCodeGrantRequest(this.#server, this.#client, this.#authentication, callback, redirectUri, verifier, options),
      read: async (response) => oauth.processAuthorizationCodeResponse(this.#server, this.#client, response),
    });
  }

  async refresh(refreshToken: string): Promise<TokenResponse> {
    return this.#requestTokens({
      send: async (options) => oauth.refreshTokenGrantRequest(this.#server, this.#client, this.#authentication, refreshToken, options),
      read: async (response) => oauth.processRefreshTokenResponse(this.#server, this.#client, response),
    });
  }

  async revoke({ value, hint }: { readonly value: string; readonly hint: 'refresh_token' | 'access_token' }): Promise<void> {
    await oauth.revocationRequest(this.#server, this.#client, this.#authentication, value, {
      additionalParameters: { token_type_hint: hint },
      [oauth.allowInsecureRequests]: this.#provider.allowInsecure ?? false,
      [oauth.customFetch]: async (url, { body, headers }) => {
        await this.#post(url, { body, headers }, 'none');
        return new Response(null);
      },
    });
  }

  async #requestTokens(exchange: {
    readonly send: (options: oauth.TokenEndpointRequestOptions) => Promise<Response>;
    readonly read: (response: Response) => Promise<oauth.TokenEndpointResponse>;
  }): Promise<TokenResponse> {
    const facts = { api: this.#provider.name, operation: `POST ${new URL(this.#provider.tokenUrl).pathname}` };
    const onTimeout = (): Error => new ApiUnavailableError({ ...facts, apiCode: 'TIMEOUT' });
    const startedAtMs = this.#clock.now();
    let json: JsonObject = {};
    const send = async (deadline: AbortSignal): Promise<Response> =>
      exchange.send({
        [oauth.allowInsecureRequests]: this.#provider.allowInsecure ?? false,
        [oauth.customFetch]: async (url, { body, headers }) => {
          json = await this.#post(url, { body, headers, signal: deadline }, 'json');
          // Zoho returns a refusal with status 200.
          if (typeof json['access_token'] !== 'string') throw new ApiRefusedError({ ...facts, status: 200, ...readOAuthFailure(json) });
          return Response.json(withoutOddities(json));
        },
      });
    const response = await withTimeout(this.#clock, send, { ms: EXCHANGE_TIMEOUT_MS, onTimeout });
    const tokens = await exchange.read(response).catch(() => {
      // Without its cause, which quotes the response, tokens and all.
      throw new ApiAnswerUnexpectedError({ ...facts, status: 200 }, 'of another shape than OAuth 2 documents');
    });
    return {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? null,
      expiresAtMs: tokens.expires_in === undefined ? null : startedAtMs + Math.floor(tokens.expires_in * 1000),
      scope: tokens.scope ?? null,
      json,
    };
  }

  async #post(url: string, request: FormRequest, reads: 'json' | 'none'): Promise<JsonObject> {
    const options = { name: this.#provider.name, url, fetch: this.#fetch, clock: this.#clock, timeoutMs: EXCHANGE_TIMEOUT_MS };
    return postForm(options, request, reads);
  }
}

/**
 * Keeps what was requested and drops what is odd beside it: a used-up refresh token cannot be exchanged again, so a response
 * that holds an access token is never thrown away. Scopes may be a list, lifetimes may be texts, fractions or nonsense, and
 * `token_type` what it likes: it is sent as a bearer token.
 */
function withoutOddities(json: JsonObject): JsonObject {
  const { access_token, refresh_token, expires_in, scope } = json;
  const expiresIn = readLifetime(expires_in);
  const scopes = readScope(scope);
  return {
    access_token: access_token ?? null,
    token_type: 'bearer',
    ...(typeof refresh_token === 'string' && refresh_token !== '' ? { refresh_token } : {}),
    ...(expiresIn === undefined ? {} : { expires_in: expiresIn }),
    ...(scopes === undefined ? {} : { scope: scopes }),
  };
}

/** @returns seconds; `undefined`, unknown, for what is no time ahead within a hundred years. */
function readLifetime(value: JsonValue | undefined): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof seconds === 'number' && seconds > 0 && seconds < MAX_LIFETIME_S ? seconds : undefined;
}

function readScope(value: JsonValue | undefined): string | undefined {
  const scopes = (Array.isArray(value) ? value : [value]).filter((scope) => typeof scope === 'string' && scope !== '');
  return scopes.length === 0 ? undefined : scopes.join(' ');
}

/** @returns what proves the app to the token endpoint. */
function clientAuthentication({ clientAuthentication: method, clientSecret }: OAuthProvider): oauth.ClientAuth {
  if (method === 'post') return oauth.ClientSecretPost(clientSecret);
  // The library's own encodes `-`, `_` and `.` too, which servers that do not decode at all treat as another secret.
  return (_server, { client_id: clientId }, _body, headers) => {
    const credentials = `${formEncode(clientId)}:${formEncode(clientSecret)}`;
    headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
  };
}

/** RFC 6749, section 2.3.1: as in a form. */
function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
