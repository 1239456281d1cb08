import { nullableText, wireField, wireRecord, type CallEndpoint, type RecordCalls } from '@frigg-crm/http';
import type * as z from 'zod';
import type { ZohoParent } from './create-calls.ts';
import { createRecords, numberedPages, utcTime, zohoIdSchema } from './zoho-answer.ts';
import { ZOHO_MODULES } from './zoho-modules.ts';

/** What can be written of a note. */
export interface ZohoNoteFields {
  /** Plain text, 120 characters at most. */
  readonly title: string;
  /** HTML, 32,000 characters at most. */
  readonly content: string;
}

const noteSchema = wireRecord({
  id: zohoIdSchema,
  title: wireField('Note_Title', nullableText),
  content: wireField('Note_Content', nullableText),
  /** In UTC with milliseconds. */
  createdAt: wireField('Created_Time', utcTime),
});
const FIELDS = 'id,Note_Title,Note_Content,Created_Time';

/** A note as Zoho keeps it. */
export type ZohoNote = z.output<typeof noteSchema>;

/** Notes API (Zoho CRM API v8); lists come newest first and cut contents. */
export type ZohoNotes = RecordCalls<ZohoNoteFields & { readonly parent: ZohoParent }, ZohoNoteFields, ZohoNote, ListNotesQuery>;

/** Which notes: those about one record. */
export interface ListNotesQuery {
  readonly parent: ZohoParent;
  readonly cursor?: string | undefined;
}

/** The path of a list names the record that the notes are about. */
type NotesOf = Readonly<Record<'module' | 'parentId', string>>;

/** Makes the calls of the Notes API. */
export function createNotes(call: CallEndpoint): ZohoNotes {
  const notes = createRecords<NotesOf & ZohoNoteFields, ZohoNoteFields, ZohoNote, NotesOf & Pick<ListNotesQuery, 'cursor'>>(call, {
    schema: noteSchema,
    path: '/Notes',
    collection: '/{module}/{parentId}/Notes',
    fields: FIELDS,
    toJson: ({ title, content }) => ({ data: [{ Note_Title: title, Note_Content: content }] }),
    many: {
      ...numberedPages(noteSchema),
      query: ({ cursor }) => ({ fields: FIELDS, page: cursor ?? '1', sort_by: 'Created_Time', sort_order: 'desc' }),
    },
  });
  return {
    ...notes,
    create: async ({ parent, ...fields }, options) => notes.create({ ...notesOf(parent), ...fields }, options),
    list: async ({ parent, cursor }, options) => notes.list({ ...notesOf(parent), cursor }, options),
  };
}

function notesOf({ objectType, id }: ZohoParent): NotesOf {
  return { module: ZOHO_MODULES[objectType].module, parentId: id };
}
