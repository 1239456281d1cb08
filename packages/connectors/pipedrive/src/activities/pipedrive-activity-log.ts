import type { ActivityWriter } from '@frigg-crm/crm-base';
import { createActivityOwners, createActivityWriter, writeRecords } from '@frigg-crm/crm-base/connector';
import type { ActivityLogOptions, WrittenRecord } from '@frigg-crm/crm-base/connector';
import type { ListNotesQuery, PipedriveNote, PipedriveNoteFields } from '../client/create-notes.ts';
import type { ListActivitiesQuery, PipedriveActivity, PipedriveActivityFields } from '../client/create-activities.ts';
import type { PipedriveClient } from '../client/create-pipedrive-client.ts';
import { createActivityLinks, type CallActivityDestination } from './create-activity-links.ts';
import { toCallActivity, toMessageNote } from './to-call-activity.ts';

/** Options of {@link createPipedriveActivityLog}. */
interface PipedriveActivityLogOptions extends ActivityLogOptions<PipedriveClient> {
  readonly destination: CallActivityDestination;
}

/** Writes calls as activities, and texts as notes. */
export function createPipedriveActivityLog({
  client,
  destination,
  clock,
  logger,
  shared,
}: PipedriveActivityLogOptions): Required<ActivityWriter> {
  const links = createActivityLinks({ client, logger });
  const { ownerOf } = createActivityOwners({ listUsers: client.users.list, clock, logger, shared });
  const calls = writeRecords('Pipedrive', {
    records: client.activities,
    async toFields(activity, options): Promise<PipedriveActivityFields> {
      const link = await links.linkFor(activity.person.externalId, destination, options);
      return { ...toCallActivity(activity), link, ownerId: await ownerOf(activity.quoUser, options) };
    },
    /** Leaves alone what a person may have changed since: where the call is filed, whether it is done, who else was there. */
    async toChanges(activity, options) {
      const { note, duration, dueDate, dueTime } = toCallActivity(activity);
      return { note, duration, dueDate, dueTime, ownerId: await ownerOf(activity.quoUser, options) };
    },
    toWritten: (activity) => toWrittenActivity(toCallActivity(activity), activity.timestamp),
  });
  const messages = writeRecords('Pipedrive', {
    records: client.notes,
    toFields: async (activity, options) => ({ ...toMessageNote(activity), userId: await ownerOf(activity.quoUser, options) }),
    toChanges: (activity) => toMessageNote(activity).content,
    toWritten: (activity) => toWrittenNote(toMessageNote(activity), activity.timestamp),
  });
  return createActivityWriter({ calls, messages });
}

/**
 * Describes an activity that was sent: one of the same person, subject and time that links to no other call.
 * @param notBefore - When it cannot have been written yet (ISO 8601), such as the time of the call.
 */
export function toWrittenActivity(
  { personIds: [personId], subject, dueDate, dueTime, note: text = '' }: PipedriveActivityFields,
  notBefore: string,
): WrittenRecord<PipedriveActivity, ListActivitiesQuery> | undefined {
  if (personId === undefined) return undefined;
  return {
    query: { personId, updatedSince: notBefore },
    isCandidate: (kept) =>
      !kept.isDeleted && kept.subject === subject && kept.dueDate === (dueDate ?? null) && kept.dueTime === (dueTime ?? null),
    textOf: ({ note }) => note,
    text,
  };
}

/** Describes a note that was sent: one of the same person, time and text that links to no other message; Pipedrive rewrites markup. */
export function toWrittenNote(
  { personId, addTime, content: text }: PipedriveNoteFields,
  notBefore: string,
): WrittenRecord<PipedriveNote, ListNotesQuery> {
  return {
    query: { personId, updatedSince: notBefore },
    isCandidate: (note) => !note.isDeleted && (addTime === undefined || note.addTime === addTime),
    textOf: ({ content }) => content,
    text,
    isSameText: true,
  };
}
