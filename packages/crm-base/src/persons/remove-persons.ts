import type { CallOptions } from '@frigg-crm/core';
import { isAccountFailure, isTransient } from '../failures/classify-failure.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { PersonOutcome } from './person-outcome.ts';
import type { PersonWriter } from './person-writer.ts';
import type { PreparedDeletion } from './prepare-persons.ts';

/**
 * Takes people whom the CRM lists as deleted out of Quo and out of the mapping, if `syncConfig.deletionPolicy` says so.
 * Somebody who was restored since, as a newer version tells, stays. All of them count as skipped.
 */
export async function removePersons(
  writer: PersonWriter,
  deletions: readonly PreparedDeletion[],
  options: CallOptions,
): Promise<ReadonlyMap<string, PersonOutcome>> {
  const { integration, mappings, scope } = writer;
  if (deletions.length === 0) return new Map();
  const outcomes = new Map<string, PersonOutcome>(deletions.map(({ externalId }) => [externalId, { kind: 'skipped' }]));
  if (integration.config.syncConfig.deletionPolicy === 'keep') return outcomes;
  const known = await mappings.findMany({ ...scope, ...options, externalIds: deletions.map(({ externalId }) => externalId) });
  const newest = new Map(known.map(({ externalId, sourceModifiedAt }) => [externalId, sourceModifiedAt]));
  const removed: string[] = [];
  for (const { externalId, sourceModifiedAt } of deletions) {
    const written = newest.get(externalId) ?? null;
    if (written !== null && sourceModifiedAt !== null && written > sourceModifiedAt) continue;
    const failure = await removeFromQuo(writer, externalId, options);
    if (failure === undefined) removed.push(externalId);
    else outcomes.set(externalId, failure);
  }
  // In this order a crash in between costs a repetition; in the other one Quo would keep somebody whom nobody knows.
  if (removed.length > 0) await mappings.remove({ ...scope, ...options, externalIds: removed });
  return outcomes;
}

async function removeFromQuo({ integration }: PersonWriter, externalId: string, options: CallOptions): Promise<PersonOutcome | undefined> {
  try {
    await integration.quoContacts.deleteByExternalId(externalId, { ...options, source: integration.quoSource });
    return undefined;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (isAccountFailure(error)) throw error;
    return isTransient(error) ? { kind: 'retry', externalId, error } : { kind: 'failed', entry: toErrorEntry(error, { externalId }) };
  }
}
