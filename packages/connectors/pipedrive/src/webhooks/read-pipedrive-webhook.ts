import { InvalidWebhookError, WebhookRefusedError, type CrmEvent } from '@frigg-crm/crm-base';
import * as z from 'zod';
import { pipedriveIdSchema } from '../client/pipedrive-id.ts';

/** The one type of person that Pipedrive has. */
export const PERSON = 'Person';

/** What an event says beside what happened. */
interface EventFacts {
  /** The same for each attempt to deliver the event. */
  readonly eventId: string;
  /** When it happened (ISO 8601); `null`: not reported. */
  readonly timestamp: string | null;
}

/** What every event of a person says. */
interface PersonEventFacts extends EventFacts {
  readonly personId: string;
  /** One of many: changes of the same person may be taken together. */
  readonly isBulkEdit: boolean;
}

/** A person was made or changed. The event holds only a part of the person: fetch the whole. */
export interface PersonChangedEvent extends PersonEventFacts {
  readonly kind: 'person-changed';
  /** Who was merged into this person and is no more. */
  readonly mergedFrom: string | null;
}

/** A person was deleted. */
export interface PersonDeletedEvent extends PersonEventFacts {
  readonly kind: 'person-deleted';
  /** Who has taken over what this person had. */
  readonly mergedTo: string | null;
}

/** Something else happened: answer 200 and do nothing. */
export interface IgnoredEvent extends EventFacts {
  readonly kind: 'ignored';
}

/** An event of Pipedrive. */
export type PipedriveWebhookEvent = PersonChangedEvent | PersonDeletedEvent | IgnoredEvent;

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
  is_bulk_edit: z.boolean().nullish().catch(undefined),
  merged_to_id: pipedriveIdSchema.nullish().catch(undefined),
  merged_from_id: pipedriveIdSchema.nullish().catch(undefined),
});

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
    is_bulk_update: z.boolean().nullish().catch(undefined),
  })
  .transform((wire): Meta => ({
    action: V1_ACTIONS.get(wire.action) ?? wire.action,
    entity: wire.object,
    entity_id: wire.id,
    id: ['v1', wire.object, wire.id, wire.action, wire.timestamp_micro ?? wire.timestamp].join(':'),
    company_id: wire.company_id,
    webhook_id: wire.webhook_id,
    timestamp: wire.timestamp,
    is_bulk_edit: wire.is_bulk_update,
  }));

type Meta = z.output<typeof metaV2Schema>;

const V1_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['added', 'create'],
  ['updated', 'change'],
  ['merged', 'change'],
  ['deleted', 'delete'],
]);

const bodySchema = z.object({ v: z.unknown().optional(), meta: z.looseObject({}) });

/**
 * Reads an event of either version. What it says of the person is only a part, so nothing but the id is taken.
 * @param body - The parsed JSON, whatever it is.
 * @throws {InvalidWebhookError} when it is no event.
 * @throws {WebhookRefusedError} when it is not for this connection.
 */
export function readPipedriveWebhook(body: unknown, scope: PipedriveWebhookScope): PipedriveWebhookEvent {
  const meta = readMeta(body);
  if (meta.company_id !== scope.companyId) throw new WebhookRefusedError('company');
  // Its id is stored after it was made: until then the password alone tells that an event is ours.
  if (scope.webhookIds.length > 0 && !scope.webhookIds.includes(meta.webhook_id)) throw new WebhookRefusedError('webhook');
  const facts = { eventId: toEventId(meta), timestamp: toIsoTime(meta.timestamp) };
  if (meta.entity !== 'person') return { ...facts, kind: 'ignored' };
  const person = pipedriveIdSchema.safeParse(meta.entity_id);
  if (!person.success) throw new InvalidWebhookError(['meta.entity_id']);
  const about = { ...facts, personId: person.data, isBulkEdit: meta.is_bulk_edit ?? false };
  if (meta.action === 'delete') return { ...about, kind: 'person-deleted', mergedTo: meta.merged_to_id ?? null };
  if (meta.action === 'create' || meta.action === 'change')
    return { ...about, kind: 'person-changed', mergedFrom: meta.merged_from_id ?? null };
  return { ...facts, kind: 'ignored' };
}

function readMeta(body: unknown): Meta {
  const outer = bodySchema.safeParse(body);
  if (!outer.success) throw new InvalidWebhookError(['meta']);
  const { v, meta } = outer.data;
  const isVersion1 = v === 1 || (meta['entity'] === undefined && meta['object'] !== undefined);
  const parsed = (isVersion1 ? metaV1Schema : metaV2Schema).safeParse(meta);
  if (parsed.success) return parsed.data;
  throw new InvalidWebhookError([['meta', ...(parsed.error.issues[0]?.path ?? [])].map(String).join('.')]);
}

/** Without an id and without a time, two changes would look like one that is delivered twice. */
function toEventId({ id, entity, entity_id: entityId, action, timestamp }: Meta): string {
  if (id != null) return id;
  if (timestamp == null) throw new InvalidWebhookError(['meta.id']);
  return [entity, entityId, action, timestamp].join(':');
}

/** Version 2 writes a time, version 1 seconds since 1970. */
function toIsoTime(timestamp: string | number | null | undefined): string | null {
  const ms = typeof timestamp === 'number' ? timestamp * 1000 : Date.parse(timestamp ?? '');
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** @returns what an event means for people. Where two have become one, the other is gone, whichever event comes first. */
export function toCrmEvents(event: PipedriveWebhookEvent): readonly CrmEvent[] {
  if (event.kind === 'ignored') return [];
  const { eventId, personId } = event;
  const own: CrmEvent = { eventId, change: { kind: event.kind, objectType: PERSON, externalId: personId } };
  const other = event.kind === 'person-changed' ? event.mergedFrom : event.mergedTo;
  if (other === null || other === personId) return [own];
  const kind = event.kind === 'person-changed' ? 'person-deleted' : 'person-changed';
  return [own, { eventId: `${eventId}:merge`, change: { kind, objectType: PERSON, externalId: other } }];
}
