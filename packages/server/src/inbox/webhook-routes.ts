import { redactData } from '@frigg-crm/crm-base';
import * as z from 'zod';
import { ProblemError } from '../http/problem-error.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { findIntegration } from '../integrations/find-integration.ts';
import { defineComponent } from '../openapi/components.ts';
import {
  ENTRY_STATES,
  entryPageSchema,
  entryParams,
  entrySchema,
  listShape,
  paceShape,
  redrivenEntriesSchema,
  replayedSchema,
  toEntry,
  windowShape,
} from './inbox-schemas.ts';
import { listEntries } from './list-entries.ts';
import { replayEntry, type EntryWork } from './replay-entry.ts';
import { scopeOf } from './scope-of.ts';
import { createWebhookHealthRoute } from './webhook-health-route.ts';
import { kindOf, WEBHOOK_SOURCES, type WebhookSource } from './webhook-sources.ts';

/** What webhooks leave in the inbox. */
function kindsOf(source: WebhookSource | undefined): readonly string[] {
  return (source === undefined ? WEBHOOK_SOURCES : [source]).map(kindOf);
}

const listQuery = z.strictObject({
  ...listShape,
  source: z.enum(WEBHOOK_SOURCES).optional().describe('Who sent them'),
  state: z.enum(ENTRY_STATES).optional().describe('Only those in one state'),
});

const webhookSchema = defineComponent(
  'Webhook',
  z.strictObject({
    entry: entrySchema,
    data: z
      .record(z.string(), z.unknown())
      .describe('What was kept of the event: its shape, ids and moments; texts and phone numbers are left out. Empty once it is done'),
  }),
);

const replaySchema = defineComponent(
  'ReplayWebhooks',
  z.strictObject({ ...windowShape, source: z.enum(WEBHOOK_SOURCES).exactOptional(), ...paceShape }),
);

/** What Quo and CRMs have sent. Events are kept until they are worked on; their ids for 30 days more. */
export function createWebhookRoutes(work: EntryWork): readonly Route[] {
  const { backend, control } = work;
  return [
    defineRoute({
      operationId: 'listWebhooks',
      method: 'get',
      path: '/api/v1/webhooks',
      tag: 'webhooks',
      summary: 'Lists events that webhooks have delivered, each once however often it came',
      description: 'In the order of their ids. A page may be short, or empty, and still not the last.',
      action: 'see',
      problems: ['INVALID_CURSOR', 'NOT_FOUND'],
      query: listQuery,
      result: entryPageSchema,
      async handle({ query: { source, ...query } }, call) {
        return listEntries(work, { ...query, list: 'webhooks', kinds: kindsOf(source) }, call);
      },
    }),
    createShowRoute(work),
    createWebhookHealthRoute(work),
    defineRoute({
      operationId: 'replayWebhooks',
      method: 'post',
      path: '/api/v1/webhooks/replay-all',
      tag: 'webhooks',
      summary: 'Has all events worked on again that failed for good, or those of a window, at a rate',
      description: 'Events that wait are left as they are, and those that are done are not done twice.',
      action: 'redrive',
      status: 202,
      problems: ['NOT_FOUND'],
      body: replaySchema,
      result: redrivenEntriesSchema,
      async handle({ body: { integrationId, source, perSecond, notBefore, ...window } }, { principal, signal }) {
        const integrationIds = await scopeOf(backend, { principal, integrationId }, { signal });
        const filter = { ...window, kinds: kindsOf(source), integrationIds };
        return { body: await control.redrive(filter, { perSecond, notBefore, signal }) };
      },
    }),
    defineRoute({
      operationId: 'replayWebhook',
      method: 'post',
      path: '/api/v1/integrations/{integrationId}/webhooks/{entryId}/replay',
      tag: 'webhooks',
      summary: 'Has one event worked on again that failed for good',
      action: 'redrive',
      status: 202,
      problems: ['CONFLICT'],
      params: entryParams,
      result: replayedSchema,
      handle: async ({ params }, call) => replayEntry(work, params, call),
    }),
  ];
}

function createShowRoute({ backend }: EntryWork): Route {
  return defineRoute({
    operationId: 'getWebhook',
    method: 'get',
    path: '/api/v1/integrations/{integrationId}/webhooks/{entryId}',
    tag: 'webhooks',
    summary: 'Shows an event with what was kept of it, redacted',
    action: 'see-people',
    isAudited: true,
    params: entryParams,
    result: webhookSchema,
    async handle({ params: { integrationId, entryId: id } }, { principal, signal }) {
      await findIntegration(backend, { principal, integrationId }, { signal });
      const record = await backend.services.inbox.find({ integrationId, id, signal });
      if (record === undefined || !kindsOf(undefined).includes(record.kind))
        throw new ProblemError('NOT_FOUND', 'There is no webhook with this id');
      return { body: { entry: toEntry(record), data: redactData(record.data) } };
    },
  });
}
