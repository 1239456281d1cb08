import type { CallOptions, JsonValue } from '@frigg-crm/core';
import { toWholeSeconds } from '@frigg-crm/crm-base/connector';
import {
  defineEndpoint,
  hasStatus,
  isForbidden,
  nullableText,
  orNull,
  toCamelKeys,
  withoutUndefined,
  type CallEndpoint,
  type ListPage,
} from '@frigg-crm/http';
import * as z from 'zod';
import { dataOf, listOf, pageOf, v1 } from './pipedrive-answer.ts';
import { pipedriveIdSchema } from './pipedrive-id.ts';

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
    content: z.string().nullish(),
    person_id: orNull(pipedriveIdSchema),
    user_id: orNull(pipedriveIdSchema),
    add_time: nullableText,
    active_flag: z.boolean().nullish(),
  })
  .transform(({ content, active_flag: isActive, ...wire }): PipedriveNote => {
    return { ...toCamelKeys(wire), content: content ?? '', isDeleted: isActive === false };
  });

/** Notes about one person, newest first. */
export interface ListNotesQuery {
  readonly personId: string;
  /** Only those changed at or after this time (ISO 8601), whole seconds, rounded down. */
  readonly updatedSince?: string | undefined;
  readonly cursor?: string | undefined;
}

/** Notes API v1, as far as messages are logged with it. */
export interface PipedriveNotes {
  /**
   * Not repeated when its outcome is unknown: look it up with `list` first. If this user may not name another author, the
   * note is written in his own name.
   * @returns the id.
   */
  create(fields: PipedriveNoteFields, options?: CallOptions): Promise<string>;
  /** Replaces the HTML. @returns `gone` when the note was deleted: write another one. */
  update(id: string, content: string, options?: CallOptions): Promise<'updated' | 'gone'>;
  /** @returns the note; `undefined` when there is none. */
  get(id: string, options?: CallOptions): Promise<PipedriveNote | undefined>;
  list(query: ListNotesQuery, options?: CallOptions): Promise<ListPage<PipedriveNote>>;
  /** Also succeeds when it is gone already. */
  delete(id: string, options?: CallOptions): Promise<void>;
}

const LIMIT = 100;
const one = { path: '/notes/{id}', gone: () => undefined } as const;
const written = v1(z.object({ id: pipedriveIdSchema, active_flag: z.boolean().nullish() }));

const createNote = defineEndpoint({
  ...written,
  method: 'POST',
  path: '/notes',
  json: (fields: PipedriveNoteFields) => toWireNote(fields),
  read: ({ body }) => body.data.id,
});
const updateNote = defineEndpoint({
  ...written,
  method: 'PUT',
  path: '/notes/{id}',
  json: ({ content }: { readonly id: string; readonly content: string }) => ({ content }),
  read: ({ body }) => (body.data.active_flag === false ? 'gone' : 'updated') as 'gone' | 'updated',
  gone: () => 'gone',
});
const getNote = defineEndpoint({ ...v1(noteSchema), ...one, read: dataOf<PipedriveNote> });
const deleteNote = defineEndpoint({ ...v1(z.unknown().optional()), ...one, method: 'DELETE', read: () => undefined });
const listNotes = defineEndpoint({
  ...v1(listOf(noteSchema)),
  path: '/notes',
  query: ({ personId, updatedSince, cursor }: ListNotesQuery) => ({
    person_id: personId,
    updated_since: updatedSince === undefined ? undefined : toWholeSeconds(updatedSince),
    sort: 'id DESC',
    limit: LIMIT,
    start: cursor,
  }),
  read: pageOf<PipedriveNote>,
});

/** Makes the calls of Notes API v1. */
export function createNotes(call: CallEndpoint): PipedriveNotes {
  return {
    async create(fields, options) {
      try {
        return await call(createNote, fields, options);
      } catch (error) {
        const mayBeTheAuthor = fields.userId !== undefined && (hasStatus(error, 400) || isForbidden(error));
        if (!mayBeTheAuthor) throw error;
        return call(createNote, { ...fields, userId: undefined }, options);
      }
    },
    update: async (id, content, options) => call(updateNote, { id, content }, options),
    get: async (id, options) => call(getNote, { id }, options),
    list: async (query, options) => call(listNotes, query, options),
    delete: async (id, options) => call(deleteNote, { id }, options),
  };
}

function toWireNote({ personId, content, userId, addTime }: PipedriveNoteFields): JsonValue {
  const user = userId === undefined ? undefined : Number(userId);
  return withoutUndefined({ content, person_id: Number(personId), user_id: user, add_time: addTime });
}
