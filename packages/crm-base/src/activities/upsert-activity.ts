import type { CallOptions } from '@frigg-crm/core';
import type { ActivityTarget } from '../connector/activity-target.ts';
import type { LoggedActivity } from '../connector/logged-activity.ts';
import type { ActivityRecord } from './activity-record.ts';

/** So many lost answers in a row would have to leave so many activities. */
const MAX_LOST = 5;

export interface ActivityToUpsert {
  readonly activity: LoggedActivity;
  /** What was known of it when it was taken in hands. */
  readonly claimed: ActivityRecord;
  /** Called before the CRM is asked to write. */
  readonly onBegin: () => void;
}

/** What the CRM holds now. */
export interface UpsertedActivity {
  readonly action: 'created' | 'updated';
  readonly activityId: string;
  /** The activity in whose place it stands, which is still there. */
  readonly replacedId?: string;
}

/** Has the CRM hold an activity, once. A write whose answer never came is looked for before anything is written again. */
export async function upsertActivity(
  target: ActivityTarget,
  { activity, claimed, onBegin }: ActivityToUpsert,
  options: CallOptions,
): Promise<UpsertedActivity> {
  const findLost = async (): Promise<string | undefined> => (claimed.isInDoubt ? target.findLoggedActivity(activity, options) : undefined);
  const known = claimed.activityId ?? (await findLost());
  onBegin();
  if (known === undefined) return { action: 'created', activityId: await create(target, activity, options) };
  const updated = await target.updateActivity(known, activity, options);
  if (updated === 'updated') return { action: 'updated', activityId: known };
  if (updated === 'unsupported') {
    if (claimed.isInDoubt) await deleteAll(target, activity, options);
    // The old one goes only when the new one is there and known.
    return { action: 'updated', activityId: await create(target, activity, options), replacedId: known };
  }
  const other = await findLost();
  if (other !== undefined && other !== known && (await target.updateActivity(other, activity, options)) === 'updated')
    return { action: 'updated', activityId: other };
  return { action: 'updated', activityId: await create(target, activity, options) };
}

/** It is unknown how many there are, and a search returns one at a time: as each would be replaced, each is deleted. */
async function deleteAll(target: ActivityTarget, activity: LoggedActivity, options: CallOptions): Promise<void> {
  for (let deleted = 0; deleted < MAX_LOST; deleted += 1) {
    const found = await target.findLoggedActivity(activity, options);
    if (found === undefined) return;
    await target.deleteActivity(found, activity, options);
  }
}

async function create(target: ActivityTarget, activity: LoggedActivity, options: CallOptions): Promise<string> {
  return activity.kind === 'call' ? target.logCallToActivity(activity, options) : target.logSMSToActivity(activity, options);
}
