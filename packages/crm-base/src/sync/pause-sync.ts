import type { Process, WaitingReason } from '@frigg-crm/core';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

/**
 * Pauses a sync, unless it has ended. Workers that loaded the same version of it say one thing; where it was resumed since
 * that version, it is paused again. Resolves when the pause is stored, so that the message may be acknowledged.
 */
export async function pauseSync(
  { processManager }: Pick<SyncDependencies, 'processManager'>,
  process: Process,
  reason: WaitingReason,
): Promise<void> {
  for (let known = process; ;) {
    const updateId = `pause:${known.version}:${reason.until ?? reason.code}`;
    const [applied] = await processManager.apply([{ type: 'PAUSE_PROCESS', processId: known.id, updateId, reason }]);
    const wasResumed = applied?.outcome === 'already-folded' && applied.process.state !== CRM_SYNC.roles.paused;
    if (!wasResumed || applied.process.endedAt !== null) return;
    known = applied.process;
  }
}

/**
 * Pauses a sync whose account is refused: no call could succeed until an operator acts, and nothing is lost by waiting.
 * The reason stands in the process; it is resumed when the account is in order again.
 */
export async function pauseRefusedSync(dependencies: SyncDependencies, process: Process, error: unknown): Promise<void> {
  const { code, message } = toErrorEntry(error);
  dependencies.logger.warn(
    { processId: process.id, integrationId: process.integrationId, code },
    'a sync is paused: its account is refused',
  );
  await pauseSync(dependencies, process, { code, message });
}
