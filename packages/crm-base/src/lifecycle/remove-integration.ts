import { INTEGRATIONS } from '@frigg-crm/core/adapter';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { Removal } from './removal.ts';
import { removeWebhooks } from './remove-webhooks.ts';

/** How many processes are looked at in one go. */
const PAGE = 100;

/**
 * Cleans up what an integration has left outside, which needs its credentials. May be repeated.
 * @returns whether the deletion can go on; not while something could still be cleaned up by another attempt.
 */
export async function cleanUpOutside(removal: Removal): Promise<boolean> {
  const { dependencies, record, signal } = removal;
  const isLastTry = record.failedAttempts + 1 >= dependencies.settings.maxCleanUpAttempts;
  // First, so that what is in hand has time to end.
  const isCancelled = await cancelSyncs(removal);
  const isClean = (await removeWebhooks(removal, { isLastTry })) && isCancelled;
  signal?.throwIfAborted();
  if (!isClean && isLastTry)
    dependencies.logger.error({ integrationId: record.id }, 'an integration is deleted though not all of it could be cleaned up outside');
  return isClean || isLastTry;
}

async function cancelSyncs({ dependencies, record, signal }: Removal): Promise<boolean> {
  try {
    await dependencies.cancelSyncs(record.id, { signal });
    return true;
  } catch (error) {
    dependencies.logger.warn(
      { integrationId: record.id, code: toErrorEntry(error).code },
      'the syncs of a deleted integration could not be cancelled',
    );
    return false;
  }
}

/**
 * Removes everything that is stored of an integration, but for its record. May be repeated.
 * @throws {WorkTakenOverError} when the integration is no longer this program's to delete, or a new one has its id.
 */
export async function purge({ dependencies, record, lease, signal }: Removal): Promise<void> {
  const { mappingRepository, documents, vault } = dependencies;
  const integrationId = record.id;
  const steps = [
    async () => mappingRepository.removeAll({ integrationId, signal }),
    async () => removeProcesses({ dependencies, record, lease, signal }),
    async () => documents.removeIntegration({ integrationId, except: [INTEGRATIONS], signal }),
    async () => vault.removeAll(integrationId, { signal }),
  ];
  for (const step of steps) {
    await lease.assertHeld(record);
    await step();
  }
}

async function removeProcesses({ dependencies: { processRepository }, record, signal }: Removal): Promise<void> {
  for (;;) {
    const processes = await processRepository.find({ integrationId: record.id, limit: PAGE }, { signal });
    for (const { id } of processes) await processRepository.deleteById(id, { signal });
    if (processes.length < PAGE) return;
  }
}
