import { toWholeSeconds } from '@frigg-crm/crm-base/connector';
import {
  hasStatus,
  isForbidden,
  nullableText,
  orNull,
  textOrEmpty,
  toCamelKeys,
  withoutUndefined,
  type CallEndpoint,
  type RecordCalls,
} from '@frigg-crm/http';
import * as z from 'zod';
import { createRecords } from './create-records.ts';
import { pipedriveIdSchema, v1 } from './pipedrive-answer.ts';

/** A note about a person, as it is to be written. */
export interface PipedriveNoteFields {
  readonly personId: string;
  /** HTML; Pipedrive takes out what it does not allow. */
  readonly content: string;
  /** The author; only an administrator may name another than himself. @defaultValue the connected user */
  readonly userId?: string | undefined;
  /** `YYYY-MM-DD HH:MM:SS` in UTC. @defaultValue now */
  readonly addTime?: string | undefined;
}

/** A note as Pipedrive keeps it. */
export interface PipedriveNote {
  readonly id: string;
  readonly content: string;
  readonly personId: string | null;
  readonly userId: string | null;
  /** `YYYY-MM-DD HH:MM:SS` in UTC. */
  readonly addTime: string | null;
  readonly isDeleted: boolean;
}

/** Notes API v1, Get one note. */
const noteSchema = z
  .object({
    id: pipedriveIdSchema,
    content: textOrEmpty,
    person_id: orNull(pipedriveIdSchema),
    user_id: orNull(pipedriveIdSchema),
    add_time: nullableText,
    active_flag: z.boolean().nullish(),
  })
  .transform(({ active_flag: isActive, ...wire }): PipedriveNote => ({ ...toCamelKeys(wire), isDeleted: isActive === false }));

/** Notes about one person, newest first. */
export interface ListNotesQuery {
  readonly personId: string;
  /** Only those changed at or after this time (ISO 8601), whole seconds, rounded down. */
  readonly updatedSince?: string | undefined;
  readonly cursor?: string | undefined;
}

/** Notes API v1; an update replaces the HTML, and one whose author this user may not name is written in his own name. */
export type PipedriveNotes = RecordCalls<PipedriveNoteFields, string, PipedriveNote, ListNotesQuery>;

/** Makes the calls of Notes API v1. */
export function createNotes(call: CallEndpoint): PipedriveNotes {
  return createRecords<PipedriveNoteFields, string, PipedriveNote, ListNotesQuery>(call, {
    version: v1,
    path: '/notes',
    schema: noteSchema,
    updateMethod: 'PUT',
    toJson({ personId, content, userId, addTime }) {
      const user = userId === undefined ? undefined : Number(userId);
      return withoutUndefined({ content, person_id: Number(personId), user_id: user, add_time: addTime });
    },
    toJsonOfChanges: (content) => ({ content }),
    toQuery({ personId, updatedSince, cursor }) {
      const since = updatedSince === undefined ? undefined : toWholeSeconds(updatedSince);
      return { person_id: personId, updated_since: since, sort: 'id DESC', limit: 100, start: cursor };
    },
    async retry(error, fields, post) {
      const mayBeTheAuthor = fields.userId !== undefined && (hasStatus(error, 400) || isForbidden(error));
      if (!mayBeTheAuthor) throw error;
      return post({ ...fields, userId: undefined });
    },
  });
}
