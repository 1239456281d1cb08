/** Texts, calls or summaries of calls: Quo keeps a family of webhooks for each. */
export type QuoSubscriptionKind = 'message' | 'call' | 'callSummary';

/** A webhook of ours at Quo, as it is to be stored. */
export interface QuoSubscription {
  /** Begins with `WH`. */
  readonly id: string;
  /** A secret: what this webhook delivers is signed with it. Quo returns it once. */
  readonly key: string;
  readonly kind: QuoSubscriptionKind;
  /** Ids of the phone numbers, at most ten; they begin with `PN`. */
  readonly phoneNumberIds: readonly string[];
  /** Where Quo delivers to. */
  readonly url: string;
}
