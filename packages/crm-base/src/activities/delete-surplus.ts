import type { CallOptions, Logger } from '@frigg-crm/core';
import type { ActivityTarget } from '../connector/activity-target.ts';
import type { LoggedActivity } from '../connector/logged-activity.ts';
import { isAccountFailure, isTransient } from '../failures/classify-failure.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { ActivityKey, ActivityRecord } from './activity-record.ts';
import type { ActivityStore } from './activity-store.ts';

export interface DeleteSurplusDependencies {
  readonly activities: ActivityStore;
  readonly logger: Logger;
  readonly target: ActivityTarget;
  readonly key: ActivityKey;
}

/**
 * Deletes the activities that another one has replaced. Each stays in the record until it is gone, so that the next
 * attempt deletes what is left.
 * @throws what may pass; an activity that the CRM will not delete is left to people.
 */
export async function deleteSurplus(
  { activities, logger, target, key }: DeleteSurplusDependencies,
  { stored, activity }: { readonly stored: ActivityRecord; readonly activity: LoggedActivity },
  options: CallOptions,
): Promise<void> {
  for (const activityId of stored.surplusIds) {
    try {
      await target.deleteActivity(activityId, activity, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isTransient(error) || isAccountFailure(error)) throw error;
      const { integrationId, sourceId } = key;
      logger.warn({ integrationId, sourceId, activityId, code: toErrorEntry(error).code }, 'a surplus activity could not be deleted');
    }
    await activities.change(key, (record) => ({ ...record, surplusIds: record.surplusIds.filter((id) => id !== activityId) }), {});
  }
}
