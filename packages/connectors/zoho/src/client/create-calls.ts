import type { JsonValue } from '@frigg-crm/core';
import { toWholeSeconds } from '@frigg-crm/crm-base/connector';
import {
  joinWireFields,
  nullableText,
  wireField,
  wireRecord,
  withoutUndefined,
  type CallEndpoint,
  type RecordCalls,
} from '@frigg-crm/http';
import * as z from 'zod';
import { createRecords, toModifiedSince, tokenPages, utcTime, zohoIdSchema } from './zoho-answer.ts';
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

const idOf = z.object({ id: zohoIdSchema }).nullish().catch(undefined);
const callSchema = wireRecord({
  id: zohoIdSchema,
  subject: wireField('Subject', nullableText),
  /** In UTC with milliseconds. */
  startedAt: wireField('Call_Start_Time', utcTime),
  parentId: joinWireFields({ Who_Id: idOf, What_Id: idOf }, ({ Who_Id: who, What_Id: what }) => who?.id ?? what?.id ?? null),
  description: wireField('Description', nullableText),
});
const FIELDS = 'id,Subject,Call_Start_Time,Who_Id,What_Id,Description';

/** A call as Zoho keeps it. */
export type ZohoCall = z.output<typeof callSchema>;

/** Which calls, in the order of their last change. */
export interface ListCallsQuery {
  /** Only those written or changed after this time (ISO 8601), whole seconds, rounded down. */
  readonly modifiedSince: string;
  readonly cursor?: string | undefined;
}

/** Calls module of Zoho CRM API v8; lists cut descriptions. Workflows of the company do not run for what is written here. */
export type ZohoCalls = RecordCalls<ZohoCallFields, ZohoCallChanges, ZohoCall, ListCallsQuery>;

/** Makes the calls of the Calls module. */
export function createCalls(call: CallEndpoint): ZohoCalls {
  return createRecords<ZohoCallFields, ZohoCallChanges, ZohoCall, ListCallsQuery>(call, {
    schema: callSchema,
    path: '/Calls',
    toJson: toWire,
    many: {
      ...tokenPages(callSchema),
      query: ({ cursor }) => ({ fields: FIELDS, per_page: 200, sort_by: 'Modified_Time', sort_order: 'asc', page_token: cursor }),
      headers: toModifiedSince,
    },
  });
}

function toWire({ startedAt, type, ownerId, parent, ...fields }: Partial<ZohoCallFields>): JsonValue {
  const record = withoutUndefined<JsonValue>({
    Subject: fields.subject,
    Call_Start_Time: startedAt === undefined ? undefined : toWholeSeconds(startedAt, { utc: '+00:00' }),
    Call_Type: type,
    Outgoing_Call_Status: type === 'Outbound' ? 'Completed' : undefined,
    Call_Duration: fields.duration,
    Description: fields.description,
    Voice_Recording__s: fields.recordingUrl,
    Owner: ownerId === undefined ? undefined : { id: ownerId },
    ...(parent === undefined ? {} : toWireParent(parent)),
  });
  // Without it, workflows of the company run for each logged call, such as an e-mail to the contact.
  return { data: [record], trigger: [] };
}

/** `Who_Id` is for contacts alone; `$se_module` names the module of `What_Id`. */
function toWireParent({ objectType, id }: ZohoParent): Readonly<Record<string, JsonValue>> {
  if (objectType === 'Contact') return { Who_Id: { id } };
  return { What_Id: { id }, $se_module: ZOHO_MODULES[objectType].module };
}
