/** A person about to be written. */
export interface IntendedWrite {
  readonly externalId: string;
  readonly contentHash: string;
  /** ISO 8601, or `null` when the CRM does not say. */
  readonly sourceModifiedAt: string | null;
}

/** What to do about a person. */
export type WriteDecision =
  /** Write, and confirm it. */
  | 'write'
  /** Quo holds exactly this: nothing to do. */
  | 'unchanged'
  /** A newer version was written or is being written: leave it alone. */
  | 'stale';

/** A person who was written. */
export interface ConfirmedWrite {
  readonly externalId: string;
  readonly contentHash: string;
  readonly quoContactId: string;
  readonly phoneNumbers: readonly string[];
}
