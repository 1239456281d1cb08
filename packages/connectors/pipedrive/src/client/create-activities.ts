import type { JsonValue } from '@frigg-crm/core';
import { toWholeSeconds } from '@frigg-crm/crm-base/connector';
import { flag, hasStatus, joinWireFields, nullableText, orNull, toSnakeKeys, wireRecord } from '@frigg-crm/http';
import type { CallEndpoint, RecordCalls } from '@frigg-crm/http';
import * as z from 'zod';
import { createRecords, pipedriveIdSchema, toNumber, v2 } from './pipedrive-answer.ts';

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

/** Times that are not set come as an empty text, those that are set with their seconds. */
const hoursAndMinutes = nullableText.transform((time) => time?.slice(0, 5) || null);
const participantsSchema = z.array(z.object({ person_id: orNull(pipedriveIdSchema) })).nullish();

/** Activities API v2, Get details of an activity. */
const activitySchema = wireRecord({
  id: pipedriveIdSchema,
  subject: nullableText,
  type: nullableText,
  ownerId: orNull(pipedriveIdSchema),
  dealId: orNull(pipedriveIdSchema),
  leadId: nullableText,
  /** `YYYY-MM-DD`. */
  dueDate: nullableText.transform((date) => date || null),
  /** `HH:MM`; the seconds that responses add are left out. */
  dueTime: hoursAndMinutes,
  duration: hoursAndMinutes,
  note: nullableText,
  personIds: joinWireFields({ participants: participantsSchema }, ({ participants }): readonly string[] =>
    (participants ?? []).flatMap(({ person_id: personId }) => personId ?? []),
  ),
  isDeleted: flag,
  /** RFC 3339. */
  updateTime: nullableText,
});

/** An activity as Pipedrive keeps it. */
export type PipedriveActivity = z.output<typeof activitySchema>;

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
function toWireActivity({ link, personIds, isDone, ownerId, orgId, ...fields }: Changes): JsonValue {
  return toSnakeKeys<JsonValue>({
    ...fields,
    done: isDone,
    ownerId: toNumber(ownerId),
    orgId: toNumber(orgId),
    dealId: link?.kind === 'deal' ? Number(link.id) : undefined,
    leadId: link?.kind === 'lead' ? link.id : undefined,
    participants: personIds?.map((personId, index) => ({ person_id: Number(personId), primary: index === 0 })),
  });
}
