import type { CallOptions, Clock, Logger } from '@frigg-crm/core';
import type { ActivityTarget, ActivityWriter } from '../activity-target.ts';
import type { LoggedActivity } from '../logged-activity.ts';
import type { SharedReferences } from '../references.ts';

/** What the integration of an account gives to that which writes its activities. */
export interface ActivityLogOptions<Client> {
  readonly client: Client;
  /** @defaultValue the machine's */
  readonly clock?: Clock | undefined;
  /** @defaultValue silent */
  readonly logger?: Logger | undefined;
  /** Where all workers of the program keep what activities refer to, such as users. @defaultValue each integration keeps its own */
  readonly shared?: SharedReferences | undefined;
}

/** How a CRM writes activities of one kind. */
export interface WrittenKind {
  /** @returns the id of what was written. */
  create(activity: LoggedActivity, options: CallOptions): Promise<string>;
  readonly update: ActivityTarget['updateActivity'];
  /** Also succeeds when it is gone already. */
  delete(id: string, options: CallOptions): Promise<void>;
  readonly find: ActivityTarget['findLoggedActivity'];
}

/** Makes what writes calls and texts into a CRM, where both are records of its own kinds. */
export function createActivityWriter({
  calls,
  messages,
}: {
  readonly calls: WrittenKind;
  readonly messages: WrittenKind;
}): Required<ActivityWriter> {
  const kindOf = ({ kind }: LoggedActivity): WrittenKind => (kind === 'message' ? messages : calls);
  return {
    logCallToActivity: async (activity, options) => calls.create(activity, options),
    logSMSToActivity: async (activity, options) => messages.create(activity, options),
    updateActivity: async (id, activity, options) => kindOf(activity).update(id, activity, options),
    deleteActivity: async (id, activity, options) => kindOf(activity).delete(id, options),
    findLoggedActivity: async (activity, options) => kindOf(activity).find(activity, options),
  };
}
