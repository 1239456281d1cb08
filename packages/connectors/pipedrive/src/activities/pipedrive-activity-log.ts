import type { CallOptions, Clock, Logger } from '@frigg-crm/core';
import type { ActivityTarget, LoggedActivity } from '@frigg-crm/crm-base';
import { createActivityOwners, toActivityHtml, type ActivityOwners } from '@frigg-crm/crm-base/connector';
import type { PipedriveNoteFields } from '../client/create-notes.ts';
import type { PipedriveActivityFields } from '../client/pipedrive-activity.ts';
import type { PipedriveClient } from '../client/pipedrive-client.ts';
import type { CallActivityDestination } from './call-activity-destination.ts';
import { createActivityLinks, type ActivityLinks } from './create-activity-links.ts';
import { findWrittenActivity, findWrittenNote } from './find-written.ts';
import { toCallActivity, toMessageNote } from './to-call-activity.ts';

/** Options of {@link PipedriveActivityLog}. */
export interface PipedriveActivityLogOptions {
  readonly client: PipedriveClient;
  readonly destination: CallActivityDestination;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** Writes calls as activities, and texts as notes. */
export class PipedriveActivityLog implements Pick<
  ActivityTarget,
  'logCallToActivity' | 'logSMSToActivity' | 'updateActivity' | 'deleteActivity' | 'findLoggedActivity'
> {
  readonly #client: PipedriveClient;
  readonly #destination: CallActivityDestination;
  readonly #links: ActivityLinks;
  readonly #owners: ActivityOwners;

  constructor({ client, destination, clock, logger }: PipedriveActivityLogOptions) {
    this.#client = client;
    this.#destination = destination;
    this.#links = createActivityLinks({ client, logger });
    this.#owners = createActivityOwners({ listUsers: client.users.list, clock, logger });
  }

  async logCallToActivity(activity: LoggedActivity, options: CallOptions): Promise<string> {
    const link = await this.#links.linkFor(activity.person.externalId, this.#destination, options);
    const ownerId = await this.#owners.ownerOf(activity.quoUser, options);
    return this.#client.activities.create({ ...toFields(activity), link, ownerId }, options);
  }

  async logSMSToActivity(activity: LoggedActivity, options: CallOptions): Promise<string> {
    const userId = await this.#owners.ownerOf(activity.quoUser, options);
    return this.#client.notes.create({ ...toNote(activity), userId }, options);
  }

  /** Leaves alone what a person may have changed since: where the call is filed, whether it is done, who else was there. */
  async updateActivity(activityId: string, activity: LoggedActivity, options: CallOptions): Promise<'updated' | 'gone'> {
    if (activity.kind === 'message') return this.#client.notes.update(activityId, toNote(activity).content, options);
    const { note, duration, dueDate, dueTime } = toFields(activity);
    const ownerId = await this.#owners.ownerOf(activity.quoUser, options);
    return this.#client.activities.update(activityId, { note, duration, dueDate, dueTime, ownerId }, options);
  }

  async deleteActivity(activityId: string, { kind }: LoggedActivity, options: CallOptions): Promise<void> {
    return kind === 'message' ? this.#client.notes.delete(activityId, options) : this.#client.activities.delete(activityId, options);
  }

  async findLoggedActivity(activity: LoggedActivity, options: CallOptions): Promise<string | undefined> {
    const about = { client: this.#client, notBefore: activity.timestamp, ...options };
    return activity.kind === 'message'
      ? findWrittenNote({ ...about, fields: toNote(activity) })
      : findWrittenActivity({ ...about, fields: toFields(activity) });
  }
}

function toFields(activity: LoggedActivity): PipedriveActivityFields {
  const { title, timestamp, durationSeconds, isAnswered, person } = activity;
  return toCallActivity({
    title,
    noteHtml: toActivityHtml(activity),
    startedAt: timestamp,
    // What Quo counts before the call is answered is ringing.
    durationSeconds: isAnswered ? durationSeconds : null,
    personId: person.externalId,
  });
}

function toNote(activity: LoggedActivity): PipedriveNoteFields {
  return toMessageNote({ html: toActivityHtml(activity), sentAt: activity.timestamp, personId: activity.person.externalId });
}
