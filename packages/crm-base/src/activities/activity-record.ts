import type { CrmPersonRef } from '../connector/logged-activity.ts';
import { NOTHING_REMEMBERED, type RememberedSource } from './remembered-source.ts';

/** Names one activity: one event, one contact. */
export interface ActivityKey {
  readonly integrationId: string;
  readonly kind: 'call' | 'message';
  /** Quo's id of the call or the message. */
  readonly sourceId: string;
  /** E.164. */
  readonly contactPhone: string;
}

/** What is known of an activity. */
export type ActivityRecord = {
  /** Its id in the CRM; `null`: none was written, as far as is known. */
  readonly activityId: string | null;
  /** Whose it is; `null` before the first write. */
  readonly person: CrmPersonRef | null;
  /** Of what was written last by a worker whose claim held until the end. */
  readonly contentHash: string | null;
  /** The claim of the worker that writes it; `null`: none. */
  readonly claim: { readonly id: string; readonly untilMs: number } | null;
  /** The result of an earlier write is unknown: the CRM may hold another text, or another activity. */
  readonly isInDoubt: boolean;
  /** Activities that this one has replaced and that are still to be deleted. */
  readonly surplusIds: readonly string[];
  /** ISO 8601: since when we know of it. `null` before the first claim. */
  readonly seenAt: string | null;
  readonly remembered: RememberedSource;
};

export const NEW_ACTIVITY: ActivityRecord = {
  activityId: null,
  person: null,
  contentHash: null,
  claim: null,
  isInDoubt: false,
  surplusIds: [],
  seenAt: null,
  remembered: NOTHING_REMEMBERED,
};

/** What a worker has written. */
export interface ConfirmedActivity {
  readonly activityId: string;
  readonly person: CrmPersonRef;
  readonly contentHash: string;
  readonly remembered: RememberedSource;
}

/** A worker that stands still for longer has lost its claim. */
const CLAIM_MS = 120_000;

/**
 * Takes an activity into one worker's hands.
 * @returns the record to store, or for how many milliseconds another worker has it.
 */
export function claimActivity(
  record: ActivityRecord,
  { claimId, nowMs, seenAt }: { readonly claimId: string; readonly nowMs: number; readonly seenAt: string },
): ActivityRecord | { readonly busyForMs: number } {
  const { claim } = record;
  if (claim !== null && claim.untilMs > nowMs && claim.id !== claimId) return { busyForMs: claim.untilMs - nowMs };
  // The worker whose claim ran out without a release may have written.
  const isInDoubt = record.isInDoubt || claim !== null;
  return { ...record, isInDoubt, seenAt: record.seenAt ?? seenAt, claim: { id: claimId, untilMs: nowMs + CLAIM_MS } };
}

/** @returns the record after nothing was written, or after it is unknown whether it was. */
export function releaseActivity(record: ActivityRecord, { isInDoubt }: Pick<ActivityRecord, 'isInDoubt'>): ActivityRecord {
  return { ...record, claim: null, isInDoubt };
}

/**
 * @param claimed - The record as it was when the claim was taken.
 * @param replacedId - The activity in whose place the new one was written.
 * @returns the record after the CRM has taken an activity. A worker that still holds its claim has written it. One that
 * stalled until its claim ran out may have overwritten what another one wrote: the record is in doubt, and both retry.
 */
export function confirmActivity(
  record: ActivityRecord,
  {
    claimId,
    claimed,
    confirmed,
    replacedId,
  }: {
    readonly claimId: string;
    readonly claimed: ActivityRecord;
    readonly confirmed: ConfirmedActivity;
    readonly replacedId: string | undefined;
  },
): ActivityRecord {
  if (isConfirmed(record, confirmed)) return record;
  const { activityId, person } = confirmed;
  if (record.claim?.id === claimId && record.activityId === claimed.activityId) {
    const surplusIds = [...record.surplusIds, ...(replacedId === undefined ? [] : [replacedId])].filter((id) => id !== activityId);
    return { ...record, ...confirmed, surplusIds, claim: null, isInDoubt: false };
  }
  if (record.activityId === null) return { ...record, activityId, person };
  const surplusIds = record.activityId === activityId ? record.surplusIds : [...new Set([...record.surplusIds, activityId])];
  return { ...record, surplusIds, claim: null, isInDoubt: true };
}

/** @returns whether the CRM holds exactly this, as far as is known. */
export function isConfirmed(
  record: ActivityRecord,
  { activityId, contentHash }: Pick<ConfirmedActivity, 'activityId' | 'contentHash'>,
): boolean {
  return record.claim === null && !record.isInDoubt && record.activityId === activityId && record.contentHash === contentHash;
}
