import { Hono } from 'hono';
import { UNAUTHORIZED, forbidden, notFound, type SandboxAnswer } from './sandbox-answers.ts';
import { addOAuth, type OAuthContext } from './sandbox-oauth.ts';
import type { SandboxRoute } from './sandbox-route.ts';

export interface SandboxAppContext extends OAuthContext {
  readonly routes: readonly SandboxRoute[];
  /** Told of each request that costs something. */
  readonly spend: (cost: number) => void;
}

/** Puts the routes of a sandbox behind its door. */
export function createSandboxApp(context: SandboxAppContext): Hono {
  const { tokens, scopes, count, spend } = context;
  const app = new Hono();
  for (const route of context.routes) {
    const { method, version, path } = route;
    const name = `${method} ${version === 'v1' ? '/v1' : ''}${path}`;
    app.on(method, `/api/${version}${path}`, async (c) => {
      count(name);
      const text = method === 'GET' || method === 'DELETE' ? '' : await c.req.text();
      const pass = (): SandboxAnswer => {
        if (!route.scopes.some((scope) => scopes.includes(scope))) return forbidden('Scope and URL mismatch');
        spend(route.cost);
        const isJson = (c.req.header('content-type') ?? '').startsWith('application/json');
        const query = new URL(c.req.url).searchParams;
        return route.answer({ query, id: c.req.param('id') ?? '', body: isJson ? parse(text) : undefined });
      };
      const { status, body } = tokens.accepts(c.req.header('authorization')) ? pass() : UNAUTHORIZED;
      return c.json(body, status);
    });
  }
  addOAuth(app, context);
  app.notFound((c) => {
    count('unknown');
    const { status, body } = notFound('Route');
    return c.json(body, status);
  });
  return app;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
