import { UNKNOWN_PERSON, type MappingState } from './mapping-state.ts';
import type { PersonMapping } from './person-mapping.ts';

/** Notes that a person could not be written. The law is that of `MappingRepository.recordFailures`. */
export function failWrite(state: MappingState, failure: NonNullable<PersonMapping['failure']>): MappingState {
  return { ...state, failure, contentHash: null, claims: UNKNOWN_PERSON.claims, contested: false };
}
