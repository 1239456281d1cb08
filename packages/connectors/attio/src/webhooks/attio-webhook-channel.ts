import type { CallOptions } from '@frigg-crm/core';
import { planWebhook, type WebhookConnection, type WebhookSetUpPlan } from '@frigg-crm/crm-base/connector';
import { ApiAnswerUnexpectedError } from '@frigg-crm/http';
import * as z from 'zod';
import { MAPPED_ATTRIBUTES } from '../client/attio-person.ts';
import type { AttioClient } from '../client/create-attio-client.ts';
import type { AttioSubscription, AttioWebhook } from '../client/create-webhooks.ts';

const secretSchema = z.object({
  /** Where events go: a webhook at this address is ours, also when the response to its creation was lost. */
  url: z.string(),
  workspaceId: z.string().min(1),
  /** The id of the object `people` in this workspace. */
  objectId: z.string().min(1),
  /** The attributes that a contact is made of. */
  attributeIds: z.array(z.string()),
  /** The key of signatures, and whose it is; absent until a webhook was made. */
  key: z.object({ webhookId: z.string().min(1), secret: z.string().min(1) }).optional(),
});

/** What verifies and reads the events of a connection. */
export type AttioSecret = z.output<typeof secretSchema>;

const EVENT_TYPES = ['record.created', 'record.updated', 'record.deleted', 'record.merged'] as const;

/**
 * How the webhook of a connection is set up (Webhooks, Attio REST API). Attio sends the key of signatures once, with the
 * response to the creation.
 */
export function planAttioWebhook(
  connection: WebhookConnection<Pick<AttioClient, 'self' | 'objects' | 'webhooks'>>,
): WebhookSetUpPlan<AttioWebhook, AttioSecret> {
  const { self, objects, webhooks } = connection.client;
  return planWebhook(connection, {
    crm: 'Attio',
    // All ids of Attio are of one workspace (Meta, Identify).
    account: { kind: 'workspace', key: 'workspaceId', id: async (options) => (await self.get(options)).workspaceId },
    secretSchema,
    async createSecret(known, { url, ...options }) {
      const objectId = await objects.idOf('people', options);
      return { ...known, url, objectId, attributeIds: await readAttributeIds(connection.client, options) };
    },
    list: async (_wanted, options) => webhooks.list(options),
    async create({ url, secret: { objectId } }, options) {
      const { id, secret } = await webhooks.create({ url, subscriptions: toSubscriptions(objectId) }, options);
      if (secret !== null) return { id, secret: { key: { webhookId: id, secret } } };
      // Nothing could verify its events.
      await webhooks.delete(id, options);
      throw new ApiAnswerUnexpectedError({ api: 'Attio', operation: 'POST /webhooks' }, 'a webhook without the key of its signatures');
    },
    remove: webhooks.delete,
    isOurs: ({ url }, { secret }) => url === secret.url,
    isWanted: (webhook, { url, secret }) => isWanted(webhook, url, secret),
    urlOf: ({ url }) => url,
    refusals: {
      forbidden: 'does not let the app make webhooks: connect again with the scope webhook:read-write',
      refused: 'refused the webhook: its address must be public https',
      statuses: [400],
    },
  });
}

async function readAttributeIds({ objects }: Pick<AttioClient, 'objects'>, options: CallOptions): Promise<string[]> {
  const ids = await Promise.all(MAPPED_ATTRIBUTES.map(async (slug) => objects.attributeIdOf('people', slug, options)));
  return ids.filter((id) => id !== undefined);
}

/** Changes of companies, deals and other objects are not delivered. */
function toSubscriptions(objectId: string): readonly AttioSubscription[] {
  return EVENT_TYPES.map((eventType) => ({ eventType, objectId }));
}

function isWanted({ id, url, status, subscriptions }: AttioWebhook, wantedUrl: string, { key, objectId }: AttioSecret): boolean {
  if (status === 'inactive' || url !== wantedUrl || key?.webhookId !== id) return false;
  const isThere = (wanted: AttioSubscription): boolean =>
    subscriptions.some(({ eventType, objectId: of }) => eventType === wanted.eventType && of === wanted.objectId);
  return subscriptions.length === EVENT_TYPES.length && toSubscriptions(objectId).every(isThere);
}
