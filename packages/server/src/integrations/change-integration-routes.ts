import type { CallOptions, JsonObject } from '@frigg-crm/core';
import * as z from 'zod';
import type { Action } from '../access/action.ts';
import type { Backend } from '../backend.ts';
import { ProblemError } from '../http/problem-error.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { writeAccounts } from './account-credentials.ts';
import { checkAccount, findConnector, refused } from './check-account.ts';
import { findIntegration } from './find-integration.ts';
import {
  configPatchSchema,
  configResultSchema,
  credentialsSchema,
  integrationParams,
  integrationSchema,
  newIntegrationSchema,
  releasedSchema,
} from './integration-schemas.ts';
import { etagOfIntegration, toIntegration } from './to-integration.ts';

/** Who owns what an operator creates without naming an owner. */
const TEAM = 'team';

/** What creating an integration depends on beside the backend. */
interface Connecting {
  /** @returns whether the account of a connector can be connected afterwards, by consent. */
  readonly hasConsent: (connector: string) => boolean;
}

/** Changing integrations. */
export function createChangeIntegrationRoutes(backend: Backend, connecting: Connecting): readonly Route[] {
  return [
    createCreateRoute(backend, connecting),
    createConfigRoute(backend),
    createCredentialsRoute(backend),
    ...createVerbRoutes(backend),
    createDeleteRoute(backend),
    createReleaseRoute(backend),
  ];
}

function createCreateRoute(backend: Backend, { hasConsent }: Connecting): Route {
  const { services, vault, connectors, engine } = backend;
  return defineRoute({
    operationId: 'createIntegration',
    method: 'post',
    path: '/api/v1/integrations',
    tag: 'integrations',
    summary: 'Connects an account of a CRM with a workspace of Quo',
    description:
      'Its set-up begins after 35 seconds, or when its owner has configured what its connector needs. Without `crm` its account is to be connected by consent: `authorizeIntegration` begins that.',
    action: 'connect',
    status: 201,
    hasEtag: true,
    needsIdempotencyKey: true,
    problems: ['UNPROCESSABLE', 'CONFLICT'],
    body: newIntegrationSchema,
    result: integrationSchema,
    async handle({ body: { connector, crm, quo, config, userId = TEAM } }, { principal, signal }) {
      const found = findConnector(connectors, connector);
      if (crm !== undefined) await checkAccount(found, crm);
      else if (!hasConsent(connector)) throw refused([{ pointer: '/crm', detail: 'is missing: this server has no app of the CRM' }]);
      const owner = principal.userId ?? userId;
      const id = engine.system.ids.next();
      try {
        await writeAccounts(vault, id, { crm, quo, signal });
        const record = await services.lifecycle.create({ id, userId: owner, connector, config: toConfig(config) }, { signal });
        return { body: toIntegration(record), etag: etagOfIntegration(record), headers: { location: `/api/v1/integrations/${id}` } };
      } catch (error) {
        // Secrets of an integration that does not exist would be kept for ever.
        if ((await services.integrations.findById(id).catch(() => undefined)) === undefined)
          await vault.removeAll(id).catch(() => undefined);
        throw error;
      }
    },
  });
}

function createConfigRoute(backend: Backend): Route {
  return defineRoute({
    operationId: 'updateConfig',
    method: 'patch',
    path: '/api/v1/integrations/{integrationId}/config',
    tag: 'integrations',
    summary: 'Changes the configuration of an integration',
    description:
      'That webhooks could not be changed at Quo is no failure of the request: `problem` says so, and everything stays as it was.',
    action: 'configure',
    takesIfMatch: true,
    problems: ['UNPROCESSABLE', 'CONFLICT'],
    params: integrationParams,
    body: configPatchSchema,
    result: configResultSchema,
    async handle({ params, body }, { principal, signal, checkMatch }) {
      const record = await findIntegration(backend, { principal, ...params }, { signal });
      checkMatch(etagOfIntegration(record));
      const result = await backend.services.lifecycle.update(record.id, toConfig(body), { signal });
      return { body: { config: { ...result.config }, problem: result.success ? null : { ...result.error } } };
    },
  });
}

function createCredentialsRoute(backend: Backend): Route {
  const { services, vault, connectors } = backend;
  return defineRoute({
    operationId: 'replaceCredentials',
    method: 'put',
    path: '/api/v1/integrations/{integrationId}/credentials',
    tag: 'integrations',
    summary: 'Connects an integration again, with new credentials of the same accounts',
    description: 'What is not given stays. The integration is checked at once; syncs that waited for the account go on.',
    action: 'connect',
    takesIfMatch: true,
    problems: ['UNPROCESSABLE', 'CONFLICT'],
    params: integrationParams,
    body: credentialsSchema,
    result: integrationSchema,
    async handle({ params, body: { crm, quo } }, { principal, signal, checkMatch }) {
      const record = await findIntegration(backend, { principal, ...params }, { signal });
      checkMatch(etagOfIntegration(record));
      if (record.status === 'IN_DELETION') throw new ProblemError('CONFLICT', 'The integration is being deleted');
      if (crm !== undefined) await checkAccount(findConnector(connectors, record.connector), crm);
      await writeAccounts(vault, record.id, { crm, quo, signal });
      await services.lifecycle.recheck(record.id, { signal });
      return { body: toIntegration(await findIntegration(backend, { principal, ...params }, { signal })) };
    },
  });
}

const VERBS = {
  enable: { action: 'configure', summary: 'Switches an integration on, and has it checked' },
  disable: { action: 'configure', summary: 'Switches an integration off: its syncs and webhooks rest' },
  check: { action: 'connect', summary: 'Has an integration checked as soon as possible' },
} as const satisfies Readonly<Record<string, { readonly action: Action; readonly summary: string }>>;

function createVerbRoutes(backend: Backend): readonly Route[] {
  const { lifecycle } = backend.services;
  const work: Readonly<Record<keyof typeof VERBS, (id: string, options: CallOptions) => Promise<unknown>>> = {
    enable: async (id, options) => lifecycle.enable(id, options),
    disable: async (id, options) => lifecycle.disable(id, options),
    check: async (id, options) => lifecycle.recheck(id, options),
  };
  return (Object.keys(VERBS) as (keyof typeof VERBS)[]).map((verb) =>
    defineRoute({
      operationId: `${verb}Integration`,
      method: 'post',
      path: `/api/v1/integrations/{integrationId}/${verb}`,
      tag: 'integrations',
      ...VERBS[verb],
      hasEtag: true,
      takesIfMatch: true,
      problems: ['CONFLICT'],
      params: integrationParams,
      result: integrationSchema,
      async handle({ params }, { principal, signal, checkMatch }) {
        const { id, ...record } = await findIntegration(backend, { principal, ...params }, { signal });
        checkMatch(etagOfIntegration({ id, ...record }));
        await work[verb](id, { signal });
        const changed = await findIntegration(backend, { principal, ...params }, { signal });
        return { body: toIntegration(changed), etag: etagOfIntegration(changed) };
      },
    }),
  );
}

function createDeleteRoute(backend: Backend): Route {
  return defineRoute({
    operationId: 'deleteIntegration',
    method: 'delete',
    path: '/api/v1/integrations/{integrationId}',
    tag: 'integrations',
    summary: 'Deletes an integration and everything of it',
    description: 'It goes on by itself; the record stays IN_DELETION for some minutes. Contacts in Quo and activities in the CRM stay.',
    action: 'delete',
    status: 202,
    takesIfMatch: true,
    problems: ['CONFLICT'],
    params: integrationParams,
    result: z.strictObject({}),
    async handle({ params }, { principal, signal, checkMatch }) {
      const record = await findIntegration(backend, { principal, ...params }, { signal });
      checkMatch(etagOfIntegration(record));
      await backend.services.lifecycle.startDeletion(record.id, { signal });
      return { body: {} };
    },
  });
}

function createReleaseRoute(backend: Backend): Route {
  return defineRoute({
    operationId: 'releaseThrottle',
    method: 'post',
    path: '/api/v1/integrations/{integrationId}/release-throttle',
    tag: 'integrations',
    summary: 'Lets an integration call its APIs again that waits for a rate limit',
    action: 'pause',
    problems: ['CONFLICT'],
    params: integrationParams,
    result: releasedSchema,
    async handle({ params }, { principal, signal }) {
      const { id } = await findIntegration(backend, { principal, ...params }, { signal });
      const { wasThrottled, resumed } = await backend.engine.control.releaseThrottle(id, { signal });
      return { body: { wasThrottled, resumedSyncIds: resumed.map((process) => process.id) } };
    },
  });
}

/** It came in as JSON, so it is an object of JSON values. */
function toConfig(config: Readonly<Record<string, unknown>> | undefined): JsonObject | undefined {
  return config as JsonObject | undefined;
}
