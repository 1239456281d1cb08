import type { CallOptions } from '@frigg-crm/core';
import { defineDeletion, defineEndpoint, hasStatus, readOffsetCursor, toSnakeKeys } from '@frigg-crm/http';
import type { ApiError, CallEndpoint, ListPage } from '@frigg-crm/http';
import * as z from 'zod';
import { dataOf, v2 } from './attio-answer.ts';

/** A note about a person, as it is to be written. */
export interface AttioNoteFields {
  readonly personId: string;
  /** One line of plain text. */
  readonly title: string;
  /** Markdown, as far as Attio knows it: headings, lists, links, bold, italic, strike and highlight. */
  readonly content: string;
  /** ISO 8601, not in the future. @defaultValue now */
  readonly createdAt?: string | undefined;
}

/** A note as Attio keeps it. */
export interface AttioNote {
  readonly id: string;
  readonly title: string;
  readonly contentMarkdown: string;
  readonly contentPlaintext: string;
  /** RFC 3339 with nanoseconds. */
  readonly createdAt: string;
}

/** Notes about one person. */
export interface ListNotesQuery {
  readonly personId: string;
  readonly cursor?: string | undefined;
}

/** Notes (Attio REST API), as far as calls and messages are logged with them. */
export interface AttioNotes {
  /**
   * Not repeated when its outcome is unknown: look it up with `list` first.
   * @returns the id.
   * @throws {ApiRefusedError} 404 when there is no such person.
   */
  create(fields: AttioNoteFields, options?: CallOptions): Promise<string>;
  /** Replaces title and content. @returns `gone` when the note was deleted; `unsupported` where the API has no such call. */
  update(
    id: string,
    changes: Pick<AttioNoteFields, 'title' | 'content'>,
    options?: CallOptions,
  ): Promise<'updated' | 'gone' | 'unsupported'>;
  /** @returns `undefined` when there is none. */
  get(id: string, options?: CallOptions): Promise<AttioNote | undefined>;
  list(query: ListNotesQuery, options?: CallOptions): Promise<ListPage<AttioNote>>;
  /** Also succeeds when it is gone already. */
  delete(id: string, options?: CallOptions): Promise<void>;
}

/** The most notes of a page. */
const LIMIT = 50;

const noteSchema = z
  .object({
    id: z.object({ note_id: z.string() }),
    title: z.string().nullish(),
    content_markdown: z.string().nullish(),
    content_plaintext: z.string().nullish(),
    created_at: z.string(),
  })
  .transform((wire): AttioNote => ({
    id: wire.id.note_id,
    title: wire.title ?? '',
    contentMarkdown: wire.content_markdown ?? '',
    contentPlaintext: wire.content_plaintext ?? '',
    createdAt: wire.created_at,
  }));
/** All that matters of the response to a write: whatever else may be odd with it, it has been written. */
const writtenSchema = z.object({ id: z.object({ note_id: z.string() }) });

const createNote = defineEndpoint({
  ...v2(writtenSchema),
  method: 'POST',
  path: '/notes',
  json: ({ personId, title, content, createdAt }: AttioNoteFields) => ({
    data: toSnakeKeys({ parentObject: 'people', parentRecordId: personId, title, format: 'markdown', content, createdAt }),
  }),
  read: ({ body }) => body.data.id.note_id,
});
/** Notes, Update a note: newer than the rest of the API. */
const updateNote = defineEndpoint({
  ...v2(writtenSchema),
  method: 'PATCH',
  path: '/notes/{id}',
  json: ({ title, content }: { readonly id: string; readonly title: string; readonly content: string }) => ({
    data: { title, format: 'markdown', content },
  }),
  read: () => 'updated' as const,
  gone: () => 'gone',
  isGone: isNoteGone,
});
const getNote = defineEndpoint({ ...v2(noteSchema), path: '/notes/{id}', read: dataOf<AttioNote>, gone: () => undefined });
const listNotes = defineEndpoint({
  ...v2(z.array(noteSchema)),
  path: '/notes',
  query: ({ personId, offset }: { readonly personId: string; readonly offset: number }) => ({
    parent_object: 'people',
    parent_record_id: personId,
    limit: LIMIT,
    offset,
  }),
  read: dataOf<readonly AttioNote[]>,
  gone: (): readonly AttioNote[] => [],
});
const deleteNote = defineDeletion({ base: '/v2', path: '/notes/{id}' });

/** @param callWrite - Within the budget of writes. */
export function createNotes(call: CallEndpoint, callWrite: CallEndpoint): AttioNotes {
  return {
    create: async (fields, options) => onceMore(async () => callWrite(createNote, fields, options)),
    async update(id, { title, content }, options) {
      try {
        return await onceMore(async () => callWrite(updateNote, { id, title, content }, options));
      } catch (error) {
        // Where the API is older there is no such route.
        if (hasStatus(error, 404, 405)) return 'unsupported';
        throw error;
      }
    },
    get: async (id, options) => call(getNote, { id }, options),
    async list({ personId, cursor }, options) {
      const { offset, page } = readOffsetCursor(cursor, LIMIT);
      return page(await call(listNotes, { personId, offset }, options));
    },
    delete: async (id, options) => callWrite(deleteNote, { id }, options),
  };
}

/** A write that met another one had no effect (Attio REST API, Errors: `concurrent_write_conflict`). */
async function onceMore<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!hasStatus(error, 409)) throw error;
    return write();
  }
}

/** A 404 without Attio's own code is that of a route. */
function isNoteGone({ status, apiCode }: ApiError): boolean {
  return status === 410 || (status === 404 && apiCode === 'not_found');
}
