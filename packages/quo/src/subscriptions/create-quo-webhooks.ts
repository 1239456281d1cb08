import type { HttpClient } from '@frigg-crm/http';
import * as z from 'zod';
import { absentOn } from '../api/absent-on.ts';
import { listOf, textOrNull } from '../api/event-fields.ts';
import { quoIdSchema, toPathSegment } from '../api/quo-id.ts';
import type { QuoWebhook, QuoWebhooks } from './quo-webhooks.ts';
import { WEBHOOK_FAMILIES } from './webhook-families.ts';

const listedSchema = z.object({
  id: quoIdSchema,
  orgId: textOrNull,
  url: textOrNull,
  status: textOrNull,
  events: listOf(z.string()),
  resourceIds: listOf(quoIdSchema),
  deletedAt: textOrNull,
});

/** Makes the resource over a client. */
export function createQuoWebhooks(http: HttpClient): QuoWebhooks {
  return {
    async list({ signal } = {}) {
      const schema = z.object({ data: listOf(listedSchema) });
      const { data } = await http.request({ method: 'GET', path: '/v1/webhooks', schema, signal });
      return data.filter(({ deletedAt }) => deletedAt === null).map(toWebhook);
    },
    async create({ kind, url, phoneNumberIds, label }, { signal } = {}) {
      const { path, events } = WEBHOOK_FAMILIES[kind];
      const schema = z.object({ data: z.object({ id: quoIdSchema, key: textOrNull }) });
      const json = { url, status: 'enabled', events, resourceIds: phoneNumberIds, label };
      const { data } = await http.request({ method: 'POST', path: `/v1/webhooks/${path}`, json, schema, signal });
      return { id: data.id, key: data.key === null || data.key === '' ? undefined : data.key };
    },
    async delete(id, { signal } = {}) {
      const route = '/v1/webhooks/{id}';
      const path = `/v1/webhooks/${toPathSegment(id, `DELETE ${route}`)}`;
      await absentOn([404], http.send({ method: 'DELETE', path, route, signal }));
    },
  };
}

function toWebhook({ id, orgId, url, status, events, resourceIds }: z.infer<typeof listedSchema>): QuoWebhook {
  // Quo documents `enabled` as what a webhook without a status is, and all numbers as what one without numbers is for.
  const phoneNumberIds = resourceIds.length === 0 ? ['*'] : resourceIds;
  return {
    id,
    ...(orgId !== null && { orgId }),
    url: url ?? '',
    isEnabled: status === null || status === 'enabled',
    events,
    phoneNumberIds,
  };
}
