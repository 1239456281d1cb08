import { type Client, type Schema, ServerRequestError } from '@frigg-crm/client';
import type { JsonObject } from '@frigg-crm/core';
import { ActionInputError, type ConfigOptions, type UserActionOptions, type UserActionSummary } from '@frigg-crm/crm-base';
import type { ListIntegrationsSettings } from '../../config/integrations-settings.ts';
import type { IntegrationOperations, ListedIntegration } from '../integration-operations.ts';
import { pageOf, readPages } from './read-pages.ts';

/** A server waits a minute for an action, and a quarter of one for the choices of a form. */
const ACTION_MS = 70_000;
const FORM_MS = 20_000;

/** @returns the integrations that match, in the order of their ids. */
export async function findServerIntegrations(
  client: Client,
  { connector, status, limit }: Pick<ListIntegrationsSettings, 'connector' | 'status' | 'limit'>,
): Promise<readonly ListedIntegration[]> {
  const pages = client.pages('/api/v1/integrations', { query: { connector, status, limit: pageOf(limit) } });
  return (await readPages(pages, limit)).map(({ config: _config, ...integration }) => integration);
}

/** @returns what is done to one integration of a server. */
export function createServerIntegrations(client: Client): IntegrationOperations {
  return { userActions: userActionsOf(client), lifecycle: lifecycleOf(client) };
}

function userActionsOf(client: Client): IntegrationOperations['userActions'] {
  return {
    async loadUserActions(integrationId) {
      const { data } = await client.get('/api/v1/integrations/{integrationId}/actions', { path: { integrationId } });
      return data.items.map(toSummary);
    },
    async getActionOptions({ integrationId, event, data: given }) {
      const path = '/api/v1/integrations/{integrationId}/action-forms/{event}';
      const body = given === undefined ? {} : { data: given };
      const { data } = await client.post(path, { path: { integrationId, event }, body, timeoutMs: FORM_MS });
      const { schema, uiSchema, values, choicesFailed } = data;
      const form = { schema: toJson(schema), uiSchema: toJson(uiSchema), values: toJson(values) };
      return { ...toSummary(data), ...form, choicesFailed: choicesFailed ?? undefined } satisfies UserActionOptions;
    },
    async runAction({ integrationId, event, data: input = {}, requestId }) {
      const path = '/api/v1/integrations/{integrationId}/actions/{event}';
      try {
        const body = { data: input, requestId };
        const { data } = await client.post(path, { path: { integrationId, event }, body, timeoutMs: ACTION_MS });
        return toJson(data.result);
      } catch (error) {
        throw toInputError(error, event);
      }
    },
  };
}

function lifecycleOf(client: Client): IntegrationOperations['lifecycle'] {
  const load = async (integrationId: string, refresh: boolean): Promise<ConfigOptions> => {
    const path = '/api/v1/integrations/{integrationId}/config-options';
    const { data } = await client.get(path, { path: { integrationId }, query: { refresh }, timeoutMs: FORM_MS });
    const { schema, uiSchema, values, choicesFailed } = data;
    const form = { schema: toJson(schema), uiSchema: toJson(uiSchema), values: toJson(values) };
    return { ...form, ...(choicesFailed !== null && { choicesFailed }) };
  };
  return {
    configOptions: async (integrationId) => load(integrationId, false),
    refreshConfigOptions: async (integrationId) => load(integrationId, true),
    async update(integrationId, patch) {
      const { data } = await client.patch('/api/v1/integrations/{integrationId}/config', { path: { integrationId }, body: patch ?? {} });
      const { problem } = data;
      const config = toJson(data.config);
      return problem === null ? { success: true, config } : { success: false, error: problem, config };
    },
  };
}

function toSummary({ description, event, type, title, isAvailable, hasForm }: Schema<'UserAction'>): UserActionSummary {
  return { event, type, title, ...(description !== null && { description }), isAvailable, hasForm };
}

/** It came in as JSON, so it is an object of JSON values. */
function toJson(value: Readonly<Record<string, unknown>>): JsonObject {
  return value as JsonObject;
}

/** Fields of a form are named as they are where the form is worked on. */
function toInputError(error: unknown, event: string): unknown {
  if (!(error instanceof ServerRequestError) || error.code !== 'UNPROCESSABLE') return error;
  const fields = (error.problem?.errors ?? []).flatMap(({ pointer, detail }) => {
    const [, name] = /^\/data\/(.*)$/.exec(pointer) ?? [];
    return name === undefined ? [] : [{ field: name.replaceAll('~1', '/').replaceAll('~0', '~'), problem: detail }];
  });
  return fields.length === 0 ? error : new ActionInputError(event, fields);
}
