import type { PersonKey, PersonMapping } from './person-mapping.ts';

/** What is stored of a person: the mapping, and who is about to write. */
export interface MappingState extends Omit<PersonMapping, keyof PersonKey> {
  /** When the first write was begun, in milliseconds since the epoch; not too early. */
  readonly knownSinceMs: number | null;
  /** Attempts that began and did not confirm, with the moment at which each began, in milliseconds since the epoch. */
  readonly claims: ReadonlyMap<string, number>;
  /** Several attempts overlap, or one confirmed late: no open claim proves what Quo holds. */
  readonly contested: boolean;
}

/** The state of a person who was never written or seen. */
export const UNKNOWN_PERSON: MappingState = {
  quoContactId: null,
  phoneNumbers: [],
  contentHash: null,
  sourceModifiedAt: null,
  seenIn: null,
  failure: null,
  knownSinceMs: null,
  claims: new Map(),
  contested: false,
};

/** @returns the person as `MappingRepository` shows it; a copy. */
export function toPersonMapping({ integrationId, objectType, externalId }: PersonKey, state: MappingState): PersonMapping {
  const { quoContactId, phoneNumbers, contentHash, sourceModifiedAt, seenIn, failure } = state;
  return {
    integrationId,
    objectType,
    externalId,
    quoContactId,
    phoneNumbers: [...phoneNumbers],
    contentHash,
    sourceModifiedAt,
    seenIn,
    failure: failure === null ? null : { ...failure },
  };
}
