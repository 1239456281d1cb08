import type { CallOptions, Clock, Logger } from '@frigg-crm/core';
import type { ActivityWriter, LoggedActivity } from '@frigg-crm/crm-base';
import { createActivityOwners, type ActivityOwners } from '@frigg-crm/crm-base/connector';
import type { ZohoClient } from '../client/create-zoho-client.ts';
import { findWrittenCall, findWrittenNote } from './find-written.ts';
import { toParent, toZohoCall, toZohoNote } from './to-zoho-call.ts';

/** Options of {@link ZohoActivityLog}. */
export interface ZohoActivityLogOptions {
  readonly client: Pick<ZohoClient, 'calls' | 'notes' | 'users'>;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** Writes calls as records of the module Calls, and texts as notes. */
export class ZohoActivityLog implements Required<ActivityWriter> {
  readonly #client: ZohoActivityLogOptions['client'];
  readonly #owners: ActivityOwners;

  constructor({ client, clock, logger }: ZohoActivityLogOptions) {
    this.#client = client;
    this.#owners = createActivityOwners({ listUsers: client.users.list, clock, logger });
  }

  async logCallToActivity(activity: LoggedActivity, options: CallOptions): Promise<string> {
    const ownerId = await this.#owners.ownerOf(activity.quoUser, options);
    return this.#client.calls.create({ ...toZohoCall(activity), ownerId }, options);
  }

  async logSMSToActivity(activity: LoggedActivity, options: CallOptions): Promise<string> {
    return this.#client.notes.create(toParent(activity), toZohoNote(activity), options);
  }

  /** Leaves alone what a person may have changed since: the subject, and whom the call is about. */
  async updateActivity(activityId: string, activity: LoggedActivity, options: CallOptions): Promise<'updated' | 'gone'> {
    if (activity.kind === 'message') return this.#client.notes.update(activityId, toZohoNote(activity), options);
    const { type, duration, description, recordingUrl } = toZohoCall(activity);
    const ownerId = await this.#owners.ownerOf(activity.quoUser, options);
    return this.#client.calls.update(activityId, { type, duration, description, recordingUrl, ownerId }, options);
  }

  async deleteActivity(activityId: string, { kind }: LoggedActivity, options: CallOptions): Promise<void> {
    return kind === 'message' ? this.#client.notes.delete(activityId, options) : this.#client.calls.delete(activityId, options);
  }

  async findLoggedActivity(activity: LoggedActivity, options: CallOptions): Promise<string | undefined> {
    return activity.kind === 'message'
      ? findWrittenNote(this.#client, activity, options)
      : findWrittenCall(this.#client, activity, options);
  }
}
