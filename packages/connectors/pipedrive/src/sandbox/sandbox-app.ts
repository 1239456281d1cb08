import { Hono } from 'hono';
import { listPersons } from './list-persons.ts';
import type { PersonStore } from './person-store.ts';
import { UNAUTHORIZED, invalid, notFound, oauthFailure, one, type SandboxAnswer } from './sandbox-answers.ts';
import type { SandboxCursors } from './sandbox-cursors.ts';
import { getOrganization, listOrganizations, type SandboxOrganizations } from './sandbox-organizations.ts';
import { ONE_RULES, findQueryProblem } from './sandbox-query.ts';
import type { SandboxTokens } from './sandbox-tokens.ts';

export interface SandboxAppContext {
  readonly people: PersonStore;
  readonly organizations: SandboxOrganizations;
  readonly cursors: SandboxCursors;
  readonly tokens: SandboxTokens;
  readonly client: { readonly id: string; readonly secret: string };
  readonly apiDomain: () => string;
  readonly listDeleted: boolean;
  /** Told of each request, by route. */
  readonly count: (route: string) => void;
}

/** The routes of a sandbox. */
export function createSandboxApp(context: SandboxAppContext): Hono {
  const app = new Hono();
  const api = (route: string, answer: (query: URLSearchParams, id: string) => SandboxAnswer): void => {
    app.get(`/api/v2${route}`, (c) => {
      context.count(`GET ${route}`);
      const query = new URL(c.req.url).searchParams;
      const { status, body } = context.tokens.accepts(c.req.header('authorization'))
        ? answer(query, c.req.param('id') ?? '')
        : UNAUTHORIZED;
      return c.json(body, status);
    });
  };
  api('/persons', (query) => listPersons(query, context));
  api('/persons/:id', (query, id) => getPerson(id, query, context));
  api('/organizations', (query) => listOrganizations(query, context.organizations));
  api('/organizations/:id', (query, id) => getOrganization(id, query, context.organizations));
  app.post('/oauth/token', async (c) => {
    context.count('POST /oauth/token');
    const isForm = (c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded');
    const form = new URLSearchParams(isForm ? await c.req.text() : '');
    const { status, body } = exchange(c.req.header('authorization'), form, context);
    return c.json(body, status);
  });
  app.notFound((c) => {
    context.count('unknown');
    const { status, body } = notFound('Route');
    return c.json(body, status);
  });
  return app;
}

function getPerson(id: string, query: URLSearchParams, { people }: SandboxAppContext): SandboxAnswer {
  const problem = /^\d+$/.test(id) ? findQueryProblem(query, ONE_RULES) : "'id' must be an integer";
  if (problem !== undefined) return invalid(problem);
  const person = people.get(Number(id));
  return person === undefined ? notFound('Person') : one(person);
}

/** OAuth, Refreshing the tokens. */
function exchange(
  authorization: string | undefined,
  form: URLSearchParams,
  { tokens, client, apiDomain }: SandboxAppContext,
): SandboxAnswer {
  const expected = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
  if (authorization !== expected) return oauthFailure(401, 'invalid_client');
  if (form.get('grant_type') !== 'refresh_token') return oauthFailure(400, 'unsupported_grant_type');
  if (!tokens.acceptsRefresh(form.get('refresh_token') ?? '')) return oauthFailure(400, 'invalid_grant');
  tokens.issue();
  return {
    status: 200,
    body: {
      access_token: tokens.accessToken,
      token_type: 'Bearer',
      refresh_token: tokens.refreshToken,
      scope: 'base,contacts:full,activities:full',
      expires_in: tokens.expiresInSeconds,
      api_domain: apiDomain(),
    },
  };
}
