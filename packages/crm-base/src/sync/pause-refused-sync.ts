import type { Process } from '@frigg-crm/core';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

/**
 * Pauses a sync whose account is refused: no call could succeed until somebody acts, and nothing is lost by waiting.
 * The reason stands in the process. Somebody resumes it when the account is in order again.
 */
export async function pauseRefusedSync({ processManager, logger }: SyncDependencies, process: Process, error: unknown): Promise<void> {
  const { code, message } = toErrorEntry(error);
  logger.warn({ processId: process.id, integrationId: process.integrationId, code }, 'a sync is paused: its account is refused');
  // Of many workers that are refused at once, those that saw the same version say one thing.
  const updateId = `park:${process.version}`;
  await processManager.apply([{ type: 'PAUSE_PROCESS', processId: process.id, updateId, reason: { code, message } }]);
}
