import * as z from 'zod';
import { countSchema, momentSchema } from '../http/fields.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { findIntegration } from '../integrations/find-integration.ts';
import { integrationParams } from '../integrations/integration-schemas.ts';
import { defineComponent } from '../openapi/components.ts';
import type { EntryWork } from './replay-entry.ts';
import { kindOf, WEBHOOK_SOURCES } from './webhook-sources.ts';

const healthSchema = defineComponent(
  'WebhookHealth',
  z.strictObject({
    sources: z.array(
      z.strictObject({
        source: z.enum(WEBHOOK_SOURCES),
        accepted: countSchema.describe('Events of the last 30 days'),
        open: countSchema.describe('Waiting, or worked on'),
        failed: countSchema.describe('Without an attempt left'),
        newestAt: momentSchema.nullable().describe('null: none has come'),
        oldestOpenAt: momentSchema.nullable().describe('Since when the oldest waits; null: none does'),
      }),
    ),
    isComplete: z.boolean().describe('false: there are more events than were counted, so that newer ones may be missing'),
  }),
);

/** Whether webhooks come in, and are worked on. */
export function createWebhookHealthRoute({ backend, control }: EntryWork): Route {
  return defineRoute({
    operationId: 'getWebhookHealth',
    method: 'get',
    path: '/api/v1/integrations/{integrationId}/webhook-health',
    tag: 'webhooks',
    summary: 'Says whether webhooks of Quo and of the CRM come in, and what became of them',
    description: 'Whether they are set up is in the notices of the integration, and whether this server is reached in its diagnostics.',
    action: 'see',
    params: integrationParams,
    result: healthSchema,
    async handle({ params }, { principal, signal }) {
      const { id } = await findIntegration(backend, { principal, ...params }, { signal });
      const { sums, isComplete } = await control.sumUp({ integrationIds: [id], kinds: WEBHOOK_SOURCES.map(kindOf) }, { signal });
      const sources = WEBHOOK_SOURCES.flatMap((source) =>
        sums.filter(({ kind }) => kind === kindOf(source)).map(({ kind: _kind, ...sum }) => ({ source, ...sum })),
      );
      return { body: { sources, isComplete } };
    },
  });
}
