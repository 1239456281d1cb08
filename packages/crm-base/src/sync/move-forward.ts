import { FriggCrmError } from '@frigg-crm/core';
import type { SyncDependencies } from './sync-dependencies.ts';

/**
 * Moves a sync along its states, if it has not gone further already. What a worker has seen may be out of date by now
 * (another one was faster, the CRM grew between two attempts): then its wish is void, not a failure.
 */
export async function moveForward({ processManager }: SyncDependencies, processId: string, state: string): Promise<void> {
  try {
    await processManager.updateState(processId, state, {}, { updateId: `state:${state}` });
  } catch (error) {
    if (!FriggCrmError.hasCode(error, 'ILLEGAL_TRANSITION')) throw error;
  }
}
