import type { CallOptions, Process } from '@frigg-crm/core';
import { type PageRange, type SyncAction } from '@frigg-crm/crm-base';
import * as z from 'zod';
import type { Action } from '../access/action.ts';
import type { Backend } from '../backend.ts';
import { defineRoute, type Call, type Reply, type Route } from '../http/route.ts';
import { defineComponent } from '../openapi/components.ts';
import { etagOfPlan, namesPlan } from '../plans/plan-schemas.ts';
import { loadSync } from './load-sync.ts';
import { checkPages } from './check-pages.ts';
import { ONLY_RECORDS_OF_PAGES, pagesSchema, redrivenSchema, syncParams, syncSchema } from './sync-schemas.ts';
import { etagOf, toSync, type Sync } from './to-sync.ts';

/** What is done to a sync as it stands, and by which right. */
const VERBS = {
  pause: { action: 'pause', summary: 'Stops a sync where it stands; pages in hand are finished and counted' },
  resume: { action: 'pause', summary: 'Lets a paused sync go on: exactly what it lacks is queued' },
  cancel: { action: 'cancel', summary: 'Ends a sync for good' },
} as const satisfies Readonly<Record<string, { readonly action: Action; readonly summary: string }>>;

/** Control of syncs. Each request may be repeated: the second does nothing more. */
export function createControlSyncRoutes(backend: Backend): readonly Route[] {
  const { control } = backend.engine;
  const work: Readonly<Record<keyof typeof VERBS, (syncId: string, options: CallOptions) => Promise<Process>>> = {
    pause: async (syncId) => control.pauseSync(syncId),
    resume: async (syncId, options) => control.resumeSync(syncId, options),
    cancel: async (syncId) => control.cancelSync(syncId),
  };
  const act = async (verb: keyof typeof VERBS, syncId: string, call: Call): Promise<Reply<Sync>> => {
    await checkSyncMatch(backend, { syncId, action: verb }, call);
    const { signal } = call;
    const process = await work[verb](syncId, { signal });
    return { body: toSync(process), etag: etagOf(process) };
  };
  const verbs = (Object.keys(VERBS) as (keyof typeof VERBS)[]).map((verb) =>
    defineRoute({
      operationId: `${verb}Sync`,
      method: 'post',
      path: `/api/v1/syncs/{syncId}/${verb}`,
      tag: 'syncs',
      ...VERBS[verb],
      hasEtag: true,
      takesIfMatch: true,
      problems: ['CONFLICT'],
      params: syncParams,
      result: syncSchema,
      handle: async ({ params }, call) => act(verb, params.syncId, call),
    }),
  );
  return [...verbs, createRedriveRoute(backend)];
}

interface Redriven {
  readonly only?: 'pages' | 'records' | undefined;
  readonly pages?: readonly PageRange[] | undefined;
}

/**
 * The caller may have seen the sync, or what the action would do.
 * @throws {ProblemError} `NOT_FOUND`, `PRECONDITION_FAILED`, or `UNPROCESSABLE` when it has no such page.
 */
async function checkSyncMatch(
  backend: Backend,
  { syncId, action, ...which }: Redriven & { readonly syncId: string; readonly action: SyncAction },
  { principal, signal, headers, checkMatch }: Call,
): Promise<void> {
  const process = await loadSync(backend, { principal, syncId }, { signal });
  checkPages(process, which.pages, '/pages');
  const plans = namesPlan(headers) ? [etagOfPlan(await backend.engine.control.plan(process.id, action, { ...which, signal }))] : [];
  checkMatch(etagOf(process), ...plans);
}

const redriveSchema = defineComponent(
  'RedriveSync',
  z
    .strictObject({
      only: z
        .enum(['pages', 'records'])
        .exactOptional()
        .describe('Pages that failed as a whole, or single people; absent: both, or pages where some are named'),
      pages: pagesSchema,
    })
    .refine(({ only, pages }) => only !== 'records' || pages === undefined, { path: ['pages'], message: ONLY_RECORDS_OF_PAGES }),
);

function createRedriveRoute(backend: Backend): Route {
  return defineRoute({
    operationId: 'redriveSync',
    method: 'post',
    path: '/api/v1/syncs/{syncId}/redrive',
    tag: 'syncs',
    summary: 'Does again what failed of a sync, and nothing else',
    action: 'redrive',
    status: 202,
    takesIfMatch: true,
    problems: ['CONFLICT', 'UNPROCESSABLE'],
    params: syncParams,
    body: redriveSchema,
    result: redrivenSchema,
    async handle({ params: { syncId }, body }, call) {
      await checkSyncMatch(backend, { syncId, action: 'redrive', ...body }, call);
      const { signal } = call;
      const { reopened, recordSync } = await backend.engine.control.redriveSync(syncId, { ...body, signal });
      const shown = (process: Process | undefined): Sync | null => (process === undefined ? null : toSync(process));
      return { body: { reopened: shown(reopened), recordSync: shown(recordSync) } };
    },
  });
}
