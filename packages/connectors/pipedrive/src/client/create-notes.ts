import type { CallOptions, JsonValue } from '@frigg-crm/core';
import { orGone } from '@frigg-crm/http';
import * as z from 'zod';
import type { PipedriveApi } from './create-pipedrive-api.ts';
import { hasStatus } from './has-status.ts';
import { isForbidden } from './is-forbidden.ts';
import { pipedriveAnswerSchema, pipedriveListSchema } from './pipedrive-answer.ts';
import { pipedriveIdSchema } from './pipedrive-id.ts';
import { pipedriveNoteSchema, type PipedriveNote, type PipedriveNoteFields } from './pipedrive-note.ts';
import { toPipedriveTime } from './to-pipedrive-time.ts';

/** Notes about one person, newest first. */
export interface ListNotesQuery {
  readonly personId: string;
  /** Only those changed at or after this time (ISO 8601), whole seconds, rounded down. */
  readonly updatedSince?: string | undefined;
  readonly cursor?: string | undefined;
}

/** One page of notes. */
export interface PipedriveNotePage {
  readonly data: readonly PipedriveNote[];
  readonly nextCursor: string | undefined;
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
  list(query: ListNotesQuery, options?: CallOptions): Promise<PipedriveNotePage>;
  /** Also succeeds when it is gone already. */
  delete(id: string, options?: CallOptions): Promise<void>;
}

const LIMIT = 100;
const ROUTE = '/notes/{id}';
const toPath = (id: string): string => `/notes/${encodeURIComponent(id)}`;

const noteSchema = pipedriveAnswerSchema(pipedriveNoteSchema);
const notesSchema = pipedriveListSchema(pipedriveNoteSchema);
const writtenSchema = pipedriveAnswerSchema(z.object({ id: pipedriveIdSchema, active_flag: z.boolean().nullish() }));

/** Makes the calls of Notes API v1. */
export function createNotes(api: PipedriveApi): PipedriveNotes {
  const post = async (fields: PipedriveNoteFields, call?: CallOptions): Promise<string> => {
    const request = { version: 'v1', method: 'POST', path: '/notes', json: toWireNote(fields), schema: writtenSchema } as const;
    return (await api(request, call)).data.id;
  };
  return {
    async create(fields, call) {
      try {
        return await post(fields, call);
      } catch (error) {
        const mayBeTheAuthor = fields.userId !== undefined && (hasStatus(error, 400) || isForbidden(error));
        if (!mayBeTheAuthor) throw error;
        return post({ ...fields, userId: undefined }, call);
      }
    },
    async update(id, content, call) {
      const request = { version: 'v1', method: 'PUT', path: toPath(id), route: ROUTE, json: { content } } as const;
      const written = await orGone(api({ ...request, schema: writtenSchema }, call));
      return written === undefined || written.data.active_flag === false ? 'gone' : 'updated';
    },
    async get(id, call) {
      return (await orGone(api({ version: 'v1', path: toPath(id), route: ROUTE, schema: noteSchema }, call)))?.data;
    },
    async list({ personId, updatedSince, cursor }, call) {
      const since = updatedSince === undefined ? undefined : toPipedriveTime(updatedSince);
      const query = { person_id: personId, updated_since: since, sort: 'id DESC', limit: LIMIT, start: cursor };
      return api({ version: 'v1', path: '/notes', query, schema: notesSchema }, call);
    },
    async delete(id, call) {
      const schema = pipedriveAnswerSchema(z.unknown().optional());
      await orGone(api({ version: 'v1', method: 'DELETE', path: toPath(id), route: ROUTE, schema }, call));
    },
  };
}

function toWireNote({ personId, content, userId, addTime }: PipedriveNoteFields): JsonValue {
  return {
    content,
    person_id: Number(personId),
    ...(userId === undefined ? {} : { user_id: Number(userId) }),
    ...(addTime === undefined ? {} : { add_time: addTime }),
  };
}
