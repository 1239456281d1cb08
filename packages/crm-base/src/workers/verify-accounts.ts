import type { CallOptions, Process } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { decideRetry } from '../failures/decide-retry.ts';
import { deferMessage, throttleTenant, type ApiMessage } from '../sync/defer-message.ts';
import { pauseRefusedSync } from '../sync/pause-sync.ts';
import type { SyncDependencies } from '../sync/sync-dependencies.ts';

/** An account that cannot be identified for the moment is identified again after so many milliseconds. */
const AGAIN_AFTER_MS = 30_000;

/**
 * Makes sure before a message of a sync is handled that the accounts are still those of the integration. Where they are
 * not, the sync is paused with that reason; where it cannot be known now, the message is deferred.
 * @returns whether the message may be handled.
 * @throws what the identification failed with, when it has failed for so long that it uses up attempts.
 */
export async function verifyAccounts(
  dependencies: SyncDependencies,
  { integration, process, message }: { readonly integration: CrmIntegration; readonly process: Process; readonly message: ApiMessage },
  options: CallOptions,
): Promise<boolean> {
  try {
    await dependencies.verifyAccounts?.(integration);
    return true;
  } catch (error) {
    options.signal?.throwIfAborted();
    const { clock, random } = dependencies;
    const decision = decideRetry(error, { ...message.data, maxAttempts: Number.POSITIVE_INFINITY, nowMs: clock.now(), random });
    switch (decision.kind) {
      case 'pause':
        await pauseRefusedSync(dependencies, process, error);
        return false;
      case 'defer':
        await throttleTenant(dependencies, process, { waitMs: decision.waitMs, errors: [error] });
        await deferMessage(dependencies, { process, message, waitMs: decision.waitMs }, options);
        return false;
      case 'retry':
        await deferMessage(dependencies, { process, message, waitMs: AGAIN_AFTER_MS }, options);
        return false;
      default:
        throw error;
    }
  }
}
