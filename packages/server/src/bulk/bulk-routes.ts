import * as z from 'zod';
import type { Action } from '../access/action.ts';
import type { Principal } from '../access/principal.ts';
import { createCursors } from '../http/cursor.ts';
import { countSchema, cursorParameter, idSchema, limitParameter, momentSchema, rateSchema } from '../http/fields.ts';
import { ProblemError } from '../http/problem-error.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { defineComponent } from '../openapi/components.ts';
import { etagOfPlan, SYNC_ACTIONS, toWork, workShape } from '../plans/plan-schemas.ts';
import { SYNC_STATES } from '../syncs/sync-schemas.ts';
import type { BulkOperation } from './bulk-operation.ts';
import type { BulkOperations } from './bulk-operations.ts';

const filterSchema = z
  .strictObject({
    integrationId: idSchema.exactOptional(),
    state: z.enum(SYNC_STATES).exactOptional(),
    active: z.boolean().exactOptional().describe('true: those that have not ended; false: those that have'),
  })
  .describe('As for listSyncs; empty: all syncs');

const requestShape = { action: z.enum(SYNC_ACTIONS), filter: filterSchema };

const previewSchema = defineComponent('PreviewBulkOperation', z.strictObject(requestShape));
const startSchema = defineComponent('StartBulkOperation', z.strictObject({ ...requestShape, perSecond: rateSchema.exactOptional() }));

const planSchema = defineComponent(
  'BulkPlan',
  z.strictObject({
    syncs: countSchema.describe('Syncs to which it can be done now'),
    pages: countSchema,
    people: countSchema.describe('At most'),
    writes: countSchema.describe('Contacts of Quo that are written because of it, at most'),
    ...workShape,
    isComplete: z.boolean().describe('false: there are more than a thousand syncs, and the numbers are of the newest'),
  }),
);

const operationSchema = defineComponent(
  'BulkOperation',
  z.strictObject({
    id: idSchema,
    action: z.enum(SYNC_ACTIONS),
    filter: z.record(z.string(), z.unknown()),
    state: z.enum(['RUNNING', 'COMPLETED', 'CANCELLED']),
    perSecond: z.number().nullable(),
    total: countSchema.describe('To how many it could be done when it began'),
    done: countSchema,
    skipped: countSchema.describe('To these it could not be done'),
    failed: z.record(z.string(), countSchema).describe('By code'),
    caller: z.string(),
    createdAt: momentSchema,
    endedAt: momentSchema.nullable(),
    version: countSchema,
  }),
);

const pageSchema = defineComponent(
  'BulkOperationPage',
  z.strictObject({ items: z.array(operationSchema), nextCursor: z.string().nullable() }),
);
const operationParams = z.strictObject({ operationId: idSchema });

/** The right that each action takes. */
const RIGHTS: Readonly<Record<(typeof SYNC_ACTIONS)[number], Action>> = {
  pause: 'pause',
  resume: 'pause',
  cancel: 'cancel',
  redrive: 'redrive',
};

/** One thing done to many syncs, as resources of their own. */
export function createBulkRoutes(operations: BulkOperations): readonly Route[] {
  return [createPreviewRoute(operations), createStartRoute(operations), createListRoute(operations), ...createOneRoutes(operations)];
}

function createPreviewRoute(operations: BulkOperations): Route {
  return defineRoute({
    operationId: 'previewBulkOperation',
    method: 'post',
    path: '/api/v1/bulk-operations/preview',
    tag: 'bulk-operations',
    summary: 'Says to how many syncs an action would be done, and how much that is',
    description: 'Send its ETag as If-Match with the operation: if it would do something else by then, nothing is done.',
    action: 'see',
    hasEtag: true,
    keepsNoAnswer: true,
    body: previewSchema,
    result: planSchema,
    async handle({ body }, { principal, signal }) {
      const { hash, ...plan } = await operations.plan(body, principal, { signal });
      return { body: { ...plan, ...toWork(plan) }, etag: etagOfPlan({ hash }) };
    },
  });
}

function createStartRoute(operations: BulkOperations): Route {
  return defineRoute({
    operationId: 'startBulkOperation',
    method: 'post',
    path: '/api/v1/bulk-operations',
    tag: 'bulk-operations',
    summary: 'Does one thing to all syncs that match, in the background',
    description:
      'Besides, the caller must be allowed to do the action itself. A process that crashes is replaced by the next that is asked about it.',
    action: 'pause',
    status: 202,
    hasEtag: true,
    takesIfMatch: true,
    needsIdempotencyKey: true,
    body: startSchema,
    result: operationSchema,
    async handle({ body: { perSecond, ...request } }, { principal, signal, checkMatch }) {
      checkRight(principal, request.action);
      const plan = await operations.plan(request, principal, { signal });
      checkMatch(etagOfPlan(plan));
      const started = await operations.start({ ...request, perSecond, total: plan.syncs }, principal, { signal });
      return { body: toShown(started), etag: etagOf(started), headers: { location: `/api/v1/bulk-operations/${started.id}` } };
    },
  });
}

function createListRoute(operations: BulkOperations): Route {
  return defineRoute({
    operationId: 'listBulkOperations',
    method: 'get',
    path: '/api/v1/bulk-operations',
    tag: 'bulk-operations',
    summary: 'Lists bulk operations of the last 30 days, by id',
    action: 'see',
    problems: ['INVALID_CURSOR'],
    query: z.strictObject({ limit: limitParameter(), cursor: cursorParameter().describe('nextCursor of the page before') }),
    result: pageSchema,
    async handle({ query: { limit, cursor } }, { principal, signal }) {
      const cursors = createCursors(idSchema, { list: 'bulk-operations' });
      const after = cursor === undefined ? undefined : cursors.decode(cursor);
      const found = await operations.list(principal, { after, limit, signal });
      const last = found.length < limit ? undefined : found.at(-1);
      return { body: { items: found.map(toShown), nextCursor: last === undefined ? null : cursors.encode(last.id) } };
    },
  });
}

function createOneRoutes(operations: BulkOperations): readonly Route[] {
  return [
    defineRoute({
      operationId: 'getBulkOperation',
      method: 'get',
      path: '/api/v1/bulk-operations/{operationId}',
      tag: 'bulk-operations',
      summary: 'Shows how far a bulk operation is, and what became of the syncs',
      action: 'see',
      hasEtag: true,
      params: operationParams,
      result: operationSchema,
      async handle({ params }, { principal, signal }) {
        const found = await operations.find(params.operationId, principal, { signal });
        return { body: toShown(found), etag: etagOf(found) };
      },
    }),
    defineRoute({
      operationId: 'cancelBulkOperation',
      method: 'post',
      path: '/api/v1/bulk-operations/{operationId}/cancel',
      tag: 'bulk-operations',
      summary: 'Stops a bulk operation where it stands: what is done stays done',
      action: 'pause',
      hasEtag: true,
      takesIfMatch: true,
      params: operationParams,
      result: operationSchema,
      async handle({ params }, { principal, signal, checkMatch }) {
        const found = await operations.find(params.operationId, principal, { signal });
        checkMatch(etagOf(found));
        checkRight(principal, found.action);
        const ended = await operations.cancel(found.id, principal, { signal });
        return { body: toShown(ended), etag: etagOf(ended) };
      },
    }),
  ];
}

function checkRight({ actions }: Principal, action: (typeof SYNC_ACTIONS)[number]): void {
  if (!actions.has(RIGHTS[action])) throw new ProblemError('FORBIDDEN', `It takes the right to ${RIGHTS[action]}`);
}

/** Its progress is no reason to refuse: only its end changes what can be done. */
function etagOf({ state }: BulkOperation): string {
  return `"${state}"`;
}

function toShown({ position: _position, userId: _userId, filter, ...operation }: BulkOperation): z.output<typeof operationSchema> {
  return { ...operation, filter: { ...filter } };
}
