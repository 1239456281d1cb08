import { FriggCrmError, type CallOptions, type Clock, type IdGenerator, type Logger } from '@frigg-crm/core';
import { ActivityBusyError } from '../failures/activity-busy-error.ts';
import type { ActivityTarget } from '../connector/activity-target.ts';
import type { CrmPersonRef, LoggedActivity } from '../connector/logged-activity.ts';
import { contentHash } from '../persons/content-hash.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import {
  claimActivity,
  confirmActivity,
  isConfirmed,
  releaseActivity,
  type ActivityKey,
  type ActivityRecord,
  type ConfirmedActivity,
} from './activity-record.ts';
import type { ActivityStore } from './activity-store.ts';
import { upsertActivity } from './upsert-activity.ts';
import { deleteSurplus } from './delete-surplus.ts';
import { isLessComplete, type RememberedSource } from './remembered-source.ts';

/** Answers that say for certain that nothing was written. */
const NOT_WRITTEN: ReadonlySet<string> = new Set([
  'API_RATE_LIMITED',
  'API_REFUSED',
  'API_UNAUTHORIZED',
  'REQUEST_BUDGET_PAUSED',
  'CONFIGURATION_INVALID',
]);

export interface WriteActivityDependencies {
  readonly activities: ActivityStore;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
}

/** What an activity is made of beside what is known now. */
export interface ActivitySoFar {
  readonly person: CrmPersonRef;
  /** ISO 8601; the same each time, for what Quo gives no time to. */
  readonly seenAt: string;
  readonly remembered: RememberedSource;
}

export interface ActivityWrite {
  readonly key: ActivityKey;
  readonly person: CrmPersonRef;
  /** Whether `person` counts although the activity was written to another one. @defaultValue false */
  readonly isNewPerson?: boolean;
  /** When it was reported, ISO 8601. */
  readonly seenAt: string;
  /** Makes the activity from all that is known. Called when no other worker can write it, so nothing newer is overwritten. */
  readonly render: (soFar: ActivitySoFar) => Promise<{ readonly activity: LoggedActivity; readonly remembered: RememberedSource }>;
}

/** What came of it. */
export type WrittenActivity = { readonly action: 'created' | 'updated' | 'unchanged'; readonly activityId: string };

/**
 * Writes one activity into the CRM, or updates it: however often it is called, by however many workers, and wherever one
 * of them crashes, the CRM holds one activity in the end, as long as the CRM can be searched for an activity whose
 * response was lost (`findLoggedActivity`).
 * @throws {ActivityBusyError} when another worker is at it.
 */
export async function writeActivity(
  dependencies: WriteActivityDependencies,
  target: ActivityTarget,
  write: ActivityWrite,
  options: CallOptions,
): Promise<WrittenActivity> {
  const { key } = write;
  const claimId = dependencies.ids.next();
  const claimed = await claim(dependencies, { ...write, claimId }, options);
  const run: WriteRun = { dependencies, target, key, claimId, claimed, progress: { hasBegun: false } };
  const { written, activity, stored } = await writeClaimed(run, write, options);
  if (stored !== undefined) await deleteSurplus({ ...dependencies, target, key }, { stored, activity }, options);
  if (written === undefined) throw new ActivityBusyError(0);
  return written;
}

interface WriteRun {
  readonly dependencies: WriteActivityDependencies;
  readonly target: ActivityTarget;
  readonly key: ActivityKey;
  readonly claimId: string;
  /** As it was when the claim was taken. */
  readonly claimed: ActivityRecord;
  readonly progress: {
    /** Whether the CRM was asked to write. */
    hasBegun: boolean;
    /** What the CRM has taken. */
    taken?: { readonly confirmed: ConfirmedActivity; readonly replacedId: string | undefined };
  };
}

/** What came of a claim; `stored` is the record afterwards, absent when it was removed. */
interface ClaimResult {
  /** Absent: another worker has written it too, and it is unknown what the CRM holds. */
  readonly written: WrittenActivity | undefined;
  readonly activity: LoggedActivity;
  readonly stored: ActivityRecord | undefined;
}

async function claim(
  { activities, clock }: WriteActivityDependencies,
  { key, claimId, seenAt }: Pick<ActivityWrite, 'key' | 'seenAt'> & Pick<WriteRun, 'claimId'>,
  options: CallOptions,
): Promise<ActivityRecord> {
  let busyForMs = 0;
  const record = await activities.addAndChange(
    key,
    (stored) => {
      const next = claimActivity(stored, { claimId, nowMs: clock.now(), seenAt });
      busyForMs = 'busyForMs' in next ? next.busyForMs : 0;
      return 'busyForMs' in next ? undefined : next;
    },
    options,
  );
  if (busyForMs > 0) throw new ActivityBusyError(busyForMs);
  return record;
}

async function writeClaimed(run: WriteRun, write: ActivityWrite, options: CallOptions): Promise<ClaimResult> {
  const { claimed, progress, target } = run;
  try {
    const person = write.isNewPerson === true ? write.person : (claimed.person ?? write.person);
    const seenAt = claimed.seenAt ?? write.seenAt;
    const { activity, remembered } = await write.render({ person, seenAt, remembered: claimed.remembered });
    const hash = contentHash(activity);
    const { activityId: known, isInDoubt } = claimed;
    const isWritten = !isInDoubt && claimed.contentHash === hash;
    // What was known and is forgotten stays in the CRM.
    if (known !== null && (isWritten || isLessComplete(remembered, claimed.remembered)))
      return { written: { action: 'unchanged', activityId: known }, activity, stored: await release(run, { isUnclear: false }, options) };
    const onBegin = (): void => void (progress.hasBegun = true);
    const { action, activityId, replacedId } = await upsertActivity(target, { activity, claimed, onBegin }, options);
    const confirmed = { activityId, person: activity.person, contentHash: hash, remembered };
    progress.taken = { confirmed, replacedId };
    // What the CRM has taken is stored even though the worker has to stop.
    const stored = await confirm(run, progress.taken);
    const isOurs = stored === undefined || isConfirmed(stored, confirmed);
    return { written: isOurs ? { action, activityId } : undefined, activity, stored };
  } catch (error) {
    await giveUp(run, error);
    throw error;
  }
}

/**
 * The first stored id is that of the activity. A worker that stalled until its claim ran out, and finds another id
 * there, has written a surplus one.
 */
async function confirm(
  { dependencies: { activities }, key, claimId, claimed }: WriteRun,
  taken: NonNullable<WriteRun['progress']['taken']>,
): Promise<ActivityRecord | undefined> {
  return activities.change(key, (record) => confirmActivity(record, { claimId, claimed, ...taken }), {});
}

/** Stores as much as can be known. Where that fails, too, the claim runs out, and the activity is in doubt. */
async function giveUp(run: WriteRun, error: unknown): Promise<void> {
  const { dependencies, key, progress } = run;
  try {
    if (progress.taken !== undefined) await confirm(run, progress.taken);
    else await release(run, { isUnclear: progress.hasBegun && isOutcomeUnknown(error) }, {});
  } catch (failure) {
    const { integrationId, sourceId } = key;
    dependencies.logger.warn(
      { integrationId, sourceId, code: toErrorEntry(failure).code },
      'the result of an activity write could not be stored',
    );
  }
}

/** @param isUnclear - Whether the worker has written without knowing the result: then the holder of another claim retries, too. */
async function release(
  { dependencies: { activities }, key, claimId, claimed }: WriteRun,
  { isUnclear }: { readonly isUnclear: boolean },
  options: CallOptions,
): Promise<ActivityRecord | undefined> {
  const isInDoubt = claimed.isInDoubt || isUnclear;
  const change = (record: ActivityRecord): ActivityRecord | undefined =>
    isUnclear || record.claim?.id === claimId ? releaseActivity(record, { isInDoubt }) : undefined;
  return activities.change(key, change, options);
}

/** @returns whether a write that failed with this may have taken effect. */
function isOutcomeUnknown(error: unknown): boolean {
  return !FriggCrmError.is(error) || !NOT_WRITTEN.has(error.code);
}
