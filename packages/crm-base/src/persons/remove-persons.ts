import type { CallOptions } from '@frigg-crm/core';
import { deletePersons } from './delete-persons.ts';
import { toFailedOutcome, type PersonOutcome, type PersonOutcomes } from './person-outcome.ts';
import type { PersonWriter } from './person-writer.ts';
import type { PreparedDeletion } from './prepare-persons.ts';

/**
 * Takes people whom the CRM lists as deleted out of Quo and out of the mapping, if `syncConfig.deletionPolicy` says so.
 * A person stays when a version newer than the deletion was written: the CRM has restored them. All count as skipped.
 */
export async function removePersons(
  writer: PersonWriter,
  deletions: readonly PreparedDeletion[],
  options: CallOptions,
): Promise<PersonOutcomes> {
  const { integration, mappings, scope } = writer;
  if (deletions.length === 0) return new Map();
  const outcomes = new Map<string, PersonOutcome>(deletions.map(({ externalId }) => [externalId, { kind: 'skipped' }]));
  if (integration.config.syncConfig.deletionPolicy === 'keep') return outcomes;
  const known = await mappings.findMany({ ...scope, ...options, externalIds: deletions.map(({ externalId }) => externalId) });
  const newest = new Map(known.map(({ externalId, sourceModifiedAt }) => [externalId, sourceModifiedAt]));
  const wanted = deletions.filter(({ externalId, sourceModifiedAt }) => {
    const written = newest.get(externalId) ?? null;
    return written === null || sourceModifiedAt === null || written <= sourceModifiedAt;
  });
  const failures = await deletePersons(
    writer,
    wanted.map(({ externalId }) => externalId),
    options,
  );
  for (const [externalId, error] of failures) outcomes.set(externalId, toFailedOutcome(error, externalId));
  return outcomes;
}
