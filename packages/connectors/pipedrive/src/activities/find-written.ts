import type { CallOptions } from '@frigg-crm/core';
import { findWritten } from '@frigg-crm/crm-base/connector';
import type { PipedriveNoteFields } from '../client/create-notes.ts';
import type { PipedriveActivityFields } from '../client/create-activities.ts';
import type { PipedriveClient } from '../client/pipedrive-client.ts';

interface FindWrittenOptions<Fields> extends CallOptions {
  readonly client: Pick<PipedriveClient, 'activities' | 'notes'>;
  /** What was sent. */
  readonly fields: Fields;
  /** When it cannot have been written yet (ISO 8601), such as the time of the call. */
  readonly notBefore: string;
}

/** Looks for an activity of the same person, subject and time that links to no other call. @returns its id. */
export async function findWrittenActivity(options: FindWrittenOptions<PipedriveActivityFields>): Promise<string | undefined> {
  const { client, fields, notBefore, ...call } = options;
  const [personId] = fields.personIds;
  if (personId === undefined) return undefined;
  return findWritten({
    api: 'Pipedrive',
    fetchPage: async (cursor) => client.activities.list({ personId, updatedSince: notBefore, cursor }, call),
    isCandidate: ({ isDeleted, subject, dueDate, dueTime }) =>
      !isDeleted && subject === fields.subject && dueDate === (fields.dueDate ?? null) && dueTime === (fields.dueTime ?? null),
    textOf: ({ note }) => note,
    text: fields.note ?? '',
    ...call,
  });
}

/** Looks for a note of the same person, time and text that links to no other message; Pipedrive rewrites markup. @returns its id. */
export async function findWrittenNote(options: FindWrittenOptions<PipedriveNoteFields>): Promise<string | undefined> {
  const { client, fields, notBefore, ...call } = options;
  const { personId, addTime, content: text } = fields;
  return findWritten({
    api: 'Pipedrive',
    fetchPage: async (cursor) => client.notes.list({ personId, updatedSince: notBefore, cursor }, call),
    isCandidate: (note) => !note.isDeleted && (addTime === undefined || note.addTime === addTime),
    textOf: ({ content }) => content,
    text,
    isSameText: true,
    ...call,
  });
}
