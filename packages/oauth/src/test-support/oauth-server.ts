import { createHash } from 'node:crypto';
import type { Fetch } from '@frigg-crm/http';

export const CLIENT = { id: 'client-1', secret: 'cl1ent_s.ecret-2' };

export interface OAuthServerOptions {
  /** Whether each refresh gives another refresh token, and the former one is worth nothing any more. */
  readonly rotates?: boolean;
  /** Left out of the response when `undefined`. */
  readonly expiresIn?: number | undefined;
  /** Beside the tokens. */
  readonly extras?: Record<string, unknown>;
  /** Runs when a refresh comes in, before it counts; a response takes its place. */
  readonly beforeRefresh?: (refreshToken: string) => Promise<Response | undefined>;
  /** Runs when a refresh has counted, before its response is sent. */
  readonly afterRefresh?: () => Promise<void>;
}

/** An OAuth 2 server that believes nothing: client, code, redirect URI and verifier must be right. */
export interface OAuthServer {
  readonly fetch: Fetch;
  /** What the user's consent leads to. @returns the callback URL. */
  consent(authorizeUrl: string): string;
  /** The requests, as forms. */
  readonly requests: readonly URLSearchParams[];
  /** Every refresh token that was exchanged, in order. */
  readonly exchanged: readonly string[];
  /** How many refreshes were under way at the same time, at most. */
  readonly mostAtOnce: number;
  readonly revoked: readonly string[];
  /** Everything that must not be seen anywhere. */
  readonly secrets: ReadonlySet<string>;
  /** No refresh token is worth anything any more. */
  withdraw(): void;
}

export function createOAuthServer(options: OAuthServerOptions = {}): OAuthServer {
  const { rotates = true, extras = {}, beforeRefresh, afterRefresh } = options;
  const expiresIn = 'expiresIn' in options ? options.expiresIn : 3600;
  const codes = new Map<string, { readonly redirectUri: string; readonly challenge: string | null }>();
  const valid = new Set<string>(['rt-SECRET-0']);
  const secrets = new Set<string>([CLIENT.secret, 'rt-SECRET-0', 'at-SECRET-0']);
  const requests: URLSearchParams[] = [];
  const exchanged: string[] = [];
  const revoked: string[] = [];
  let [issued, under, most] = [0, 0, 0];

  const keep = (secret: string): string => {
    secrets.add(secret);
    return secret;
  };
  const refuse = (error: string, status = 400): Response => Response.json({ error, error_description: 'for Ann Lee' }, { status });

  function issue(withRefreshToken: boolean): Response {
    issued += 1;
    const refresh_token = withRefreshToken ? keep(`rt-SECRET-${issued}`) : undefined;
    if (refresh_token !== undefined) valid.add(refresh_token);
    const access_token = keep(`at-SECRET-${issued}`);
    return Response.json({ access_token, token_type: 'Bearer', expires_in: expiresIn, refresh_token, scope: 'people:read', ...extras });
  }

  function exchangeCode(form: URLSearchParams): Response {
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const verifier = form.get('code_verifier');
    const challenge = verifier === null ? null : createHash('sha256').update(verifier).digest('base64url');
    if (code === undefined || code.redirectUri !== form.get('redirect_uri') || code.challenge !== challenge) return refuse('invalid_grant');
    return issue(true);
  }

  async function refresh(token: string): Promise<Response> {
    most = Math.max(most, (under += 1));
    try {
      const instead = await beforeRefresh?.(token);
      if (instead !== undefined) return instead;
      exchanged.push(token);
      if (!valid.has(token)) return refuse('invalid_grant');
      if (rotates) valid.delete(token);
      const response = issue(rotates);
      await afterRefresh?.();
      return response;
    } finally {
      under -= 1;
    }
  }

  return {
    requests,
    exchanged,
    revoked,
    secrets,
    get mostAtOnce() {
      return most;
    },
    withdraw: () => valid.clear(),
    consent(authorizeUrl) {
      const { searchParams } = new URL(authorizeUrl);
      const redirectUri = searchParams.get('redirect_uri') ?? '';
      const callback = new URL(redirectUri);
      const code = keep(`code-SECRET-${codes.size}`);
      codes.set(code, { redirectUri, challenge: searchParams.get('code_challenge') });
      callback.searchParams.set('code', code);
      callback.searchParams.set('state', searchParams.get('state') ?? '');
      return callback.href;
    },
    async fetch(request) {
      const form = new URLSearchParams(await request.text());
      requests.push(form);
      if (!isClient(request, form)) return refuse('invalid_client', 401);
      if (new URL(request.url).pathname === '/revoke') {
        revoked.push(`${form.get('token_type_hint')}:${form.get('token')}`);
        return new Response(null);
      }
      return form.get('grant_type') === 'refresh_token' ? refresh(form.get('refresh_token') ?? '') : exchangeCode(form);
    },
  };
}

function isClient(request: Request, form: URLSearchParams): boolean {
  const expected = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`;
  const inBody = form.get('client_id') === CLIENT.id && form.get('client_secret') === CLIENT.secret;
  return request.headers.get('authorization') === expected || inBody;
}
