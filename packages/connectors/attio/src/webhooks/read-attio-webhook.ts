import { randomUUID } from 'node:crypto';
import { InvalidWebhookError, WebhookRefusedError, verifyHmac, type CrmEvent, type IncomingWebhook } from '@frigg-crm/crm-base';
import { readJsonBody, type StoredWebhook } from '@frigg-crm/crm-base/connector';
import * as z from 'zod';
import type { AttioSecret } from './attio-webhook-channel.ts';

/** The one type of person that this connector syncs: the slug of the object. */
export const PEOPLE = 'people';

const textSchema = z.string().min(1).max(200);
/** Attio, Webhooks, Record events. A merge has a third record: the two that became it are events of their own. */
const eventSchema = z.object({
  event_type: textSchema,
  id: z.looseObject({ workspace_id: textSchema, object_id: textSchema.optional(), record_id: textSchema.optional() }),
  duplicate_record_id: textSchema.nullish(),
});
type AttioEvent = z.output<typeof eventSchema>;

const batchSchema = z.object({ webhook_id: textSchema, events: z.array(eventSchema).max(1000) });
/** Deliveries of before held the event itself. */
const bodySchema = z.union([
  batchSchema,
  eventSchema.extend({ webhook_id: textSchema.optional() }).transform((event) => ({ webhook_id: event.webhook_id, events: [event] })),
]);

const KINDS: ReadonlyMap<string, CrmEvent['change']['kind']> = new Map([
  ['record.created', 'person-changed'],
  ['record.updated', 'person-changed'],
  ['record.merged', 'person-changed'],
  ['record.deleted', 'person-deleted'],
]);

/**
 * Verifies a delivery and reads it (Attio, Webhooks, Authenticating). An event names a record and holds nothing of it.
 * @returns what it means for people; nothing for other events, and for attributes that no contact is made of.
 * @throws {WebhookRefusedError} when it was not signed for the webhook of this connection.
 * @throws {InvalidWebhookError} when it is no delivery.
 */
export function readAttioWebhook(
  { headers, rawBody }: Pick<IncomingWebhook, 'headers' | 'rawBody'>,
  stored: StoredWebhook<AttioSecret> | undefined,
): readonly CrmEvent[] {
  const { key, workspaceId } = stored ?? {};
  const signature = headers.get('attio-signature') ?? headers.get('x-attio-signature');
  if (stored === undefined || key === undefined || !verifyHmac({ secret: key.secret, rawBody, signature, encoding: 'hex' }))
    throw new WebhookRefusedError('signature');
  const { webhook_id: webhookId = key.webhookId, events } = readJsonBody(rawBody, bodySchema);
  if (webhookId !== key.webhookId) throw new WebhookRefusedError('webhook');
  if (events.some(({ id }) => id.workspace_id !== workspaceId)) throw new WebhookRefusedError('workspace');
  // The same on each delivery of one event, and only there: two changes of one attribute are alike in all else.
  const deliveryId = headers.get('idempotency-key') ?? randomUUID();
  return events.flatMap((event, index) => toChanges(event, `${deliveryId}:${index}`, stored));
}

function toChanges(event: AttioEvent, eventId: string, { objectId, attributeIds }: AttioSecret): readonly CrmEvent[] {
  const { event_type: type, id, duplicate_record_id: duplicate } = event;
  const kind = KINDS.get(type);
  if (kind === undefined || id.object_id !== objectId) return [];
  const { record_id: externalId, attribute_id: attribute } = id;
  if (externalId === undefined) throw new InvalidWebhookError(['events.id.record_id']);
  if (type === 'record.updated' && typeof attribute === 'string' && !attributeIds.includes(attribute)) return [];
  const own: CrmEvent = { eventId, change: { kind, objectType: PEOPLE, externalId } };
  if (type !== 'record.merged' || duplicate == null || duplicate === externalId) return [own];
  return [own, { eventId: `${eventId}:merge`, change: { kind: 'person-deleted', objectType: PEOPLE, externalId: duplicate } }];
}
