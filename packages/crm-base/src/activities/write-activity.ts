import { FriggCrmError, type CallOptions, type Clock, type IdGenerator, type Logger } from '@frigg-crm/core';
import { ActivityBusyError } from '../errors/activity-busy-error.ts';
import type { ActivityTarget } from '../integration/activity-target.ts';
import type { CrmPersonRef, LoggedActivity } from '../integration/logged-activity.ts';
import { contentHash } from '../persons/content-hash.ts';
import { toErrorEntry } from '../sync/retry-delay.ts';
import { claimActivity, confirmActivity, releaseActivity, type ActivityKey, type ActivityRecord } from './activity-record.ts';
import type { ActivityStore } from './activity-store.ts';

export interface WriteActivityDependencies {
  readonly activities: ActivityStore;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
}

export interface ActivityWrite {
  readonly key: ActivityKey;
  readonly person: CrmPersonRef;
  /** Makes the activity from all that is known. Called when no other worker can write it, so nothing newer is overwritten. */
  readonly render: (person: CrmPersonRef) => Promise<LoggedActivity>;
}

/** What came of it. */
export type WrittenActivity = { readonly action: 'created' | 'updated' | 'unchanged'; readonly activityId: string };

/**
 * Writes one activity into the CRM, or brings it up to date: however often it is called, by however many workers, and
 * wherever one of them dies, the CRM holds one activity in the end, as long as the CRM can be asked for an activity whose
 * answer was lost (`findLoggedActivity`).
 * @throws {ActivityBusyError} when another worker is at it.
 */
export async function writeActivity(
  dependencies: WriteActivityDependencies,
  target: ActivityTarget,
  { key, person, render }: ActivityWrite,
  options: CallOptions,
): Promise<WrittenActivity> {
  const claimId = dependencies.ids.next();
  const claimed = await claim(dependencies, { key, claimId }, options);
  const run: WriteRun = { dependencies, target, key, claimId, claimed, progress: { hasBegun: false } };
  try {
    const activity = await render(claimed.person ?? person);
    const known = await findWritten(run, activity, options);
    const hash = contentHash(activity);
    if (known !== undefined && known === claimed.activityId && claimed.contentHash === hash) {
      await release(run, claimed.isInDoubt, options);
      return { action: 'unchanged', activityId: known };
    }
    return await bring(run, { activity, hash, known }, options);
  } catch (error) {
    await release(run, claimed.isInDoubt || (run.progress.hasBegun && isOutcomeUnknown(error)), {});
    throw error;
  }
}

interface WriteRun {
  readonly dependencies: WriteActivityDependencies;
  readonly target: ActivityTarget;
  readonly key: ActivityKey;
  readonly claimId: string;
  /** As it was when the claim was taken. */
  readonly claimed: ActivityRecord;
  /** Whether the CRM was asked to write a new one. */
  readonly progress: { hasBegun: boolean };
}

async function claim(
  { activities, clock }: WriteActivityDependencies,
  { key, claimId }: Pick<WriteRun, 'key' | 'claimId'>,
  options: CallOptions,
): Promise<ActivityRecord> {
  let busyForMs = 0;
  const record = await activities.change(
    key,
    (stored) => {
      const next = claimActivity(stored, { claimId, nowMs: clock.now() });
      busyForMs = 'busyForMs' in next ? next.busyForMs : 0;
      return 'busyForMs' in next ? undefined : next;
    },
    options,
  );
  if (busyForMs > 0) throw new ActivityBusyError(busyForMs);
  return record;
}

/** A write whose answer never came is looked for in the CRM before it is repeated. */
async function findWritten({ target, claimed }: WriteRun, activity: LoggedActivity, options: CallOptions): Promise<string | undefined> {
  if (claimed.activityId !== null) return claimed.activityId;
  return claimed.isInDoubt ? target.findLoggedActivity(activity, options) : undefined;
}

async function bring(
  run: WriteRun,
  { activity, hash, known }: { readonly activity: LoggedActivity; readonly hash: string; readonly known: string | undefined },
  options: CallOptions,
): Promise<WrittenActivity> {
  const { target } = run;
  const updated = known === undefined ? 'gone' : await target.updateActivity(known, activity, options);
  if (known !== undefined && updated === 'updated') {
    await confirm(run, { activity, hash, activityId: known }, options);
    return { action: 'updated', activityId: known };
  }
  run.progress.hasBegun = true;
  const activityId = await create(target, activity, options);
  await confirm(run, { activity, hash, activityId }, options);
  // The old one goes only when the new one is there and known.
  if (known !== undefined && updated === 'unsupported') await discard(run, { activity, activityId: known }, options);
  return { action: known === undefined ? 'created' : 'updated', activityId };
}

async function create(target: ActivityTarget, activity: LoggedActivity, options: CallOptions): Promise<string> {
  return activity.kind === 'call' ? target.logCallToActivity(activity, options) : target.logSMSToActivity(activity, options);
}

/**
 * Whoever stores the first id has written the activity. A worker that stood still until its claim was over, and finds
 * another id there, takes its own activity back.
 */
async function confirm(
  run: WriteRun,
  { activity, hash, activityId }: { readonly activity: LoggedActivity; readonly hash: string; readonly activityId: string },
  options: CallOptions,
): Promise<void> {
  const { dependencies, key, claimId, claimed } = run;
  const stored = await dependencies.activities.change(
    key,
    (record) => {
      const isFirst = record.activityId === claimed.activityId;
      if (isFirst && record.claim?.id === claimId)
        return confirmActivity(record, { activityId, person: activity.person, contentHash: hash });
      if (record.activityId === null) return { ...record, activityId, person: activity.person };
      // What this worker wrote may have gone over what another one wrote: nobody knows what the CRM holds.
      return { ...record, contentHash: null, claim: record.claim?.id === claimId ? null : record.claim };
    },
    options,
  );
  if (stored.contentHash === hash && stored.activityId === activityId) return;
  if (stored.activityId !== activityId) await discard(run, { activity, activityId }, options);
  throw new ActivityBusyError(0);
}

async function discard(
  { dependencies: { logger }, target, key }: WriteRun,
  { activity, activityId }: { readonly activity: LoggedActivity; readonly activityId: string },
  options: CallOptions,
): Promise<void> {
  try {
    await target.deleteActivity(activityId, activity, options);
  } catch (error) {
    const { integrationId, sourceId } = key;
    logger.warn({ integrationId, sourceId, activityId, code: toErrorEntry(error).code }, 'a surplus activity could not be deleted');
  }
}

async function release({ dependencies, key, claimId }: WriteRun, isInDoubt: boolean, options: CallOptions): Promise<void> {
  await dependencies.activities.change(
    key,
    (record) => (record.claim?.id === claimId ? releaseActivity(record, { isInDoubt }) : undefined),
    options,
  );
}

/** Answers that say for certain that nothing was written. */
const NOT_WRITTEN: ReadonlySet<string> = new Set([
  'API_RATE_LIMITED',
  'API_REFUSED',
  'API_UNAUTHORIZED',
  'REQUEST_BUDGET_PAUSED',
  'CONFIGURATION_INVALID',
]);

function isOutcomeUnknown(error: unknown): boolean {
  return !FriggCrmError.is(error) || !NOT_WRITTEN.has(error.code);
}
