import type { CallOptions, JsonValue } from '@frigg-crm/core';
import { toUtc, toWholeSeconds } from '@frigg-crm/crm-base/connector';
import { defineEndpoint, nullableText, withoutUndefined, type CallEndpoint, type ListPage } from '@frigg-crm/http';
import * as z from 'zod';
import { isGoneRecord, listOf, tokenPageOf, writeOf } from './zoho-answer.ts';
import { zohoIdSchema } from './zoho-id.ts';
import type { ZohoObjectType } from './zoho-modules.ts';
import { ZOHO_MODULES } from './zoho-modules.ts';

/** Whom a call or a note is about. */
export interface ZohoParent {
  readonly objectType: ZohoObjectType;
  readonly id: string;
}

/** A call as it is to be written. */
export interface ZohoCallFields {
  /** Plain text, 255 characters at most, no emoji. */
  readonly subject: string;
  readonly type: 'Inbound' | 'Outbound' | 'Missed';
  /** ISO 8601; sent with an offset and whole seconds. */
  readonly startedAt: string;
  /** `MM:SS`, never zero; calls that were missed have none. */
  readonly duration?: string | undefined;
  readonly parent: ZohoParent;
  /** Plain text. */
  readonly description: string;
  /** Gives the call a player. */
  readonly recordingUrl?: string | undefined;
  /** @defaultValue the connected user */
  readonly ownerId?: string | undefined;
}

/** What may be changed of a call. */
export type ZohoCallChanges = Partial<Pick<ZohoCallFields, 'type' | 'duration' | 'description' | 'recordingUrl' | 'ownerId'>>;

/** A call as Zoho keeps it. */
export interface ZohoCall {
  readonly id: string;
  readonly subject: string | null;
  /** In UTC with milliseconds. */
  readonly startedAt: string | null;
  readonly parentId: string | null;
  readonly description: string | null;
}

/** Which calls, in the order of their last change. */
export interface ListCallsQuery {
  /** Only those written or changed after this time (ISO 8601), whole seconds, rounded down. */
  readonly modifiedSince: string;
  readonly cursor?: string | undefined;
}

/** Calls module of Zoho CRM API v8. Workflows of the company do not run for what is written here. */
export interface ZohoCalls {
  /** Not repeated when its outcome is unknown: look it up with `list` first. @returns the id. */
  create(fields: ZohoCallFields, options?: CallOptions): Promise<string>;
  /** @returns `gone` when the record was deleted: write another one. */
  update(id: string, changes: ZohoCallChanges, options?: CallOptions): Promise<'updated' | 'gone'>;
  get(id: string, options?: CallOptions): Promise<ZohoCall | undefined>;
  /** Descriptions may be cut: `get` has the whole. */
  list(query: ListCallsQuery, options?: CallOptions): Promise<ListPage<ZohoCall>>;
  /** Also succeeds when it is gone already. */
  delete(id: string, options?: CallOptions): Promise<void>;
}

const idOf = z.object({ id: zohoIdSchema }).nullish().catch(undefined);
const callSchema = z
  .object({
    id: zohoIdSchema,
    Subject: nullableText,
    Call_Start_Time: nullableText,
    Who_Id: idOf,
    What_Id: idOf,
    Description: nullableText,
  })
  .transform((wire): ZohoCall => ({
    id: wire.id,
    subject: wire.Subject,
    startedAt: toUtc(wire.Call_Start_Time) ?? null,
    parentId: wire.Who_Id?.id ?? wire.What_Id?.id ?? null,
    description: wire.Description,
  }));
const FIELDS = 'id,Subject,Call_Start_Time,Who_Id,What_Id,Description';
const written = writeOf('data');

const createCall = defineEndpoint({
  ...written,
  method: 'POST',
  path: '/Calls',
  json: ({ fields }: { readonly fields: ZohoCallFields }) => toWire(toWireCall(fields)),
  read: ({ body }) => body.result.id ?? '',
});
const updateCall = defineEndpoint({
  ...written,
  method: 'PUT',
  path: '/Calls/{id}',
  json: ({ changes }: { readonly id: string; readonly changes: ZohoCallChanges }) => toWire(toWireChanges(changes)),
  read: () => 'updated' as const,
  empty: () => 'gone',
  gone: () => 'gone',
  isGone: isGoneRecord,
});
const getCall = defineEndpoint({
  ...listOf(callSchema),
  path: '/Calls/{id}',
  read: ({ body }) => body.data[0],
  empty: () => undefined,
  gone: () => undefined,
  isGone: isGoneRecord,
});
const listCalls = defineEndpoint({
  ...listOf(callSchema, { tokens: true }),
  path: '/Calls',
  query: ({ cursor }: ListCallsQuery) => {
    return { fields: FIELDS, per_page: 200, sort_by: 'Modified_Time', sort_order: 'asc', page_token: cursor };
  },
  headers: ({ modifiedSince }) => ({ 'if-modified-since': toWholeSeconds(modifiedSince, { utc: '+00:00' }) }),
  read: tokenPageOf<ZohoCall>,
});
const deleteCall = defineEndpoint({
  ...written,
  method: 'DELETE',
  path: '/Calls/{id}',
  read: () => undefined,
  empty: () => undefined,
  gone: () => undefined,
  isGone: isGoneRecord,
});

/** Makes the calls of the Calls module. */
export function createCalls(call: CallEndpoint): ZohoCalls {
  return {
    create: async (fields, options) => call(createCall, { fields }, options),
    update: async (id, changes, options) => call(updateCall, { id, changes }, options),
    get: async (id, options) => call(getCall, { id }, options),
    list: async (query, options) => call(listCalls, query, options),
    delete: async (id, options) => call(deleteCall, { id }, options),
  };
}

/** An empty `trigger` keeps workflows of the company, such as an e-mail to the contact, from running for each logged call. */
function toWire(record: Readonly<Record<string, JsonValue>>): JsonValue {
  return { data: [record], trigger: [] };
}

function toWireCall({ subject, startedAt, parent, ...changes }: ZohoCallFields): Readonly<Record<string, JsonValue>> {
  return {
    Subject: subject,
    Call_Start_Time: toWholeSeconds(startedAt, { utc: '+00:00' }),
    ...toWireChanges(changes),
    ...toWireParent(parent),
  };
}

function toWireChanges({ type, duration, description, recordingUrl, ownerId }: ZohoCallChanges): Readonly<Record<string, JsonValue>> {
  return withoutUndefined<JsonValue>({
    Call_Type: type,
    Outgoing_Call_Status: type === 'Outbound' ? 'Completed' : undefined,
    Call_Duration: duration,
    Description: description,
    Voice_Recording__s: recordingUrl,
    Owner: ownerId === undefined ? undefined : { id: ownerId },
  });
}

/** `Who_Id` is for contacts alone; `$se_module` names the module of `What_Id`. */
function toWireParent({ objectType, id }: ZohoParent): Readonly<Record<string, JsonValue>> {
  if (objectType === 'Contact') return { Who_Id: { id } };
  return { What_Id: { id }, $se_module: ZOHO_MODULES[objectType].module };
}
