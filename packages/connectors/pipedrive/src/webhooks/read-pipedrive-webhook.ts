import { InvalidWebhookError, WebhookRefusedError, type CrmEvent } from '@frigg-crm/crm-base';
import { readDelivered } from '@frigg-crm/crm-base/connector';
import * as z from 'zod';
import { pipedriveIdSchema } from '../client/pipedrive-answer.ts';

/** The one type of person that Pipedrive has. */
export const PERSON = 'Person';

/** Whose events are taken. */
export interface PipedriveWebhookScope {
  readonly companyId: string;
  /** Those that were made for this connection. */
  readonly webhookIds: readonly string[];
}

/** Ids come as integers and as texts. */
const anyIdSchema = z.union([z.number(), z.string().min(1).max(200)]).transform(String);
const textSchema = z.string().min(1).max(200);

/** Guide for Webhooks v2, Webhooks meta. */
const metaV2Schema = z.object({
  action: textSchema,
  entity: textSchema,
  entity_id: anyIdSchema,
  id: anyIdSchema.nullish().catch(undefined),
  company_id: anyIdSchema,
  webhook_id: anyIdSchema,
  timestamp: z.union([z.string().max(200), z.number()]).nullish(),
  merged_to_id: pipedriveIdSchema.nullish().catch(undefined),
  merged_from_id: pipedriveIdSchema.nullish().catch(undefined),
});
type Meta = z.output<typeof metaV2Schema>;

/** Guide for Webhooks (v1): `id` is the record here, not the event, and nothing names the event. */
const metaV1Schema = z
  .object({
    action: textSchema,
    object: textSchema,
    id: anyIdSchema,
    company_id: anyIdSchema,
    webhook_id: anyIdSchema,
    timestamp: z.number(),
    timestamp_micro: z.number().nullish(),
  })
  .transform(({ object: entity, id, action, timestamp, timestamp_micro: micro, ...rest }): Meta => ({
    ...rest,
    action: V1_ACTIONS.get(action) ?? action,
    entity,
    entity_id: id,
    id: ['v1', entity, id, action, micro ?? timestamp].join(':'),
  }));

const V1_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['added', 'create'],
  ['updated', 'change'],
  ['merged', 'change'],
  ['deleted', 'delete'],
]);

const CHANGES: ReadonlySet<string> = new Set(['create', 'change']);

const bodySchema = z.object({ v: z.unknown().optional(), meta: z.looseObject({}) });

/**
 * Reads an event of either version. What it says of the person is only a part, so nothing but the id is taken. Where two
 * persons have become one, the other is gone, whichever event comes first.
 * @param body - The parsed JSON, whatever it is.
 * @returns what it means for persons; nothing for an event of something else.
 * @throws {InvalidWebhookError} when it is no event.
 * @throws {WebhookRefusedError} when it is not for this connection.
 */
export function readPipedriveWebhook(body: unknown, scope: PipedriveWebhookScope): readonly CrmEvent[] {
  const meta = readMeta(body);
  if (meta.company_id !== scope.companyId) throw new WebhookRefusedError('company');
  // Its id is stored after it was made: until then the password alone shows that an event is ours.
  if (scope.webhookIds.length > 0 && !scope.webhookIds.includes(meta.webhook_id)) throw new WebhookRefusedError('webhook');
  const eventId = toEventId(meta);
  if (meta.entity !== 'person') return [];
  const externalId = readDelivered(meta.entity_id, pipedriveIdSchema, 'meta.entity_id');
  const isDeleted = meta.action === 'delete';
  if (!isDeleted && !CHANGES.has(meta.action)) return [];
  const toEvent = (id: string, person: string, isGone: boolean): CrmEvent => {
    return { eventId: id, change: { kind: isGone ? 'person-deleted' : 'person-changed', objectType: PERSON, externalId: person } };
  };
  const own = toEvent(eventId, externalId, isDeleted);
  const other = isDeleted ? meta.merged_to_id : meta.merged_from_id;
  return other == null || other === externalId ? [own] : [own, toEvent(`${eventId}:merge`, other, !isDeleted)];
}

function readMeta(body: unknown): Meta {
  const { v, meta } = readDelivered(body, bodySchema);
  const isVersion1 = v === 1 || (meta['entity'] === undefined && meta['object'] !== undefined);
  return readDelivered<Meta>(meta, isVersion1 ? metaV1Schema : metaV2Schema, 'meta');
}

/** Without an id and without a time, two changes would look like one that is delivered twice. */
function toEventId({ id, entity, entity_id: entityId, action, timestamp }: Meta): string {
  if (id != null) return id;
  if (timestamp == null) throw new InvalidWebhookError(['meta.id']);
  return [entity, entityId, action, timestamp].join(':');
}
