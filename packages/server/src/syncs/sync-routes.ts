import * as z from 'zod';
import type { Backend } from '../backend.ts';
import { createCursors } from '../http/cursor.ts';
import { cursorParameter, idSchema, limitParameter, momentSchema, switchParameter } from '../http/fields.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { placeOf } from '@frigg-crm/core/adapter';
import { findSyncs } from './find-syncs.ts';
import { createLedgerRoutes } from './ledger-routes.ts';
import { loadSync } from './load-sync.ts';
import { explanationSchema, SYNC_STATES, syncPageSchema, syncParams, syncSchema } from './sync-schemas.ts';
import { toRanges } from './to-ranges.ts';
import { etagOf, toSync } from './to-sync.ts';

const placeSchema = z.strictObject({ at: momentSchema, id: idSchema });
const filterQuery = z.strictObject({
  integrationId: idSchema.optional().describe('Only those of one integration'),
  state: z.enum(SYNC_STATES).optional().describe('Only those in one state'),
  active: switchParameter('true: only those that have not ended; false: only those that have'),
  limit: limitParameter(),
  cursor: cursorParameter().describe('nextCursor of the page before'),
});

/** Reading syncs. */
export function createSyncRoutes(backend: Backend): readonly Route[] {
  return [
    defineRoute({
      operationId: 'listSyncs',
      method: 'get',
      path: '/api/v1/syncs',
      tag: 'syncs',
      summary: 'Lists syncs, the newest first',
      action: 'see',
      problems: ['INVALID_CURSOR'],
      query: filterQuery,
      result: syncPageSchema,
      async handle({ query: { limit, cursor, ...filter } }, { principal, signal }) {
        const cursors = createCursors(placeSchema, filter);
        const after = cursor === undefined ? undefined : cursors.decode(cursor);
        const found = await findSyncs(backend, { principal, filter, limit, after }, { signal });
        const last = found.length < limit ? undefined : found.at(-1);
        return { body: { items: found.map(toSync), nextCursor: last === undefined ? null : cursors.encode(placeOf(last, {})) } };
      },
    }),
    defineRoute({
      operationId: 'getSync',
      method: 'get',
      path: '/api/v1/syncs/{syncId}',
      tag: 'syncs',
      summary: 'Shows a sync',
      description: 'Its ETag changes when something else can be done to it, not with each page that is counted.',
      action: 'see',
      hasEtag: true,
      params: syncParams,
      result: syncSchema,
      async handle({ params }, { principal, signal }) {
        const process = await loadSync(backend, { principal, ...params }, { signal });
        return { body: toSync(process), etag: etagOf(process) };
      },
    }),
    createExplainRoute(backend),
    ...createLedgerRoutes(backend),
  ];
}

function createExplainRoute(backend: Backend): Route {
  return defineRoute({
    operationId: 'explainSync',
    method: 'get',
    path: '/api/v1/syncs/{syncId}/explanation',
    tag: 'syncs',
    summary: 'Says what a sync does, why it waits, or how it ended',
    action: 'see',
    hasEtag: true,
    params: syncParams,
    result: explanationSchema,
    async handle({ params }, { principal, signal }) {
      const process = await loadSync(backend, { principal, ...params }, { signal });
      const { why, outstandingPages, failedPages } = await backend.engine.control.explain(process.id);
      const body = {
        why: { ...why },
        sync: toSync(process),
        outstandingPages: toRanges(outstandingPages),
        failedPages: toRanges(failedPages),
      };
      return { body, etag: etagOf(process) };
    },
  });
}
