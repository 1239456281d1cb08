import type { CallOptions } from './call-options.ts';

/** Which kind of person of which integration. */
export interface MappingScope {
  readonly integrationId: string;
  /** The CRM's own name of the object type. */
  readonly objectType: string;
}

/** What is known of one person: CRM id ↔ Quo id ↔ phone numbers. Holds no names. */
export interface PersonMapping extends MappingScope {
  /** The id in the CRM, and `externalId` of the contact in Quo. */
  readonly externalId: string;
  /** The contact's own id in Quo; `null` until a write was confirmed. */
  readonly quoContactId: string | null;
  /** E.164, in the order in which Quo returned them. */
  readonly phoneNumbers: readonly string[];
  /** Hash of the content that Quo is known to hold; `null`: not known, so the next look writes. */
  readonly contentHash: string | null;
  /** When the CRM changed the newest version that was begun to be written (ISO 8601); `null`: the CRM does not say. */
  readonly sourceModifiedAt: string | null;
  /** The last full sync that saw the person. */
  readonly seenIn: string | null;
  /** Why the last write failed for good, and in which process; `null` after a success. */
  readonly failure: { readonly processId: string; readonly code: string } | null;
}

/** A person about to be written. */
export interface IntendedWrite {
  readonly externalId: string;
  readonly contentHash: string;
  /** ISO 8601, or `null` when the CRM does not say. */
  readonly sourceModifiedAt: string | null;
}

/** Several people about to be written by one attempt. */
export interface BeginWrites extends MappingScope, CallOptions {
  /** Names this attempt; another attempt at the same people has another id. */
  readonly claimId: string;
  readonly people: readonly IntendedWrite[];
  /** The full sync that has seen them; absent: none, `seenIn` stays. */
  readonly seenIn?: string | undefined;
  /** A claim of another attempt that is older is taken for dead, in milliseconds. */
  readonly claimTtlMs: number;
  /** Write also what Quo holds already. @defaultValue false */
  readonly force?: boolean | undefined;
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

/** People of one attempt who were written. */
export interface ConfirmWrites extends MappingScope, CallOptions {
  readonly claimId: string;
  readonly people: readonly ConfirmedWrite[];
}

/** People whom a full sync did not see. */
export interface UnseenQuery extends MappingScope, CallOptions {
  /** The full sync. */
  readonly seenIn: string;
  /** Only people known (confirmed) before this moment (ISO 8601): who came later could not be seen. */
  readonly knownBefore: string;
  /** Go on behind this id, in the order of ids (by bytes). */
  readonly after?: string | undefined;
  readonly limit: number;
}

/**
 * Remembers which person of the CRM is which contact in Quo. Each call is atomic per person, not over all of them:
 * whatever is interrupted may be repeated.
 *
 * Two attempts may write one person at the same time, in either order. So each says beforehand that it will (`begin`),
 * which makes the content unknown, and afterwards that it did (`confirm`). The content becomes known only if no other
 * claim was open in the meantime; otherwise it stays unknown, and the next sync that sees the person writes again.
 */
export interface MappingRepository {
  /**
   * Decides for each person, atomically: `stale` when the stored `sourceModifiedAt` is later than the given one;
   * `unchanged` when the content is known to be the given one and no claim is open (and `force` is not set); `write` otherwise. For `write` it
   * stores the claim, forgets the content hash, and keeps the later `sourceModifiedAt`; an open claim of another attempt that
   * is younger than `claimTtlMs` makes the new one contested (all open claims are kept, not only the last one).
   * `unchanged` keeps the later `sourceModifiedAt`, too. `force` does not override `stale`. Of a person given twice the last
   * counts, unless an earlier one was changed later. `seenIn`, if given, is stored in every case.
   * @returns a decision for each of `people`, by external id.
   */
  beginWrites(request: BeginWrites): Promise<ReadonlyMap<string, WriteDecision>>;
  /**
   * Stores contact id, phone numbers and, if the claim is still this attempt's and was not contested, the content hash.
   * If the claim is another's, the content hash is forgotten and that claim becomes contested. A confirmation that comes
   * twice changes nothing. Clears `failure`. Of a person given twice the last counts.
   */
  confirmWrites(request: ConfirmWrites): Promise<void>;
  /** Notes people who failed for good, known or not; their content becomes unknown, and their claim ends. */
  recordFailures(
    request: MappingScope &
      CallOptions & { readonly processId: string; readonly people: readonly { readonly externalId: string; readonly code: string }[] },
  ): Promise<void>;
  /** @returns those who are known, in any order. */
  findMany(request: MappingScope & CallOptions & { readonly externalIds: readonly string[] }): Promise<readonly PersonMapping[]>;
  /** @returns everybody with this phone number (E.164), of all object types, ordered by object type and id (by bytes). */
  findByPhone(request: CallOptions & { readonly integrationId: string; readonly phoneNumber: string }): Promise<readonly PersonMapping[]>;
  /** @returns ids of people whose failure names this process, in the order of ids, behind `after`. */
  findFailed(
    request: MappingScope & CallOptions & { readonly processId: string; readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly string[]>;
  /** @returns ids of people with a Quo contact whom the full sync did not see, in the order of ids, behind `after`. */
  findUnseen(query: UnseenQuery): Promise<readonly string[]>;
  /** @returns how many people with a Quo contact there are. */
  count(scope: MappingScope & CallOptions): Promise<number>;
  /** Forgets people. Does nothing for those who are not known. */
  remove(request: MappingScope & CallOptions & { readonly externalIds: readonly string[] }): Promise<void>;
  /** Forgets everybody of an integration. */
  removeAll(request: CallOptions & { readonly integrationId: string }): Promise<void>;
}
