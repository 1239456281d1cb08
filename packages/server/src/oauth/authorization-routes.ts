import * as z from 'zod';
import type { Backend } from '../backend.ts';
import { momentSchema } from '../http/fields.ts';
import { ProblemError } from '../http/problem-error.ts';
import { defineRoute, type Call, type Route } from '../http/route.ts';
import { findIntegration } from '../integrations/find-integration.ts';
import { integrationParams, integrationSchema } from '../integrations/integration-schemas.ts';
import { etagOfIntegration, toIntegration } from '../integrations/to-integration.ts';
import { defineComponent } from '../openapi/components.ts';
import type { Authorizations } from './authorizations.ts';
import { bindToBrowser, createBrowserKey, isBrowser, readBrowserKey, toBrowserCookie } from './browser-key.ts';

/** Where CRMs send browsers back to, below the base of the server: register this URL with the app. */
export const CALLBACK_PATH = '/oauth/callback';

const beginSchema = defineComponent(
  'BeginAuthorization',
  z.strictObject({
    returnTo: z
      .string()
      // Two slashes, or one of each kind, would be the address of another server.
      .regex(/^\/(?:[!-.0-[\]-~][!-~]{0,499})?$/, 'must be a path of this server')
      .exactOptional()
      .describe('Where the browser goes on afterwards: a path of this server'),
    redirectUri: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .exactOptional()
      .describe(
        'A page of your own that is registered with the app, and completes the authorization by itself; absent: the one of this server',
      ),
  }),
);

const begunSchema = defineComponent(
  'BegunAuthorization',
  z.strictObject({
    url: z.string().describe('Send the browser there, in the same tab'),
    redirectUri: z.string().describe('Exactly what has to be registered with the app of the CRM'),
    expiresAt: momentSchema.describe('By then it has to be completed'),
  }),
);

const authorizationSchema = defineComponent(
  'Authorization',
  z.strictObject({
    isAvailable: z.boolean().describe('Whether this server has an app of the CRM'),
    redirectUri: z.string().describe('Exactly what has to be registered with the app of the CRM'),
    isConnected: z.boolean(),
    needsReauthorization: z.boolean().describe('Whether the CRM has refused the tokens: connect the account again'),
    last: z
      .strictObject({ code: z.string().describe('CONNECTED, or why not'), at: momentSchema })
      .nullable()
      .describe('How the last attempt ended, also when its tab was closed; null: there was none'),
  }),
);

const completeSchema = defineComponent(
  'CompleteAuthorization',
  z.strictObject({ callbackUrl: z.string().min(1).max(8000).describe('Where the CRM sent the browser to, with its query') }),
);

/** @returns the URL that has to be registered with the app of a CRM. */
export type RedirectUriOf = (origin: string) => string;

/** Connecting accounts by consent. */
export function createAuthorizationRoutes(
  backend: Backend,
  { authorizations, basePath }: { readonly authorizations: Authorizations; readonly basePath: string },
): readonly Route[] {
  const redirectUriOf: RedirectUriOf = (origin) => `${origin}${basePath}${CALLBACK_PATH}`;
  return [
    defineRoute({
      operationId: 'getAuthorization',
      method: 'get',
      path: '/api/v1/integrations/{integrationId}/authorization',
      tag: 'integrations',
      summary: 'Says whether the account of an integration is connected by consent, and how the last attempt ended',
      action: 'see',
      problems: ['CONFLICT'],
      params: integrationParams,
      result: authorizationSchema,
      async handle({ params }, { principal, signal, origin }) {
        const record = await findIntegration(backend, { principal, ...params }, { signal });
        const { last, ...described } = await authorizations.describe(record, { signal });
        const isAvailable = authorizations.has(record.connector);
        return { body: { ...described, isAvailable, redirectUri: redirectUriOf(origin), last: last ?? null } };
      },
    }),
    createBeginRoute(backend, { authorizations, basePath, redirectUriOf }),
    createCompleteRoute(backend, authorizations),
  ];
}

function createBeginRoute(
  backend: Backend,
  {
    authorizations,
    basePath,
    redirectUriOf,
  }: { readonly authorizations: Authorizations; readonly basePath: string; readonly redirectUriOf: RedirectUriOf },
): Route {
  return defineRoute({
    operationId: 'authorizeIntegration',
    method: 'post',
    path: '/api/v1/integrations/{integrationId}/authorize',
    tag: 'integrations',
    summary: 'Begins to connect the account of an integration by consent, or to connect it again',
    description:
      'The answer names the page of the CRM. For a browser, the server completes it at its own redirect URL, in the browser that began it; a program names a page of its own, and completes it with `completeAuthorization`.',
    action: 'connect',
    keepsNoAnswer: true,
    takesIfMatch: true,
    problems: ['CONFLICT', 'UNPROCESSABLE'],
    params: integrationParams,
    body: beginSchema,
    result: begunSchema,
    async handle({ params, body: { returnTo, redirectUri } }, call) {
      const { principal, signal, origin, headers, checkMatch } = call;
      const integration = await findIntegration(backend, { principal, ...params }, { signal });
      checkMatch(etagOfIntegration(integration));
      const uri = redirectUri ?? redirectUriOf(origin);
      const key = redirectUri === undefined ? browserKeyOf(headers) : undefined;
      const boundTo = key === undefined ? boundToCaller(call) : bindToBrowser(key);
      const begun = await authorizations.begin({ integration, boundTo, caller: principal, redirectUri: uri, returnTo }, { signal });
      const cookie = key === undefined ? {} : { 'set-cookie': toBrowserCookie(key, { origin, path: `${basePath}${CALLBACK_PATH}` }) };
      return { body: { ...begun, redirectUri: uri }, headers: cookie };
    },
  });
}

/** A browser that connects several accounts keeps its key. @throws {ProblemError} `UNPROCESSABLE` for a program, which the CRM could not send back. */
function browserKeyOf(headers: Headers): string {
  if (isBrowser(headers)) return readBrowserKey(headers) ?? createBrowserKey();
  throw new ProblemError('UNPROCESSABLE', 'A program names the page to which the CRM sends the browser back', {
    errors: [{ pointer: '/redirectUri', detail: 'is missing: only a browser is sent back to this server' }],
  });
}

/** A page of one's own can only be used by the caller that began. */
function boundToCaller({ principal }: Call): string {
  return `caller:${principal.id}`;
}

function createCompleteRoute(backend: Backend, authorizations: Authorizations): Route {
  return defineRoute({
    operationId: 'completeAuthorization',
    method: 'post',
    path: '/api/v1/integrations/{integrationId}/authorize/complete',
    tag: 'integrations',
    summary: 'Completes what the same caller began with a page of its own',
    action: 'connect',
    keepsNoAnswer: true,
    problems: ['CONFLICT', 'GONE', 'UNPROCESSABLE'],
    params: integrationParams,
    body: completeSchema,
    result: integrationSchema,
    async handle({ params, body: { callbackUrl } }, call) {
      const { principal, signal } = call;
      const integration = await findIntegration(backend, { principal, ...params }, { signal });
      const pending = await authorizations.find(callbackUrl, { signal });
      if (pending?.integrationId !== integration.id)
        throw new ProblemError('GONE', 'This callback belongs to no authorization of this integration that is under way: begin anew');
      await authorizations.complete({ integration, callbackUrl, boundTo: boundToCaller(call) }, { signal });
      return { body: toIntegration(await findIntegration(backend, { principal, ...params }, { signal })) };
    },
  });
}
