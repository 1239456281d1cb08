import type { SyncMessage } from '../queue/sync-message.ts';
import { assertAddressedTo, isOfEarlierLife } from '../process/message-address.ts';
import { giveUpOnBatch } from '../sync/batch-outcome.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { settleGivenUpFetch } from '../sync/settle-given-up-fetch.ts';
import type { SyncDependencies } from '../sync/sync-dependencies.ts';

/**
 * Settles the unit of a message as failed, because the message will not be delivered again: the sync must not wait for
 * it for ever. A message of another process, or of a life of it before a redrive, changes nothing.
 * @returns whether that is stored.
 */
export async function endWithReason(dependencies: SyncDependencies, { event, data }: SyncMessage, error: unknown): Promise<boolean> {
  const { processManager, logger } = dependencies;
  try {
    const process = await processManager.getProcess(data.processId);
    if (process === null || isOfEarlierLife(process, data)) return true;
    assertAddressedTo(process, data);
    if (event === 'PROCESS_PERSON_BATCH') {
      await giveUpOnBatch(dependencies, { data, process, error });
      return true;
    }
    if (await settleGivenUpFetch(dependencies, process)) return true;
    // A late message of a finished fetch is not missed.
    if (event === 'COMPLETE_SYNC' || !process.ledger.closed)
      await processManager.handleProcessError(data.processId, toErrorEntry(error), { generation: process.ledger.generation ?? 0 });
    return true;
  } catch (failure) {
    logger.error({ processId: data.processId, event, code: toErrorEntry(failure).code }, 'the failure of a unit could not be stored');
    return false;
  }
}
