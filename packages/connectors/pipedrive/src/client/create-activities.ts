import type { JsonValue } from '@frigg-crm/core';
import { toWholeSeconds } from '@frigg-crm/crm-base/connector';
import { flag, hasStatus, nullableText, orNull, toCamelKeys, withoutUndefined, type CallEndpoint, type RecordCalls } from '@frigg-crm/http';
import * as z from 'zod';
import { createRecords } from './create-records.ts';
import { pipedriveIdSchema, v2 } from './pipedrive-answer.ts';

/** What an activity is about beside its people: a deal or a lead, never both. */
export type PipedriveActivityLink = { readonly kind: 'deal' | 'lead'; readonly id: string };

/** An activity as it is to be written. */
export interface PipedriveActivityFields {
  /** Plain text, 255 characters at most. */
  readonly subject: string;
  /** The key of a type that the company has; `call` exists unless an administrator removed it. */
  readonly type: string;
  readonly isDone: boolean;
  /** The first is the primary one. */
  readonly personIds: readonly string[];
  readonly link?: PipedriveActivityLink | undefined;
  readonly orgId?: string | undefined;
  /** @defaultValue the connected user */
  readonly ownerId?: string | undefined;
  /** `YYYY-MM-DD` in UTC. */
  readonly dueDate?: string | undefined;
  /** `HH:MM` in UTC. */
  readonly dueTime?: string | undefined;
  /** `HH:MM`, one minute at least. */
  readonly duration?: string | undefined;
  /** HTML. */
  readonly note?: string | undefined;
}

/** An activity as Pipedrive keeps it. */
export interface PipedriveActivity {
  readonly id: string;
  readonly subject: string | null;
  readonly type: string | null;
  readonly ownerId: string | null;
  readonly dealId: string | null;
  readonly leadId: string | null;
  /** `YYYY-MM-DD`. */
  readonly dueDate: string | null;
  /** `HH:MM`; the seconds that responses add are left out. */
  readonly dueTime: string | null;
  readonly duration: string | null;
  readonly note: string | null;
  readonly personIds: readonly string[];
  readonly isDeleted: boolean;
  /** RFC 3339. */
  readonly updateTime: string | null;
}

/** Times that are not set come as an empty text, those that are set with their seconds. */
const hoursAndMinutes = nullableText.transform((time) => time?.slice(0, 5) || null);

/** Activities API v2, Get details of an activity. */
const activitySchema = z
  .object({
    id: pipedriveIdSchema,
    subject: nullableText,
    type: nullableText,
    owner_id: orNull(pipedriveIdSchema),
    deal_id: orNull(pipedriveIdSchema),
    lead_id: nullableText,
    due_date: nullableText.transform((date) => date || null),
    due_time: hoursAndMinutes,
    duration: hoursAndMinutes,
    note: nullableText,
    participants: z.array(z.object({ person_id: orNull(pipedriveIdSchema) })).nullish(),
    is_deleted: flag,
    update_time: nullableText,
  })
  .transform(({ participants, ...wire }): PipedriveActivity => {
    return { ...toCamelKeys(wire), personIds: (participants ?? []).flatMap(({ person_id: personId }) => personId ?? []) };
  });

/** Which activities, in the order of their last change. */
export interface ListActivitiesQuery {
  readonly personId: string;
  /** Only those changed at or after this time (ISO 8601), whole seconds, rounded down. */
  readonly updatedSince: string;
  readonly cursor?: string | undefined;
}

type Changes = Partial<PipedriveActivityFields>;

/** Activities API v2; one whose `type` the company does not have is written with the company's default type. */
export type PipedriveActivities = RecordCalls<PipedriveActivityFields, Changes, PipedriveActivity, ListActivitiesQuery>;

/** Makes the calls of Activities API v2. */
export function createActivities(call: CallEndpoint): PipedriveActivities {
  return createRecords<Changes, Changes, PipedriveActivity, ListActivitiesQuery>(call, {
    version: v2,
    schema: activitySchema,
    path: '/activities',
    updateMethod: 'PATCH',
    toJson: toWireActivity,
    toJsonOfChanges: toWireActivity,
    toQuery({ personId, updatedSince, cursor }) {
      const order = { sort_by: 'update_time', sort_direction: 'asc' };
      return { person_id: personId, updated_since: toWholeSeconds(updatedSince), ...order, limit: 100, cursor };
    },
    async retry(error, { type: _unknown, ...untyped }, post) {
      // A 400 wrote nothing. The type is the one thing in it that a company may not have.
      if (!hasStatus(error, 400)) throw error;
      return post(untyped).catch((second: unknown) => {
        throw hasStatus(second, 400) ? error : second;
      });
    },
  });
}

/** Writes the fields as API v2 wants them: numbers for ids, booleans, `participants` instead of the derived `person_id`. */
function toWireActivity(fields: Partial<PipedriveActivityFields>): JsonValue {
  const { link, personIds } = fields;
  return withoutUndefined<JsonValue>({
    subject: fields.subject,
    type: fields.type,
    done: fields.isDone,
    owner_id: toNumber(fields.ownerId),
    org_id: toNumber(fields.orgId),
    deal_id: link?.kind === 'deal' ? Number(link.id) : undefined,
    lead_id: link?.kind === 'lead' ? link.id : undefined,
    participants: personIds?.map((personId, index) => ({ person_id: Number(personId), primary: index === 0 })),
    due_date: fields.dueDate,
    due_time: fields.dueTime,
    duration: fields.duration,
    note: fields.note,
  });
}

function toNumber(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
