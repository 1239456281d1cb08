import type { CallOptions, JsonValue } from '@frigg-crm/core';
import { toUtc } from '@frigg-crm/crm-base/connector';
import { nullableText, type CallEndpoint, type RecordCalls } from '@frigg-crm/http';
import * as z from 'zod';
import type { ZohoParent } from './create-calls.ts';
import { createRecords, listOf, numberedPageOf, zohoIdSchema } from './zoho-answer.ts';
import { ZOHO_MODULES } from './zoho-modules.ts';

/** What can be written of a note. */
export interface ZohoNoteFields {
  /** Plain text, 120 characters at most. */
  readonly title: string;
  /** HTML, 32,000 characters at most. */
  readonly content: string;
}

/** A note as Zoho keeps it. */
export interface ZohoNote {
  readonly id: string;
  readonly title: string | null;
  readonly content: string | null;
  /** In UTC with milliseconds. */
  readonly createdAt: string | null;
}

/** Notes API (Zoho CRM API v8); lists come newest first and cut contents. */
export interface ZohoNotes extends Omit<RecordCalls<never, ZohoNoteFields, ZohoNote, ListNotesQuery>, 'create'> {
  /** Not repeated when its outcome is unknown: look it up with `list` first. @returns the id. */
  create(parent: ZohoParent, fields: ZohoNoteFields, options?: CallOptions): Promise<string>;
}

/** Which notes: those about one record. */
interface ListNotesQuery {
  readonly parent: ZohoParent;
  readonly cursor?: string | undefined;
}

const noteSchema = z
  .object({ id: zohoIdSchema, Note_Title: nullableText, Note_Content: nullableText, Created_Time: nullableText })
  .transform((wire): ZohoNote => ({
    id: wire.id,
    title: wire.Note_Title,
    content: wire.Note_Content,
    createdAt: toUtc(wire.Created_Time) ?? null,
  }));
const FIELDS = 'id,Note_Title,Note_Content,Created_Time';

/** The path of a list names the record that the notes are about. */
interface NotesOf {
  readonly module: string;
  readonly parentId: string;
}

/** Makes the calls of the Notes API. */
export function createNotes(call: CallEndpoint): ZohoNotes {
  const notes = createRecords<NotesOf & ZohoNoteFields, ZohoNoteFields, ZohoNote, NotesOf & { readonly cursor: string | undefined }>(call, {
    schema: noteSchema,
    path: '/Notes',
    collection: '/{module}/{parentId}/Notes',
    fields: FIELDS,
    toJson: toWireNote,
    toJsonOfChanges: toWireNote,
    many: {
      ...listOf(noteSchema),
      query: ({ cursor }) => ({ fields: FIELDS, page: cursor ?? '1', sort_by: 'Created_Time', sort_order: 'desc' }),
      read: numberedPageOf<ZohoNote>,
    },
  });
  return {
    ...notes,
    create: async (parent, fields, options) => notes.create({ ...notesOf(parent), ...fields }, options),
    list: async ({ parent, cursor }, options) => notes.list({ ...notesOf(parent), cursor }, options),
  };
}

function notesOf({ objectType, id }: ZohoParent): NotesOf {
  return { module: ZOHO_MODULES[objectType].module, parentId: id };
}

function toWireNote({ title, content }: ZohoNoteFields): JsonValue {
  return { data: [{ Note_Title: title, Note_Content: content }] };
}
