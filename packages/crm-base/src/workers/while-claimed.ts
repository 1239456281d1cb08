import type { CallOptions, Clock, Inbox, Logger } from '@frigg-crm/core';
import { linkAbort, type ClaimedEntry } from '@frigg-crm/core/adapter';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { WorkTakenOverError } from '../failures/work-taken-over-error.ts';

/** How long a claim lasts that is not renewed, in milliseconds: after a crash of its worker an entry waits for no longer. */
export const CLAIM_MS = 30_000;
/** The same for an entry whose workers keep crashing: it may be what crashes them. */
const SUSPECT_CLAIM_MS = 180_000;
const SUSPECT_ATTEMPTS = 3;
/** A renewal that fails is made up for by the next one. */
const RENEWALS_PER_CLAIM = 3;

interface ClaimDependencies {
  readonly inbox: Pick<Inbox, 'claim'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An entry that was claimed. */
interface HeldClaim {
  readonly key: { readonly integrationId: string; readonly id: string; readonly claimId: string };
  readonly entry: ClaimedEntry;
}

/**
 * Works on an entry and renews its claim meanwhile. When it returns, no renewal is in flight.
 * @throws what the work throws. Where another worker has got the entry, since no renewal was stored in time, the signal of
 * the work is aborted with a {@link WorkTakenOverError}.
 */
export async function whileClaimed(
  dependencies: ClaimDependencies,
  claim: HeldClaim,
  work: (call: CallOptions) => Promise<void>,
  { signal }: CallOptions,
): Promise<void> {
  const call = linkAbort(signal);
  const stop = new AbortController();
  const renewing = renewUntil(stop.signal, dependencies, { ...claim, onLost: (error) => call.abort(error) });
  try {
    await work({ signal: call.signal });
  } finally {
    call.unlink();
    stop.abort();
    await renewing;
  }
}

async function renewUntil(
  stopped: AbortSignal,
  { inbox, clock, logger }: ClaimDependencies,
  { key, entry, onLost }: HeldClaim & { readonly onLost: (error: WorkTakenOverError) => void },
): Promise<void> {
  const { integrationId } = key;
  const isSuspect = entry.isOrphan && entry.failedAttempts >= SUSPECT_ATTEMPTS;
  const ttlMs = isSuspect ? SUSPECT_CLAIM_MS : CLAIM_MS;
  const pause = async (): Promise<void> => clock.sleep(CLAIM_MS / RENEWALS_PER_CLAIM, { signal: stopped }).catch(() => undefined);
  if (!isSuspect) await pause();
  for (; !stopped.aborted; await pause()) {
    try {
      const { kind } = await inbox.claim({ ...key, ttlMs });
      if (kind === 'claimed') continue;
      logger.warn({ integrationId, entryId: key.id }, 'the claim on an inbox entry ran out; another worker has it');
      return onLost(new WorkTakenOverError(integrationId));
    } catch (error) {
      logger.warn({ integrationId, entryId: key.id, code: toErrorEntry(error).code }, 'the claim on an inbox entry was not renewed');
    }
  }
}
