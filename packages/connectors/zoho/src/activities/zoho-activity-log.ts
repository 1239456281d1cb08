import type { Clock, Logger } from '@frigg-crm/core';
import type { ActivityWriter } from '@frigg-crm/crm-base';
import { createActivityOwners, createActivityWriter } from '@frigg-crm/crm-base/connector';
import type { ZohoClient } from '../client/create-zoho-client.ts';
import { findWrittenCall, findWrittenNote } from './find-written.ts';
import { toParent, toZohoCall, toZohoNote } from './to-zoho-call.ts';

/** Options of {@link createZohoActivityLog}. */
export interface ZohoActivityLogOptions {
  readonly client: Pick<ZohoClient, 'calls' | 'notes' | 'users'>;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** Writes calls as records of the module Calls, and texts as notes. */
export function createZohoActivityLog({ client, clock, logger }: ZohoActivityLogOptions): Required<ActivityWriter> {
  const { calls, notes } = client;
  const { ownerOf } = createActivityOwners({ listUsers: client.users.list, clock, logger });
  return createActivityWriter({
    calls: {
      create: async (activity, options) => {
        const ownerId = await ownerOf(activity.quoUser, options);
        return calls.create({ ...toZohoCall(activity), ownerId }, options);
      },
      /** Leaves alone what a person may have changed since: the subject, and whom the call is about. */
      async update(id, activity, options) {
        const { type, duration, description, recordingUrl } = toZohoCall(activity);
        const ownerId = await ownerOf(activity.quoUser, options);
        return calls.update(id, { type, duration, description, recordingUrl, ownerId }, options);
      },
      delete: calls.delete,
      find: async (activity, options) => findWrittenCall(client, activity, options),
    },
    messages: {
      create: async (activity, options) => notes.create(toParent(activity), toZohoNote(activity), options),
      update: async (id, activity, options) => notes.update(id, toZohoNote(activity), options),
      delete: notes.delete,
      find: async (activity, options) => findWrittenNote(client, activity, options),
    },
  });
}
