import type { WriteAttempt } from './begin-write.ts';
import type { MappingState } from './mapping-state.ts';
import type { ConfirmedWrite } from './person-write.ts';

/** Notes that an attempt has written a person. The law is that of `MappingRepository.confirmWrites`. */
export function confirmWrite(
  state: MappingState,
  { contentHash, quoContactId, phoneNumbers }: Omit<ConfirmedWrite, 'externalId'>,
  { claimId, now }: Pick<WriteAttempt, 'claimId' | 'now'>,
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
    knownSinceMs: state.knownSinceMs ?? now.latestMs,
    claims,
    contested: claims.size > 0,
  };
}
