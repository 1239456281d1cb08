import { WebhookRefusedError, type CrmEvent } from '@frigg-crm/crm-base';
import { isSameSecret, readDelivered, readJsonBody, type StoredWebhook } from '@frigg-crm/crm-base/connector';
import * as z from 'zod';
import { zohoIdSchema } from '../client/zoho-answer.ts';
import { moduleOf, type ZohoObjectType } from '../client/zoho-modules.ts';
import type { ZohoSecret } from './zoho-webhook-channel.ts';

/** Whose notifications are taken. */
export interface ZohoWebhookScope {
  /** `undefined`: nothing was set up, so that nothing is taken. */
  readonly stored: StoredWebhook<ZohoSecret> | undefined;
  /** The types that are synced. */
  readonly objectTypes: readonly ZohoObjectType[];
}

const textSchema = z.string().min(1).max(200);
/** Either may be a number, as all that JSON has. */
const idSchema = z.union([z.number(), z.string()]).transform(String);
const proofSchema = z.object({ token: z.string().optional().catch(undefined), channel_id: idSchema.optional().catch(undefined) });

/** Notification APIs, Callback. What it says of the record is only a part, and order is not promised: nothing but the ids is taken. */
const bodySchema = z.object({
  module: textSchema,
  operation: textSchema,
  ids: z.array(zohoIdSchema).min(1).max(1000),
  server_time: z.union([z.number(), textSchema]),
});

/**
 * Reads a notification: the token of the channel first, then whose records it is about.
 * @returns one event per record; none for a module that is not synced.
 * @throws {WebhookRefusedError} when it does not carry token and id of this connection's channel.
 * @throws {InvalidWebhookError} when it is no notification.
 */
export function readZohoWebhook(rawBody: Uint8Array, { stored, objectTypes }: ZohoWebhookScope): readonly CrmEvent[] {
  const body = readJsonBody(rawBody);
  const proof = proofSchema.safeParse(body).data;
  if (stored === undefined || !isSameSecret(proof?.token, stored.token)) throw new WebhookRefusedError('token');
  if (proof?.channel_id !== stored.channelId) throw new WebhookRefusedError('channel');
  const { module, operation, ids, server_time: time } = readDelivered(body, bodySchema);
  const objectType = objectTypes.find((one) => moduleOf(one).module === module);
  if (objectType === undefined) return [];
  const kind = operation === 'delete' ? 'person-deleted' : 'person-changed';
  return [...new Set(ids)].map((externalId) => {
    return { eventId: [module, externalId, operation, time].join(':'), change: { kind, objectType, externalId } };
  });
}
