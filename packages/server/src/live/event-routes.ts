import type { LiveEventLog } from '@frigg-crm/live/server';
import * as z from 'zod';
import type { Backend } from '../backend.ts';
import { countSchema, idSchema, limitParameter, momentSchema } from '../http/fields.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { findIntegration } from '../integrations/find-integration.ts';
import { defineComponent } from '../openapi/components.ts';

const eventPageSchema = defineComponent(
  'EventPage',
  z.strictObject({
    items: z.array(
      z.strictObject({
        seq: z.int().min(1).describe('Counts the events of an integration, without a gap'),
        at: momentSchema,
        type: z.string().describe('Such as sync.ended, webhook.received or action.pauseSync'),
        data: z.record(z.string(), z.unknown()).describe('Without personal data'),
      }),
    ),
    first: countSchema.describe('The oldest event that is still kept; last + 1: none is'),
    last: countSchema.describe('The newest event; 0: there was none'),
  }),
);

/** Reading the log of an integration: what live progress goes on from. */
export function createEventRoutes(backend: Backend, log: LiveEventLog): readonly Route[] {
  return [
    defineRoute({
      operationId: 'listEvents',
      method: 'get',
      path: '/api/v1/integrations/{integrationId}/events',
      tag: 'integrations',
      summary: 'Lists what happened to an integration, in order',
      description: 'Events are kept for a week. Without `after` the oldest ones are shown; go on with the `seq` of the last one.',
      action: 'see',
      params: z.strictObject({ integrationId: idSchema }),
      query: z.strictObject({
        limit: limitParameter(),
        after: z
          .string()
          .regex(/^\d{1,15}$/, 'must be the seq of an event')
          .optional()
          .describe('The seq of the last event that was seen'),
      }),
      result: eventPageSchema,
      async handle({ params: { integrationId }, query: { limit, after } }, { principal, signal }) {
        await findIntegration(backend, { principal, integrationId }, { signal });
        const { first, last } = await log.read({ integrationId, limit: 1, signal });
        const { events } = await log.read({ integrationId, after: Math.max(Number(after ?? 0), first - 1), limit, signal });
        return { body: { items: events.map((event) => ({ ...event, data: { ...event.data } })), first, last } };
      },
    }),
  ];
}
