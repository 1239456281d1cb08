import { planStart } from '@frigg-crm/crm-base';
import * as z from 'zod';
import type { Backend } from '../backend.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { integrationParams } from '../integrations/integration-schemas.ts';
import { checkPages } from '../syncs/check-pages.ts';
import { loadSync } from '../syncs/load-sync.ts';
import { resolveWorking } from '../syncs/start-sync-route.ts';
import { ONLY_RECORDS_OF_PAGES, pagesParameter, syncParams } from '../syncs/sync-schemas.ts';
import { etagOfPlan, startPlanSchema, SYNC_ACTIONS, syncPlanSchema, toWork } from './plan-schemas.ts';

/** What a press would do, before it is pressed. */
export function createPlanRoutes(backend: Backend): readonly Route[] {
  const { control, store } = backend.engine;
  return [
    defineRoute({
      operationId: 'planSync',
      method: 'get',
      path: '/api/v1/syncs/{syncId}/plan',
      tag: 'syncs',
      summary: 'Says what an action would do to a sync: pages, people, writes, requests and time',
      description: 'Send its ETag as If-Match with the action: if it would do something else by then, nothing is done.',
      action: 'see',
      hasEtag: true,
      problems: ['UNPROCESSABLE'],
      params: syncParams,
      query: z
        .strictObject({
          action: z.enum(SYNC_ACTIONS).describe('What is to be done'),
          only: z.enum(['pages', 'records']).optional().describe('redrive: pages that failed as a whole, or single people'),
          pages: pagesParameter(),
        })
        .refine(({ only, pages }) => only !== 'records' || pages === undefined, { path: ['pages'], message: ONLY_RECORDS_OF_PAGES }),
      result: syncPlanSchema,
      async handle({ params, query: { action, only, pages } }, { principal, signal }) {
        const process = await loadSync(backend, { principal, ...params }, { signal });
        checkPages(process, pages, 'query/pages');
        const { hash, ...plan } = await control.plan(process.id, action, { only, pages, signal });
        return { body: { ...plan, ...toWork(plan) }, etag: etagOfPlan({ hash }) };
      },
    }),
    defineRoute({
      operationId: 'planStart',
      method: 'get',
      path: '/api/v1/integrations/{integrationId}/start-plan',
      tag: 'syncs',
      summary: 'Says what the start of a sync would do',
      description: 'Send its ETag as If-Match with the start: if another sync was started or has ended by then, nothing is done.',
      action: 'see',
      hasEtag: true,
      problems: ['CONFLICT'],
      params: integrationParams,
      query: z.strictObject({ type: z.enum(['initial', 'ongoing']).describe('Which sync is to be started') }),
      result: startPlanSchema,
      async handle({ params, query: { type } }, { principal, signal }) {
        const integration = await resolveWorking(backend, { principal, ...params }, { signal });
        const [own] = await control.rateBudgets(integration.integrationId, { signal });
        const { parts, hash } = await planStart(store, { integration, type, throttledForMs: own?.pausedForMs }, { signal });
        const shown = parts.map(({ objectType, activeSyncId, people, pages, work }) => ({
          objectType,
          activeSyncId: activeSyncId ?? null,
          people: people ?? null,
          pages: pages ?? null,
          work: work === undefined ? null : toWork(work),
        }));
        return { body: { parts: shown }, etag: etagOfPlan({ hash }) };
      },
    }),
  ];
}
