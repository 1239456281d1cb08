import { INTEGRATIONS } from '@frigg-crm/core';
import { toErrorEntry } from '../sync/retry-delay.ts';
import type { Removal } from './removal.ts';
import { removeWebhooks } from './remove-webhooks.ts';

/** How many processes are looked at in one go. */
const PAGE = 100;

/**
 * Takes an integration away: first what is outside, which needs its credentials, then what is stored, the record last.
 * Each step may be repeated, so whatever is interrupted begins again.
 * @returns whether it is gone; not while something outside could still be cleaned up by another attempt.
 */
export async function removeIntegration(removal: Removal): Promise<boolean> {
  const { tools, record, signal } = removal;
  const isLastTry = record.failedAttempts + 1 >= tools.settings.maxCleanUpAttempts;
  // First, so that what is in hand has time to end.
  const isCancelled = await cancelSyncs(removal);
  const isClean = (await removeWebhooks(removal, { isLastTry })) && isCancelled;
  signal?.throwIfAborted();
  if (!isClean && !isLastTry) return false;
  if (!isClean)
    tools.logger.error({ integrationId: record.id }, 'an integration is deleted though not all of it could be cleaned up outside');
  await purge(removal);
  return true;
}

async function cancelSyncs({ tools, record, signal }: Removal): Promise<boolean> {
  try {
    await tools.cancelSyncs(record.id, { signal });
    return true;
  } catch (error) {
    tools.logger.warn(
      { integrationId: record.id, code: toErrorEntry(error).code },
      'the syncs of a deleted integration could not be cancelled',
    );
    return false;
  }
}

async function purge({ tools, record: { id: integrationId }, signal }: Removal): Promise<void> {
  const { mappingRepository, processRepository, documents, vault, integrations } = tools;
  await mappingRepository.removeAll({ integrationId, signal });
  for (;;) {
    const processes = await processRepository.find({ integrationId, limit: PAGE }, { signal });
    for (const { id } of processes) await processRepository.deleteById(id, { signal });
    if (processes.length < PAGE) break;
  }
  await documents.removeIntegration({ integrationId, except: [INTEGRATIONS], signal });
  await vault.removeAll(integrationId, { signal });
  await integrations.deleteById(integrationId, { signal });
}
