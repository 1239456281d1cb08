import { isWorkingStatus, type CallOptions } from '@frigg-crm/core';
import { planStart, type CrmIntegration } from '@frigg-crm/crm-base';
import * as z from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Backend } from '../backend.ts';
import { findIntegration } from '../integrations/find-integration.ts';
import { idSchema } from '../http/fields.ts';
import { ProblemError } from '../http/problem-error.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { defineComponent } from '../openapi/components.ts';
import { etagOfPlan } from '../plans/plan-schemas.ts';
import { startedSyncsSchema } from './sync-schemas.ts';

const startSchema = defineComponent(
  'StartSync',
  z.strictObject({
    integrationId: idSchema,
    type: z.enum(['initial', 'ongoing']).describe('initial: all people; ongoing: those that changed since the last completed sync'),
    force: z.boolean().exactOptional().describe('initial only: write also the people that Quo is known to hold as they are'),
  }),
);

/** Starting a sync. */
export function createStartSyncRoute(backend: Backend): Route {
  return defineRoute({
    operationId: 'startSync',
    method: 'post',
    path: '/api/v1/syncs',
    tag: 'syncs',
    summary: 'Starts a sync of an integration, one for each object type',
    description: 'Where a sync is under way, that one is answered: a second request starts nothing.',
    action: 'start',
    status: 202,
    takesIfMatch: true,
    problems: ['CONFLICT', 'UNPROCESSABLE', 'NOT_FOUND'],
    body: startSchema,
    result: startedSyncsSchema,
    async handle({ body: { integrationId, type, force } }, { principal, signal, headers, checkMatch }) {
      const integration = await resolveWorking(backend, { principal, integrationId }, { signal });
      const { syncOrchestrator, store } = backend.engine;
      if (headers.has('if-match')) checkMatch(etagOfPlan(await planStart(store, { integration, type }, { signal })));
      const { message, syncs } = await (type === 'initial'
        ? syncOrchestrator.startInitialSync({ integration, force })
        : syncOrchestrator.startOngoingSync({ integration }));
      return { body: { message, syncs: syncs.map(({ processId: syncId, objectType }) => ({ syncId, objectType })) } };
    },
  });
}

/**
 * @returns an integration that can be synced now.
 * @throws {ProblemError} `NOT_FOUND` or `CONFLICT`.
 */
export async function resolveWorking(
  backend: Backend,
  { principal, integrationId }: { readonly principal: Principal; readonly integrationId: string },
  options: CallOptions,
): Promise<CrmIntegration> {
  const record = await findIntegration(backend, { principal, integrationId }, options);
  if (!isWorkingStatus(record.status))
    throw new ProblemError('CONFLICT', `The integration is ${record.status}: enable or configure it first`);
  const integration = await backend.services.resolveIntegration({ integrationId, connector: record.connector });
  if (integration === undefined || integration === 'deleted')
    throw new ProblemError('CONFLICT', 'The integration cannot be loaded here: look whether it is connected to its accounts');
  return integration;
}
