import type { ActivityWriter, LoggedActivity } from '@frigg-crm/crm-base';
import { createActivityOwners, createActivityWriter, toUtc, writeRecords } from '@frigg-crm/crm-base/connector';
import type { ActivityLogOptions, WrittenRecord } from '@frigg-crm/crm-base/connector';
import type { ListCallsQuery, ZohoCall } from '../client/create-calls.ts';
import type { ListNotesQuery, ZohoNote } from '../client/create-notes.ts';
import type { ZohoClient } from '../client/create-zoho-client.ts';
import { toParent, toZohoCall, toZohoNote } from './to-zoho-call.ts';

/** Options of {@link createZohoActivityLog}. */
type ZohoActivityLogOptions = ActivityLogOptions<Pick<ZohoClient, 'calls' | 'notes' | 'users'>>;

/** Zoho keeps whole seconds. */
const toSecond = (iso: string | null): string | undefined => toUtc(iso)?.slice(0, 19);

/** Writes calls as records of the module Calls, and texts as notes. */
export function createZohoActivityLog({ client, clock, logger, shared }: ZohoActivityLogOptions): Required<ActivityWriter> {
  const { calls, notes, users } = client;
  const { ownerOf } = createActivityOwners({ listUsers: users.list, clock, logger, shared });
  return createActivityWriter({
    calls: writeRecords('Zoho CRM', {
      records: calls,
      toFields: async (activity, options) => ({ ...toZohoCall(activity), ownerId: await ownerOf(activity.quoUser, options) }),
      /** Leaves alone what a person may have changed since: the subject, and whom the call is about. */
      async toChanges(activity, options) {
        const { type, duration, description, recordingUrl } = toZohoCall(activity);
        return { type, duration, description, recordingUrl, ownerId: await ownerOf(activity.quoUser, options) };
      },
      toWritten: (activity, options): WrittenRecord<ZohoCall, ListCallsQuery> => {
        const { subject, startedAt, parent, description: text } = toZohoCall(activity);
        return {
          // It is read from the module and not searched: the index lags behind.
          query: { modifiedSince: new Date(Date.parse(startedAt) - 1000).toISOString() },
          isCandidate: (call) =>
            call.subject === subject && call.parentId === parent.id && toSecond(call.startedAt) === toSecond(startedAt),
          // Lists cut long texts, and the link stands last.
          textOf: async ({ id }) => (await calls.get(id, options))?.description,
          text,
        };
      },
    }),
    messages: writeRecords('Zoho CRM', {
      records: notes,
      toFields: (activity: LoggedActivity) => ({ parent: toParent(activity), ...toZohoNote(activity) }),
      toChanges: toZohoNote,
      toWritten: (activity, options): WrittenRecord<ZohoNote, ListNotesQuery> => {
        const { title, content: text } = toZohoNote(activity);
        const notBefore = toSecond(activity.timestamp) ?? '';
        return {
          query: { parent: toParent(activity) },
          isCandidate: (note) => note.title === title,
          textOf: async ({ id }) => (await notes.get(id, options))?.content ?? '',
          text,
          isSameText: true,
          // They come newest first.
          isTooOld: ({ createdAt }) => (toSecond(createdAt) ?? notBefore) < notBefore,
        };
      },
    }),
  });
}
