import type { MappingScope, PersonMapping } from '../domain/mapping/person-mapping.ts';
import type { ConfirmedWrite, IntendedWrite, WriteDecision } from '../domain/mapping/person-write.ts';
import type { CallOptions } from './call-options.ts';

/** Several people about to be written by one attempt. */
export interface BeginWrites extends MappingScope, CallOptions {
  /** Names this attempt; another attempt at the same people has another id. */
  readonly claimId: string;
  readonly people: readonly IntendedWrite[];
  /** The full sync that has seen them; absent: none, `seenIn` stays. */
  readonly seenIn?: string | undefined;
  /** An older claim of another attempt counts as abandoned, in milliseconds. */
  readonly claimTtlMs: number;
  /** Write also what Quo holds already, and what an earlier attempt dated later. @defaultValue false */
  readonly force?: boolean | undefined;
}

/** People of one attempt who were written. */
export interface ConfirmWrites extends MappingScope, CallOptions {
  readonly claimId: string;
  readonly people: readonly ConfirmedWrite[];
}

/** People that a full sync did not see. */
export interface UnseenQuery extends MappingScope, CallOptions {
  /** The full sync. */
  readonly seenIn: string;
  /** Only people whose first write was begun before this moment (ISO 8601): who came later could not be seen. */
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
   * Decides for each person, atomically: `stale` when the stored `sourceModifiedAt` is later than the given one (and `force`
   * is not set). A given moment more than a minute later than now, by the clock of the store, counts as now; such a stored
   * one counts as unknown; one outside the years 1000 to 9999 is none. `unchanged` when the content is known to be the given one and no claim is open (and `force` is not set); `write` otherwise. For `write` it
   * stores the claim, clears the content hash, and keeps the later `sourceModifiedAt`; an open claim of another attempt that
   * is younger than `claimTtlMs` makes the new one contested (all open claims are kept, not only the last one).
   * `unchanged` keeps the later `sourceModifiedAt`, too. With `force` the given moment is kept, also an earlier one: the
   * CRM may have been restored from a backup. Of a person given twice the last counts, unless an earlier one was changed later. `seenIn`, if given, is stored in every case.
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
  /**
   * @returns all people who have at least one of these phone numbers (E.164), of all object types, each once, ordered by
   * object type and id (by bytes). Up to 1,000 numbers cost one request to the store.
   */
  findByPhones(
    request: CallOptions & { readonly integrationId: string; readonly phoneNumbers: readonly string[] },
  ): Promise<readonly PersonMapping[]>;
  /** @returns ids of people whose failure names this process, in the order of ids, behind `after`. */
  findFailed(
    request: MappingScope & CallOptions & { readonly processId: string; readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly string[]>;
  /**
   * @returns ids of people that the full sync did not see, in the order of ids, behind `after`; also those whose write
   * was begun and never confirmed: Quo may hold them.
   */
  findUnseen(query: UnseenQuery): Promise<readonly string[]>;
  /** @returns how many people with a Quo contact there are. */
  count(scope: MappingScope & CallOptions): Promise<number>;
  /** Deletes people from the mapping. Does nothing for those who are not in it. */
  remove(request: MappingScope & CallOptions & { readonly externalIds: readonly string[] }): Promise<void>;
  /** Removes all people of an integration. */
  removeAll(request: CallOptions & { readonly integrationId: string }): Promise<void>;
}
