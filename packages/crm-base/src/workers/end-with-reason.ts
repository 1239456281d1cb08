import type { SyncMessage } from '../queue/sync-message.ts';
import { giveUpOnBatch } from '../sync/batch-outcome.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { settleGivenUpFetch } from '../sync/settle-given-up-fetch.ts';
import type { SyncDependencies } from '../sync/sync-dependencies.ts';

/**
 * Settles what a message was about as failed, because nobody will hear of the message again: the sync must not wait for
 * it for ever.
 * @returns whether that is stored.
 */
export async function endWithReason(dependencies: SyncDependencies, { event, data }: SyncMessage, error: unknown): Promise<boolean> {
  const { processManager, logger } = dependencies;
  try {
    const process = await processManager.getProcess(data.processId);
    if (process === null) return true;
    if (event !== 'PROCESS_PERSON_BATCH' && (await settleGivenUpFetch(dependencies, process))) return true;
    if (event === 'PROCESS_PERSON_BATCH') await giveUpOnBatch(dependencies, { data, process, error });
    // Of a fetch that is finished, a late message is not missed.
    else if (event === 'COMPLETE_SYNC' || !process.ledger.closed)
      await processManager.handleProcessError(data.processId, toErrorEntry(error));
    return true;
  } catch (failure) {
    logger.error({ processId: data.processId, event, code: toErrorEntry(failure).code }, 'the end of a unit could not be stored');
    return false;
  }
}
