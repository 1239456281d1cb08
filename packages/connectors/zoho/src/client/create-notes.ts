import type { CallOptions } from '@frigg-crm/core';
import { toUtc } from '@frigg-crm/crm-base/connector';
import { defineEndpoint, nullableText, type CallEndpoint, type ListPage } from '@frigg-crm/http';
import * as z from 'zod';
import type { ZohoParent } from './create-calls.ts';
import { isGoneRecord, listOf, numberedPageOf, writeOf } from './zoho-answer.ts';
import { zohoIdSchema } from './zoho-id.ts';
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

/** Notes API (Zoho CRM API v8). */
export interface ZohoNotes {
  /** Not repeated when its outcome is unknown: look it up with `list` first. @returns the id. */
  create(parent: ZohoParent, fields: ZohoNoteFields, options?: CallOptions): Promise<string>;
  /** @returns `gone` when the note was deleted: write another one. */
  update(id: string, fields: ZohoNoteFields, options?: CallOptions): Promise<'updated' | 'gone'>;
  get(id: string, options?: CallOptions): Promise<ZohoNote | undefined>;
  /** Lists the notes about one record, newest first. Contents are cut: `get` has the whole. */
  list(query: { readonly parent: ZohoParent; readonly cursor?: string | undefined }, options?: CallOptions): Promise<ListPage<ZohoNote>>;
  /** Also succeeds when it is gone already. */
  delete(id: string, options?: CallOptions): Promise<void>;
}

const noteSchema = z
  .object({ id: zohoIdSchema, Note_Title: nullableText, Note_Content: nullableText, Created_Time: nullableText })
  .transform((wire): ZohoNote => ({
    id: wire.id,
    title: wire.Note_Title,
    content: wire.Note_Content,
    createdAt: toUtc(wire.Created_Time) ?? null,
  }));
const written = writeOf('data');
const FIELDS = 'id,Note_Title,Note_Content,Created_Time';

/** The path of a list names the record that the notes are about. */
interface NotesOf {
  readonly module: string;
  readonly parentId: string;
}

const createNote = defineEndpoint({
  ...written,
  method: 'POST',
  path: '/{module}/{parentId}/Notes',
  json: ({ title, content }: NotesOf & ZohoNoteFields) => ({ data: [{ Note_Title: title, Note_Content: content }] }),
  read: ({ body }) => body.result.id ?? '',
});
const updateNote = defineEndpoint({
  ...written,
  method: 'PUT',
  path: '/Notes/{id}',
  json: ({ title, content }: ZohoNoteFields & { readonly id: string }) => ({ data: [{ Note_Title: title, Note_Content: content }] }),
  read: () => 'updated' as const,
  empty: () => 'gone',
  gone: () => 'gone',
  isGone: isGoneRecord,
});
const getNote = defineEndpoint({
  ...listOf(noteSchema),
  path: '/Notes/{id}',
  query: () => ({ fields: FIELDS }),
  read: ({ body }) => body.data[0],
  empty: () => undefined,
  gone: () => undefined,
  isGone: isGoneRecord,
});
const listNotes = defineEndpoint({
  ...listOf(noteSchema),
  path: '/{module}/{parentId}/Notes',
  query: ({ cursor }: NotesOf & { readonly cursor: string | undefined }) => {
    return { fields: FIELDS, page: cursor ?? '1', sort_by: 'Created_Time', sort_order: 'desc' };
  },
  read: numberedPageOf<ZohoNote>,
});
const deleteNote = defineEndpoint({
  ...written,
  method: 'DELETE',
  path: '/Notes/{id}',
  read: () => undefined,
  empty: () => undefined,
  gone: () => undefined,
  isGone: isGoneRecord,
});

/** Makes the calls of the Notes API. */
export function createNotes(call: CallEndpoint): ZohoNotes {
  return {
    create: async (parent, fields, options) => call(createNote, { ...notesOf(parent), ...fields }, options),
    update: async (id, fields, options) => call(updateNote, { id, ...fields }, options),
    get: async (id, options) => call(getNote, { id }, options),
    list: async ({ parent, cursor }, options) => call(listNotes, { ...notesOf(parent), cursor }, options),
    delete: async (id, options) => call(deleteNote, { id }, options),
  };
}

function notesOf({ objectType, id }: ZohoParent): NotesOf {
  return { module: ZOHO_MODULES[objectType].module, parentId: id };
}
