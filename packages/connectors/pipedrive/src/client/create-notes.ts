import { toWholeSeconds } from '@frigg-crm/crm-base/connector';
import { hasStatus, isForbidden, joinWireFields, nullableText, orNull, textOrEmpty, toSnakeKeys, wireRecord } from '@frigg-crm/http';
import type { CallEndpoint, RecordCalls } from '@frigg-crm/http';
import * as z from 'zod';
import { createRecords, pipedriveIdSchema, toNumber, v1 } from './pipedrive-answer.ts';

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

/** Notes API v1, Get one note. */
const noteSchema = wireRecord({
  id: pipedriveIdSchema,
  content: textOrEmpty,
  personId: orNull(pipedriveIdSchema),
  userId: orNull(pipedriveIdSchema),
  /** `YYYY-MM-DD HH:MM:SS` in UTC. */
  addTime: nullableText,
  isDeleted: joinWireFields({ active_flag: z.boolean().nullish() }, ({ active_flag: isActive }) => isActive === false),
});

/** A note as Pipedrive keeps it. */
export type PipedriveNote = z.output<typeof noteSchema>;

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
    toJson: ({ personId, userId, ...note }) => toSnakeKeys({ ...note, personId: Number(personId), userId: toNumber(userId) }),
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
