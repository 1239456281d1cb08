import type { JsonValue } from '@frigg-crm/core';
import { toUtc, toWholeSeconds } from '@frigg-crm/crm-base/connector';
import { nullableText, withoutUndefined, type CallEndpoint, type RecordCalls } from '@frigg-crm/http';
import * as z from 'zod';
import { createRecords, listOf, toModifiedSince, tokenPageOf, zohoIdSchema } from './zoho-answer.ts';
import { ZOHO_MODULES, type ZohoObjectType } from './zoho-modules.ts';

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

/** Calls module of Zoho CRM API v8; lists cut descriptions. Workflows of the company do not run for what is written here. */
export type ZohoCalls = RecordCalls<ZohoCallFields, ZohoCallChanges, ZohoCall, ListCallsQuery>;

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

/** Makes the calls of the Calls module. */
export function createCalls(call: CallEndpoint): ZohoCalls {
  return createRecords<ZohoCallFields, ZohoCallChanges, ZohoCall, ListCallsQuery>(call, {
    schema: callSchema,
    path: '/Calls',
    toJson: (fields) => toWire(toWireCall(fields)),
    toJsonOfChanges: (changes) => toWire(toWireChanges(changes)),
    many: {
      ...listOf(callSchema, { tokens: true }),
      query: ({ cursor }) => ({ fields: FIELDS, per_page: 200, sort_by: 'Modified_Time', sort_order: 'asc', page_token: cursor }),
      headers: toModifiedSince,
      read: tokenPageOf<ZohoCall>,
    },
  });
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
