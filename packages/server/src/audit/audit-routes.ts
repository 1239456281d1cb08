import * as z from 'zod';
import { createCursors } from '../http/cursor.ts';
import { cursorParameter, limitParameter, momentSchema } from '../http/fields.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { defineComponent } from '../openapi/components.ts';
import type { AuditLog } from './audit-log.ts';

const auditPageSchema = defineComponent(
  'AuditPage',
  z.strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        at: momentSchema,
        caller: z.string().describe('Such as operator:ana'),
        userId: z.string().nullable().describe('The tenant that acted'),
        operationId: z.string().describe('What was requested'),
        target: z.string().describe('The path of the request'),
        status: z.int(),
        code: z.string().nullable().describe('null: it was done; otherwise why not'),
        requestId: z.string(),
      }),
    ),
    nextCursor: z.string().nullable(),
  }),
);

/** Reading what was done. */
export function createAuditRoutes(audit: AuditLog): readonly Route[] {
  return [
    defineRoute({
      operationId: 'listAudit',
      method: 'get',
      path: '/api/v1/audit',
      tag: 'audit',
      summary: 'Lists what callers did and were refused, the newest first',
      description: 'Whatever acts is listed, for 400 days. A tenant sees what it did itself.',
      action: 'see-audit',
      problems: ['INVALID_CURSOR'],
      query: z.strictObject({ limit: limitParameter(), cursor: cursorParameter().describe('nextCursor of the page before') }),
      result: auditPageSchema,
      async handle({ query: { limit, cursor } }, { principal: { userId }, signal }) {
        const cursors = createCursors(z.string(), { list: 'audit' });
        const after = cursor === undefined ? undefined : cursors.decode(cursor);
        const items = await audit.list({ userId, after, limit, signal });
        const last = items.length < limit ? undefined : items.at(-1);
        return { body: { items: [...items], nextCursor: last === undefined ? null : cursors.encode(last.id) } };
      },
    }),
  ];
}
