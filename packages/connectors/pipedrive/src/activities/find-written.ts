import type { CallOptions } from '@frigg-crm/core';
import { namesOtherLink, toComparableText } from '@frigg-crm/crm-base/connector';
import { findInPages } from '@frigg-crm/http';
import type { PipedriveNoteFields } from '../client/create-notes.ts';
import type { PipedriveActivityFields } from '../client/pipedrive-activity.ts';
import type { PipedriveClient } from '../client/pipedrive-client.ts';

interface FindWrittenOptions<Fields> extends CallOptions {
  readonly client: Pick<PipedriveClient, 'activities' | 'notes'>;
  /** What was sent. */
  readonly fields: Fields;
  /** When it cannot have been written yet (ISO 8601), such as the time of the call. */
  readonly notBefore: string;
}

const about = { api: 'Pipedrive', operation: 'find what was written' };

/**
 * Looks whether an activity whose outcome is unknown was written after all: same person, subject and time, and no link to another call.
 * @returns its id.
 */
export async function findWrittenActivity(options: FindWrittenOptions<PipedriveActivityFields>): Promise<string | undefined> {
  const { client, fields, notBefore, ...call } = options;
  const [personId] = fields.personIds;
  if (personId === undefined) return undefined;
  const found = await findInPages(
    async (cursor) => client.activities.list({ personId, updatedSince: notBefore, cursor }, call),
    ({ isDeleted, subject, dueDate, dueTime, note }) =>
      !isDeleted &&
      subject === fields.subject &&
      dueDate === (fields.dueDate ?? null) &&
      dueTime === (fields.dueTime ?? null) &&
      !namesOtherLink(fields.note ?? '', note ?? ''),
    about,
  );
  return found?.id;
}

/**
 * Looks whether a note whose outcome is unknown was written after all: same person, time and text, and no link to another message. Markup does not count:
 * Pipedrive rewrites it.
 * @returns its id.
 */
export async function findWrittenNote(options: FindWrittenOptions<PipedriveNoteFields>): Promise<string | undefined> {
  const { client, fields, notBefore, ...call } = options;
  const { personId, addTime, content } = fields;
  const found = await findInPages(
    async (cursor) => client.notes.list({ personId, updatedSince: notBefore, cursor }, call),
    (note) =>
      !note.isDeleted &&
      (addTime === undefined || note.addTime === addTime) &&
      toComparableText(note.content) === toComparableText(content) &&
      !namesOtherLink(content, note.content),
    about,
  );
  return found?.id;
}
