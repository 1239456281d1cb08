import type { CallOptions } from '@frigg-crm/core';
import pLimit from 'p-limit';
import { trackEvents } from '../analytics/track-events.ts';
import { isAccountFailure } from '../failures/classify-failure.ts';
import type { PersonWriter } from './person-writer.ts';

/**
 * Deletes persons in Quo, and those who are gone there in the mapping. In this order a crash in between costs a
 * repetition; in the other one Quo would keep contacts that no mapping knows.
 * @param options.concurrency - Calls to Quo at once. @defaultValue 1
 * @returns why persons were not deleted, by external id; none: all of them were. After the refusal of an account no more
 * are tried.
 */
export async function deletePersons(
  { integration, mappings, scope, analytics }: Pick<PersonWriter, 'integration' | 'mappings' | 'scope' | 'analytics'>,
  externalIds: readonly string[],
  { concurrency = 1, ...options }: CallOptions & { readonly concurrency?: number | undefined },
): Promise<ReadonlyMap<string, unknown>> {
  const failures = new Map<string, unknown>();
  const deleted: string[] = [];
  let refusal: unknown;
  const limit = pLimit(concurrency);
  const deleteOne = async (externalId: string): Promise<void> => {
    if (refusal !== undefined) return void failures.set(externalId, refusal);
    try {
      await integration.quoContacts.deleteByExternalId(externalId, { ...options, source: integration.quoSource });
      deleted.push(externalId);
    } catch (error) {
      options.signal?.throwIfAborted();
      failures.set(externalId, error);
      if (isAccountFailure(error)) refusal = error;
    }
  };
  await Promise.all(externalIds.map(async (externalId) => limit(async () => deleteOne(externalId))));
  if (deleted.length > 0) await mappings.remove({ ...scope, ...options, externalIds: deleted });
  trackEvents(analytics, integration, { name: 'ContactDeleted', count: deleted.length, objectType: scope.objectType });
  return failures;
}
