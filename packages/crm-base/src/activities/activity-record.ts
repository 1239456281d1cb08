import type { CrmPersonRef } from '../integration/logged-activity.ts';

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
export interface ActivityRecord {
  /** Its id in the CRM; `null`: none was written, as far as anybody knows. */
  readonly activityId: string | null;
  /** Whose it is; `null` before the first write. */
  readonly person: CrmPersonRef | null;
  /** Of what the CRM is known to hold. */
  readonly contentHash: string | null;
  /** Who is at work on it; `null`: nobody. */
  readonly claim: { readonly id: string; readonly untilMs: number } | null;
  /** Somebody began to write it and nobody knows what became of that: the CRM may hold it already. */
  readonly isInDoubt: boolean;
}

export const NEW_ACTIVITY: ActivityRecord = { activityId: null, person: null, contentHash: null, claim: null, isInDoubt: false };

/** A worker that stands still for longer has lost its claim. */
const CLAIM_MS = 120_000;

/**
 * Takes an activity into one worker's hands. From then on, until the worker says what came of it, a first write is in doubt.
 * @returns the record to store, or for how many milliseconds another worker has it.
 */
export function claimActivity(
  record: ActivityRecord,
  { claimId, nowMs }: { readonly claimId: string; readonly nowMs: number },
): ActivityRecord | { readonly busyForMs: number } {
  const { claim } = record;
  if (claim !== null && claim.untilMs > nowMs && claim.id !== claimId) return { busyForMs: claim.untilMs - nowMs };
  // Whoever held the claim before and said nothing may have written it.
  const isInDoubt = record.isInDoubt || (claim !== null && record.activityId === null);
  return { ...record, isInDoubt, claim: { id: claimId, untilMs: nowMs + CLAIM_MS } };
}

/** @returns the record after nothing was written, or nobody knows whether it was. */
export function releaseActivity(record: ActivityRecord, { isInDoubt }: Pick<ActivityRecord, 'isInDoubt'>): ActivityRecord {
  return { ...record, claim: null, isInDoubt: isInDoubt && record.activityId === null };
}

/** @returns the record after the CRM has taken it. */
export function confirmActivity(
  record: ActivityRecord,
  written: { readonly activityId: string; readonly person: CrmPersonRef; readonly contentHash: string },
): ActivityRecord {
  return { ...record, ...written, claim: null, isInDoubt: false };
}
