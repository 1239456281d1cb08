import type { CallOptions } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { isAccountFailure, isRateLimited } from '../failures/classify-failure.ts';
import { deferMessage, isDeferredTooLong, throttleTenant, type ApiMessage } from '../sync/defer-message.ts';
import { pauseRefusedSync } from '../sync/pause-refused-sync.ts';
import type { SyncDependencies } from '../sync/sync-dependencies.ts';

/** An account that cannot be identified for the moment is asked again after so many milliseconds. */
const AGAIN_AFTER_MS = 30_000;

/**
 * Makes sure before a message of a sync is worked on that the accounts are still those of the integration. Where they
 * are not, the sync is paused with that reason; where it cannot be known now, the message is deferred.
 * @returns whether the message may be worked on.
 */
export async function verifyAccounts(
  dependencies: SyncDependencies,
  { integration, message }: { readonly integration: CrmIntegration; readonly message: ApiMessage },
  options: CallOptions,
): Promise<boolean> {
  try {
    await dependencies.verifyAccounts?.(integration);
    return true;
  } catch (error) {
    options.signal?.throwIfAborted();
    const process = await dependencies.processManager.getProcess(message.data.processId, options);
    if (process === null) return false;
    if (isAccountFailure(error)) {
      await pauseRefusedSync(dependencies, process, error);
      return false;
    }
    if (isDeferredTooLong(dependencies, message.data)) throw error;
    const waitMs = isRateLimited(error) ? await throttleTenant(dependencies, process, [error]) : AGAIN_AFTER_MS;
    await deferMessage(dependencies, message, { ...options, waitMs });
    return false;
  }
}
