import type { Clock, Logger } from '@frigg-crm/core';
import type { ActivityWriter, LoggedActivity } from '@frigg-crm/crm-base';
import { createActivityOwners, createActivityWriter, toActivityHtml } from '@frigg-crm/crm-base/connector';
import type { PipedriveNoteFields } from '../client/create-notes.ts';
import type { PipedriveActivityFields } from '../client/create-activities.ts';
import type { PipedriveClient } from '../client/pipedrive-client.ts';
import type { CallActivityDestination } from './create-activity-links.ts';
import { createActivityLinks } from './create-activity-links.ts';
import { findWrittenActivity, findWrittenNote } from './find-written.ts';
import { toCallActivity, toMessageNote } from './to-call-activity.ts';

/** Options of {@link createPipedriveActivityLog}. */
export interface PipedriveActivityLogOptions {
  readonly client: PipedriveClient;
  readonly destination: CallActivityDestination;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** Writes calls as activities, and texts as notes. */
export function createPipedriveActivityLog({ client, destination, clock, logger }: PipedriveActivityLogOptions): Required<ActivityWriter> {
  const { activities, notes } = client;
  const links = createActivityLinks({ client, logger });
  const { ownerOf } = createActivityOwners({ listUsers: client.users.list, clock, logger });
  return createActivityWriter({
    calls: {
      async create(activity, options) {
        const link = await links.linkFor(activity.person.externalId, destination, options);
        const ownerId = await ownerOf(activity.quoUser, options);
        return activities.create({ ...toFields(activity), link, ownerId }, options);
      },
      /** Leaves alone what a person may have changed since: where the call is filed, whether it is done, who else was there. */
      async update(id, activity, options) {
        const { note, duration, dueDate, dueTime } = toFields(activity);
        const ownerId = await ownerOf(activity.quoUser, options);
        return activities.update(id, { note, duration, dueDate, dueTime, ownerId }, options);
      },
      delete: activities.delete,
      find: async (activity, options) =>
        findWrittenActivity({ client, fields: toFields(activity), notBefore: activity.timestamp, ...options }),
    },
    messages: {
      async create(activity, options) {
        const userId = await ownerOf(activity.quoUser, options);
        return notes.create({ ...toNote(activity), userId }, options);
      },
      update: async (id, activity, options) => notes.update(id, toNote(activity).content, options),
      delete: notes.delete,
      find: async (activity, options) => findWrittenNote({ client, fields: toNote(activity), notBefore: activity.timestamp, ...options }),
    },
  });
}

function toFields(activity: LoggedActivity): PipedriveActivityFields {
  const { title, timestamp: startedAt, isAnswered, person } = activity;
  // What Quo counts before the call is answered is ringing.
  const durationSeconds = isAnswered ? activity.durationSeconds : null;
  return toCallActivity({ title, noteHtml: toActivityHtml(activity), startedAt, durationSeconds, personId: person.externalId });
}

function toNote(activity: LoggedActivity): PipedriveNoteFields {
  return toMessageNote({ html: toActivityHtml(activity), sentAt: activity.timestamp, personId: activity.person.externalId });
}
