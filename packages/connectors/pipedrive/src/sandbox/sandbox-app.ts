import type { Fetch } from '@frigg-crm/http';
import { createOAuthRoutes, createRoutes, type OAuthRoutesOptions, type RouteHandler } from '@frigg-crm/http/sandbox';
import { UNAUTHORIZED, forbidden, invalid, notFound, oauthFailure, type SandboxAnswer } from './sandbox-answers.ts';
import type { SandboxRoute } from './sandbox-route.ts';

/** What the app of a sandbox works with. */
export interface SandboxAppContext extends Pick<OAuthRoutesOptions, 'tokens' | 'client' | 'clock' | 'onRevoke'> {
  readonly apiDomain: () => string;
  /** What the app may do. */
  readonly scopes: readonly string[];
  /** Called with the route of each request. */
  readonly count: (route: string) => void;
  readonly routes: readonly SandboxRoute[];
  /** Called with the cost of each request. */
  readonly spend: (cost: number) => void;
}

/** Puts the routes of a sandbox behind the check of token and scope. */
export function createSandboxApp(context: SandboxAppContext): Fetch {
  const { tokens, scopes, count, spend } = context;
  const handlers = context.routes.map((route): readonly [string, RouteHandler] => {
    const { method, version, path } = route;
    const name = `${method} ${version === 'v1' ? '/v1' : ''}${path}`;
    const handle: RouteHandler = async ({ request, url, params }) => {
      count(name);
      const text = method === 'GET' || method === 'DELETE' ? '' : await request.text();
      const pass = (): SandboxAnswer => {
        if (!route.scopes.some((scope) => scopes.includes(scope))) return forbidden('Scope and URL mismatch');
        spend(route.cost);
        const [unknown] = method === 'GET' ? [] : url.searchParams.keys();
        if (unknown !== undefined) return invalid(`'${unknown}' is not allowed`);
        const isJson = (request.headers.get('content-type') ?? '').startsWith('application/json');
        return route.answer({ query: url.searchParams, id: params['id'] ?? '', body: isJson ? parse(text) : undefined });
      };
      return toResponse(tokens.accepts(request.headers.get('authorization') ?? undefined) ? pass() : UNAUTHORIZED);
    };
    return [`${method} /api/${version}${path.replaceAll(/:(\w+)/g, '{$1}')}`, handle];
  });
  return createRoutes(
    { ...Object.fromEntries(handlers), ...createOAuth(context) },
    {
      notFound() {
        count('unknown');
        return toResponse(notFound('Route'));
      },
    },
  );
}

/** The endpoints of `oauth.pipedrive.com` (OAuth authorization, Getting the tokens and Refreshing the tokens). */
function createOAuth({ scopes, apiDomain, count, ...context }: SandboxAppContext): Readonly<Record<string, RouteHandler>> {
  return createOAuthRoutes({
    ...context,
    paths: { authorize: '/oauth/authorize', token: '/oauth/token', revoke: '/oauth/revoke' },
    tokenFields: () => ({ scope: scopes.join(','), api_domain: apiDomain() }),
    fail: (status, error) => toResponse(oauthFailure(status, error)),
    onRequest: count,
  });
}

function toResponse({ status, body }: SandboxAnswer): Response {
  return Response.json(body, { status });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
