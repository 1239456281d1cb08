import { parseTime, toIso } from '../process/timing.ts';
import { isLater } from './is-later.ts';
import type { MappingState } from './mapping-state.ts';
import type { IntendedWrite, WriteDecision } from './person-write.ts';
import type { StoreTime } from './store-time.ts';

/** One attempt at one person. */
export interface WriteAttempt {
  /** Names the attempt; another attempt at the same person has another id. */
  readonly claimId: string;
  readonly now: StoreTime;
  /** A claim of another attempt that is older counts as abandoned, in milliseconds. */
  readonly claimTtlMs: number;
  /** The full sync that has seen the person; `undefined`: none. */
  readonly seenIn: string | undefined;
  /** Write also what Quo holds already, and what an earlier attempt dated later. */
  readonly force: boolean;
}

/**
 * How far the clock of a CRM may be ahead of the store's, in milliseconds. Within it two versions keep their order; what
 * is dated later than that is not believed.
 */
export const MAX_CLOCK_SKEW_MS = 60_000;

/** @returns the moment as it counts: one that has not come yet counts as now. */
export function toBelievedMoment(sourceModifiedAt: string | null, nowMs: number): string | null {
  if (sourceModifiedAt === null) return null;
  return parseTime(sourceModifiedAt) > nowMs + MAX_CLOCK_SKEW_MS ? toIso(nowMs) : sourceModifiedAt;
}

/** Decides what an attempt does about a person, and records its claim. The law is that of `MappingRepository.beginWrites`. */
export function beginWrite(
  state: MappingState,
  { contentHash, sourceModifiedAt }: Pick<IntendedWrite, 'contentHash' | 'sourceModifiedAt'>,
  { claimId, now, claimTtlMs, seenIn, force }: WriteAttempt,
): { readonly decision: WriteDecision; readonly state: MappingState } {
  const given = toBelievedMoment(sourceModifiedAt, now.latestMs);
  // A stored moment that has not come yet proves nothing: with it, no version could be written until it comes.
  const known = toBelievedMoment(state.sourceModifiedAt, now.latestMs) === state.sourceModifiedAt ? state.sourceModifiedAt : null;
  const seen = { ...state, seenIn: seenIn ?? state.seenIn };
  if (!force && isLater(known, given)) return { decision: 'stale', state: seen };
  const dated = { ...seen, sourceModifiedAt: given ?? known };
  // A known content means that no claim is open: each one that begins makes it unknown.
  if (!force && state.contentHash === contentHash) return { decision: 'unchanged', state: dated };
  const others = [...state.claims].filter(([id, beganMs]) => id !== claimId && now.earliestMs - beganMs < claimTtlMs);
  const contested = others.length > 0 || (state.contested && state.claims.has(claimId));
  const knownSinceMs = state.knownSinceMs ?? now.latestMs;
  return {
    decision: 'write',
    state: { ...dated, knownSinceMs, contentHash: null, contested, claims: new Map([...others, [claimId, now.latestMs]]) },
  };
}
