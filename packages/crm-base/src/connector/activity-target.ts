import type { CallOptions } from '@frigg-crm/core';
import type { ActivityFormat } from '@frigg-crm/quo';
import type { CrmPersonRef, LoggedActivity } from './logged-activity.ts';

/** How the texts of activities are written for one CRM. */
export interface ActivityFormats {
  readonly calls: ActivityFormat;
  readonly messages: ActivityFormat;
}

/** A CRM as the services see it that write calls and texts into it. */
export interface ActivityTarget {
  readonly activityFormats: ActivityFormats;
  /**
   * Searches the CRM.
   * @returns people who truly have this number (E.164), the one to prefer first; none is a normal answer.
   */
  findPersonsByPhone(phoneNumber: string, options: CallOptions): Promise<readonly CrmPersonRef[]>;
  /** Writes a call. @returns the id of what was written. */
  logCallToActivity(activity: LoggedActivity, options: CallOptions): Promise<string>;
  /** Writes a text message. @returns the id of what was written. */
  logSMSToActivity(activity: LoggedActivity, options: CallOptions): Promise<string>;
  /**
   * Changes what was written.
   * @returns `gone` when it was deleted in the CRM: it is written anew; `unsupported` when the CRM cannot change it: a new one is written, then the old one deleted.
   */
  updateActivity(activityId: string, activity: LoggedActivity, options: CallOptions): Promise<'updated' | 'gone' | 'unsupported'>;
  /** Deletes what was written; what is gone already is fine. */
  deleteActivity(activityId: string, activity: LoggedActivity, options: CallOptions): Promise<void>;
  /**
   * Looks whether an activity was written by a call whose answer never came.
   * @returns its id, or `undefined` when it was not, or the CRM cannot say.
   */
  findLoggedActivity(activity: LoggedActivity, options: CallOptions): Promise<string | undefined>;
}

/** What writes calls and texts into one CRM; what is left out is as `BaseCRMIntegration` does it. */
export type ActivityWriter = Partial<
  Pick<ActivityTarget, 'logCallToActivity' | 'logSMSToActivity' | 'updateActivity' | 'deleteActivity' | 'findLoggedActivity'>
>;
