import type { Fetch } from '@frigg-crm/http';
import { createRoutes, type RouteHandler } from '@frigg-crm/http/sandbox';
import { UNAUTHORIZED, forbidden, notFound, type SandboxAnswer } from './sandbox-answers.ts';
import { createOAuthRoutes, type OAuthContext } from './sandbox-oauth.ts';
import type { SandboxRoute } from './sandbox-route.ts';

/** What the app of a sandbox works with. */
export interface SandboxAppContext extends OAuthContext {
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
        const isJson = (request.headers.get('content-type') ?? '').startsWith('application/json');
        return route.answer({ query: url.searchParams, id: params['id'] ?? '', body: isJson ? parse(text) : undefined });
      };
      return toResponse(tokens.accepts(request.headers.get('authorization') ?? undefined) ? pass() : UNAUTHORIZED);
    };
    return [`${method} /api/${version}${path.replaceAll(/:(\w+)/g, '{$1}')}`, handle];
  });
  return createRoutes(
    { ...Object.fromEntries(handlers), ...createOAuthRoutes(context) },
    {
      notFound() {
        count('unknown');
        return toResponse(notFound('Route'));
      },
    },
  );
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
