import { INTEGRATION_STATUSES, type Integration } from '@frigg-crm/core';
import * as z from 'zod';
import type { Backend } from '../backend.ts';
import { createCursors } from '../http/cursor.ts';
import { cursorParameter, idSchema, limitParameter, switchParameter } from '../http/fields.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { findIntegration } from './find-integration.ts';
import {
  configOptionsSchema,
  connectorListSchema,
  integrationPageSchema,
  integrationParams,
  integrationSchema,
} from './integration-schemas.ts';
import { etagOfIntegration, toIntegration } from './to-integration.ts';

/** Numbers are looked up in Quo. */
const FORM_MS = 15_000;

const listQuery = z.strictObject({
  userId: z.string().min(1).max(200).optional().describe('Only those of one owner'),
  connector: z.string().min(1).max(128).optional().describe('Only those of one CRM'),
  status: z.enum(INTEGRATION_STATUSES).optional().describe('Only those in one status'),
  limit: limitParameter(),
  cursor: cursorParameter().describe('nextCursor of the page before'),
});

/** Reading integrations, and what can be connected. */
export function createIntegrationRoutes(backend: Backend): readonly Route[] {
  return [
    createConnectorsRoute(backend),
    createListRoute(backend),
    defineRoute({
      operationId: 'getIntegration',
      method: 'get',
      path: '/api/v1/integrations/{integrationId}',
      tag: 'integrations',
      summary: 'Shows an integration, its status and what its owner should know',
      action: 'see',
      hasEtag: true,
      params: integrationParams,
      result: integrationSchema,
      async handle({ params }, { principal, signal }) {
        const record = await findIntegration(backend, { principal, ...params }, { signal });
        return { body: toIntegration(record), etag: etagOfIntegration(record) };
      },
    }),
    defineRoute({
      operationId: 'getConfigOptions',
      method: 'get',
      path: '/api/v1/integrations/{integrationId}/config-options',
      tag: 'integrations',
      summary: 'Shows what the owner can set, as a JSON Schema, and what is set now',
      action: 'see',
      deadlineMs: FORM_MS,
      problems: ['CONFLICT'],
      params: integrationParams,
      query: z.strictObject({ refresh: switchParameter('true: the phone numbers of now are looked up in Quo') }),
      result: configOptionsSchema,
      async handle({ params, query: { refresh = false } }, { principal, signal }) {
        const { id } = await findIntegration(backend, { principal, ...params }, { signal });
        const { lifecycle } = backend.services;
        const form = refresh
          ? await lifecycle.refreshConfigOptions(id, undefined, { signal })
          : await lifecycle.configOptions(id, { signal });
        const { schema, uiSchema, values, choicesFailed = null } = form;
        return { body: { schema: { ...schema }, uiSchema: { ...uiSchema }, values: { ...values }, choicesFailed } };
      },
    }),
  ];
}

function createListRoute({ services }: Backend): Route {
  return defineRoute({
    operationId: 'listIntegrations',
    method: 'get',
    path: '/api/v1/integrations',
    tag: 'integrations',
    summary: 'Lists integrations in the order of their ids',
    action: 'see',
    problems: ['INVALID_CURSOR'],
    query: listQuery,
    result: integrationPageSchema,
    async handle({ query: { limit, cursor, ...filter } }, { principal, signal }) {
      const cursors = createCursors(idSchema, filter);
      const after = cursor === undefined ? undefined : cursors.decode(cursor);
      const { userId = filter.userId } = principal;
      const isForeign = filter.userId !== undefined && filter.userId !== userId;
      const found: readonly Integration[] = isForeign ? [] : await services.integrations.find({ ...filter, userId, after, limit, signal });
      const last = found.length < limit ? undefined : found.at(-1);
      return { body: { items: found.map(toIntegration), nextCursor: last === undefined ? null : cursors.encode(last.id) } };
    },
  });
}

function createConnectorsRoute({ connectors }: Backend): Route {
  return defineRoute({
    operationId: 'listConnectors',
    method: 'get',
    path: '/api/v1/connectors',
    tag: 'integrations',
    summary: 'Lists the CRMs that can be connected, and what an account of each consists of',
    action: 'see',
    result: connectorListSchema,
    async handle() {
      const items = connectors.map(({ id, title, account: { urlHelp, exampleUrl, tokenHelp }, options = {} }) => ({
        id,
        title,
        urlHelp,
        exampleUrl,
        tokenHelp,
        options: Object.entries(options).map(([name, { description }]) => ({ name, description })),
      }));
      return { body: { items } };
    },
  });
}
