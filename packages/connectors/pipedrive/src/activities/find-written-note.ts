import type { CallOptions } from '@frigg-crm/core';
import type { PipedriveClient } from '../client/pipedrive-client.ts';
import type { PipedriveNoteFields } from '../client/pipedrive-note.ts';
import { findInPages, namesOtherLink } from './find-written.ts';

/** Options of {@link findWrittenNote}. */
export interface FindWrittenNoteOptions extends CallOptions {
  readonly client: Pick<PipedriveClient, 'notes'>;
  /** What was sent. */
  readonly fields: PipedriveNoteFields;
  /** When it cannot have been written yet (ISO 8601), such as the time of the message. */
  readonly notBefore: string;
}

/**
 * Looks whether a note whose outcome is unknown was written after all: same person, time and text, and no link to another message. Markup does not count:
 * Pipedrive rewrites it.
 * @returns its id.
 */
export async function findWrittenNote({ client, fields, notBefore, ...call }: FindWrittenNoteOptions): Promise<string | undefined> {
  const { personId, addTime } = fields;
  const text = toText(fields.content);
  return findInPages(
    async (cursor) => client.notes.list({ personId, updatedSince: notBefore, cursor }, call),
    (note) =>
      !note.isDeleted &&
      (addTime === undefined || note.addTime === addTime) &&
      toText(note.content) === text &&
      !namesOtherLink(fields.content, note.content),
  );
}

function toText(html: string): string {
  return html.replace(/<[^<>]*>/g, '').replace(/\s+/g, '');
}
