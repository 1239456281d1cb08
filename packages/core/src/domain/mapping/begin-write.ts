import { isLater } from './is-later.ts';
import type { MappingState } from './mapping-state.ts';
import type { IntendedWrite, WriteDecision } from './person-write.ts';
import type { StoreTime } from './store-time.ts';

/** One attempt at one person. */
export interface WriteAttempt {
  /** Names the attempt; another attempt at the same person has another id. */
  readonly claimId: string;
  readonly now: StoreTime;
  /** A claim of another attempt that is older is taken for dead, in milliseconds. */
  readonly claimTtlMs: number;
  /** The full sync that has seen the person; `undefined`: none. */
  readonly seenIn: string | undefined;
  /** Write also what Quo holds already. */
  readonly force: boolean;
}

/** Decides what an attempt does about a person, and notes that it is at it. The law is that of `MappingRepository.beginWrites`. */
export function beginWrite(
  state: MappingState,
  { contentHash, sourceModifiedAt }: Pick<IntendedWrite, 'contentHash' | 'sourceModifiedAt'>,
  { claimId, now, claimTtlMs, seenIn, force }: WriteAttempt,
): { readonly decision: WriteDecision; readonly state: MappingState } {
  const seen = { ...state, seenIn: seenIn ?? state.seenIn };
  if (isLater(state.sourceModifiedAt, sourceModifiedAt)) return { decision: 'stale', state: seen };
  const dated = { ...seen, sourceModifiedAt: sourceModifiedAt ?? state.sourceModifiedAt };
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
