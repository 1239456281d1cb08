import type { CallOptions } from '@frigg-crm/core';
import { defineDeletion, defineEndpoint, readAllPages, readOffsetCursor, type CallEndpoint, type ListPage } from '@frigg-crm/http';
import * as z from 'zod';
import { dataOf, v2 } from './attio-answer.ts';

/** One kind of event that a webhook is for. */
export interface AttioSubscription {
  readonly eventType: string;
  /** Only events of this object; `null`: of all. */
  readonly objectId: string | null;
}

/** A webhook as Attio keeps it. */
export interface AttioWebhook {
  readonly id: string;
  readonly url: string;
  /** `degraded`: deliveries have failed for days; `inactive`: nothing is delivered any more. */
  readonly status: string;
  readonly subscriptions: readonly AttioSubscription[];
}

/** A webhook that was just made. */
export interface CreatedAttioWebhook extends AttioWebhook {
  /** The key of signatures: Attio never sends it again. `null`: it was not sent. */
  readonly secret: string | null;
}

/** Webhooks (Attio REST API). */
export interface AttioWebhooks {
  /**
   * Not repeated when its outcome is unknown: look it up with `list` first.
   * @throws {ApiRefusedError} 400 when the address is not https.
   */
  create(fields: Pick<AttioWebhook, 'url' | 'subscriptions'>, options?: CallOptions): Promise<CreatedAttioWebhook>;
  list(options?: CallOptions): Promise<readonly AttioWebhook[]>;
  /** Also succeeds when it is gone already. */
  delete(id: string, options?: CallOptions): Promise<void>;
}

/** The most webhooks of a page. */
const LIMIT = 100;

const conditionSchema = z.object({ field: z.string(), operator: z.string(), value: z.string() });
const subscriptionSchema = z
  .object({
    event_type: z.string(),
    filter: z.object({ $and: z.array(conditionSchema).optional(), $or: z.array(conditionSchema).optional() }).nullish(),
  })
  .transform(({ event_type: eventType, filter }): AttioSubscription => {
    const [condition] = filter?.$and ?? [];
    const isObject = condition?.field === 'id.object_id' && condition.operator === 'equals';
    return { eventType, objectId: isObject ? condition.value : null };
  });
const webhookShape = {
  id: z.object({ webhook_id: z.string() }),
  target_url: z.string(),
  status: z.string(),
  subscriptions: z.array(subscriptionSchema),
};
const webhookSchema = z.object(webhookShape).transform(toWebhook);
/** Only the id is demanded: what was made must be found again, whatever else may be odd with the response. */
const createdSchema = z
  .object({ id: webhookShape.id, secret: z.string().nullish() })
  .transform(({ id, secret }) => ({ id: id.webhook_id, secret: secret == null || secret === '' ? null : secret }));

const createWebhook = defineEndpoint({
  ...v2(createdSchema),
  method: 'POST',
  path: '/webhooks',
  json: ({ url, subscriptions }: Pick<AttioWebhook, 'url' | 'subscriptions'>) => ({
    data: {
      target_url: url,
      subscriptions: subscriptions.map(({ eventType, objectId }) => ({
        event_type: eventType,
        filter: objectId === null ? null : { $and: [{ field: 'id.object_id', operator: 'equals', value: objectId }] },
      })),
    },
  }),
  read: dataOf<z.output<typeof createdSchema>>,
});
const listWebhooks = defineEndpoint({
  ...v2(z.array(webhookSchema)),
  path: '/webhooks',
  query: ({ offset }: { readonly offset: number }) => ({ limit: LIMIT, offset }),
  read: dataOf<readonly AttioWebhook[]>,
});
const deleteWebhook = defineDeletion({ base: '/v2', path: '/webhooks/{id}' });

/** @param callWrite - Within the budget of writes. */
export function createWebhooks(call: CallEndpoint, callWrite: CallEndpoint): AttioWebhooks {
  return {
    async create(fields, options) {
      const { id, secret } = await callWrite(createWebhook, fields, options);
      return { ...fields, id, status: 'active', secret };
    },
    async list(options) {
      const fetchPage = async (cursor: string | undefined): Promise<ListPage<AttioWebhook>> => {
        const { offset, page } = readOffsetCursor(cursor, LIMIT);
        return page(await call(listWebhooks, { offset }, options));
      };
      return readAllPages(fetchPage, { api: 'Attio', operation: 'GET /webhooks', ...options });
    },
    delete: async (id, options) => callWrite(deleteWebhook, { id }, options),
  };
}

function toWebhook({ id, target_url: url, ...rest }: z.output<z.ZodObject<typeof webhookShape>>): AttioWebhook {
  return { id: id.webhook_id, url, ...rest };
}
