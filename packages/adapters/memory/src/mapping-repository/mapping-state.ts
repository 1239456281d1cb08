import type { ConfirmedWrite, IntendedWrite, PersonMapping, WriteDecision } from '@frigg-crm/core';

/** What is stored of a person: the mapping, and who is about to write. */
export interface MappingState extends Pick<
  PersonMapping,
  'quoContactId' | 'phoneNumbers' | 'contentHash' | 'sourceModifiedAt' | 'seenIn' | 'failure'
> {
  /** When the first write was confirmed, in milliseconds since the epoch. */
  readonly knownSinceMs: number | null;
  /** Attempts that began and did not confirm, with the moment at which each began. */
  readonly claims: ReadonlyMap<string, number>;
  /** Several attempts overlap, or one confirmed late: none of the open claims may tell what Quo holds. */
  readonly contested: boolean;
}

const NO_CLAIMS: ReadonlyMap<string, number> = new Map();

/** A person of whom nothing is known. */
export const UNKNOWN_PERSON: MappingState = {
  quoContactId: null,
  phoneNumbers: [],
  contentHash: null,
  sourceModifiedAt: null,
  seenIn: null,
  failure: null,
  knownSinceMs: null,
  claims: NO_CLAIMS,
  contested: false,
};

/** One attempt at one person. */
export interface Attempt {
  readonly claimId: string;
  readonly nowMs: number;
  readonly claimTtlMs: number;
  readonly seenIn: string | undefined;
  readonly force: boolean;
}

/** Decides what an attempt does about a person, and notes that it is at it. */
export function begin(
  state: MappingState,
  { contentHash, sourceModifiedAt }: IntendedWrite,
  { claimId, nowMs, claimTtlMs, seenIn = state.seenIn ?? undefined, force }: Attempt,
): { readonly decision: WriteDecision; readonly state: MappingState } {
  const seen = { ...state, seenIn: seenIn ?? null };
  if (isLater(state.sourceModifiedAt, sourceModifiedAt)) return { decision: 'stale', state: seen };
  const dated = { ...seen, sourceModifiedAt: sourceModifiedAt ?? state.sourceModifiedAt };
  // A known content means that no claim is open: each one that begins makes it unknown.
  if (!force && state.contentHash === contentHash) return { decision: 'unchanged', state: dated };
  const others = [...state.claims].filter(([id, beganMs]) => id !== claimId && nowMs - beganMs < claimTtlMs);
  const contested = others.length > 0 || (state.contested && state.claims.has(claimId));
  return { decision: 'write', state: { ...dated, contentHash: null, contested, claims: new Map([...others, [claimId, nowMs]]) } };
}

/** Notes that an attempt has written a person. */
export function confirm(
  state: MappingState,
  { contentHash, quoContactId, phoneNumbers }: ConfirmedWrite,
  { claimId, nowMs }: Pick<Attempt, 'claimId' | 'nowMs'>,
): MappingState {
  const claims = new Map(state.claims);
  const wasAlone = claims.delete(claimId) && claims.size === 0 && !state.contested;
  const isRepeated = state.claims.size === 0 && state.contentHash === contentHash;
  return {
    ...state,
    quoContactId,
    phoneNumbers: [...phoneNumbers],
    contentHash: wasAlone || isRepeated ? contentHash : null,
    failure: null,
    knownSinceMs: state.knownSinceMs ?? nowMs,
    claims,
    contested: claims.size > 0,
  };
}

/** Notes that a person could not be written. */
export function fail(state: MappingState, failure: NonNullable<PersonMapping['failure']>): MappingState {
  return { ...state, failure, contentHash: null, claims: NO_CLAIMS, contested: false };
}

/** @returns whether `a` is a later moment than `b`; what is not known is not later. Both as `toISOString` writes them. */
export function isLater(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a > b;
}
