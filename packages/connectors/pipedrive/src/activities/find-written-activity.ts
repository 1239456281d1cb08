import type { CallOptions } from '@frigg-crm/core';
import type { PipedriveActivityFields } from '../client/pipedrive-activity.ts';
import type { PipedriveClient } from '../client/pipedrive-client.ts';
import { findInPages, namesOtherLink } from './find-written.ts';

/** Options of {@link findWrittenActivity}. */
export interface FindWrittenActivityOptions extends CallOptions {
  readonly client: Pick<PipedriveClient, 'activities'>;
  /** What was sent. */
  readonly fields: PipedriveActivityFields;
  /** When it cannot have been written yet (ISO 8601), such as the time of the call. */
  readonly notBefore: string;
}

/**
 * Looks whether an activity whose outcome is unknown was written after all: same person, subject and time, and no link to another call.
 * @returns its id.
 */
export async function findWrittenActivity({ client, fields, notBefore, ...call }: FindWrittenActivityOptions): Promise<string | undefined> {
  const [personId] = fields.personIds;
  if (personId === undefined) return undefined;
  return findInPages(
    async (cursor) => client.activities.list({ personId, updatedSince: notBefore, cursor }, call),
    ({ isDeleted, subject, dueDate, dueTime, note }) =>
      !isDeleted &&
      subject === fields.subject &&
      dueDate === (fields.dueDate ?? null) &&
      dueTime === (fields.dueTime ?? null) &&
      !namesOtherLink(fields.note ?? '', note ?? ''),
  );
}
