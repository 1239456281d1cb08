import type { CallOptions, Process } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { decideRetry } from '../failures/decide-retry.ts';
import { deferMessage, throttleTenant, type ApiMessage } from '../sync/defer-message.ts';
import { pauseRefusedSync } from '../sync/pause-sync.ts';
import type { SyncDependencies } from '../sync/sync-dependencies.ts';

/** An account that cannot be identified for the moment is asked again after so many milliseconds. */
const AGAIN_AFTER_MS = 30_000;
/** A sweep belongs to a sync that has ended and cannot be paused: it waits for its account. */
const SWEEP_AGAIN_AFTER_MS = 900_000;

/** Work whose accounts are to be verified. */
export interface UnverifiedWork {
  readonly integration: CrmIntegration;
  /** As it was loaded for the message. */
  readonly process: Process;
  readonly message: ApiMessage;
}

/**
 * Makes sure before a message of a sync is worked on that the accounts are still those of the integration. Where they
 * are not, the sync is paused with that reason; where it cannot be known now, the message is deferred.
 * @returns whether the message may be worked on.
 * @throws what the account could not be identified for, after more than a day.
 */
export async function verifyAccounts(
  dependencies: SyncDependencies,
  { integration, process, message }: UnverifiedWork,
  options: CallOptions,
): Promise<boolean> {
  try {
    await dependencies.verifyAccounts?.(integration);
    return true;
  } catch (error) {
    options.signal?.throwIfAborted();
    await postpone(dependencies, { process, message, error }, options);
    return false;
  }
}

async function postpone(
  dependencies: SyncDependencies,
  { process, message, error }: Omit<UnverifiedWork, 'integration'> & { readonly error: unknown },
  options: CallOptions,
): Promise<void> {
  const { clock, random } = dependencies;
  const { deferredSince } = message.data;
  const decision = decideRetry(error, { attempt: 0, maxAttempts: Infinity, deferredSince, nowMs: clock.now(), random });
  const isOver = deferredSince !== undefined && clock.now() - Date.parse(deferredSince) > MAX_DEFERRAL_MS;
  if (decision.kind === 'pause' && message.event !== 'SWEEP_DELETED') return pauseRefusedSync(dependencies, process, error);
  if (isOver || decision.kind === 'give-up') throw error;
  if (decision.kind === 'defer') await throttleTenant(dependencies, process, decision.waitMs);
  const waitMs = { pause: SWEEP_AGAIN_AFTER_MS, retry: AGAIN_AFTER_MS, defer: decision.kind === 'defer' ? decision.waitMs : 0 }[
    decision.kind
  ];
  await deferMessage(dependencies, { process, message, waitMs }, options);
}

/** Then the message fails as one whose API does not answer. */
const MAX_DEFERRAL_MS = 26 * 3600 * 1000;
