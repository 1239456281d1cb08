import type { CallOptions } from '@frigg-crm/core';
import { toCanonicalJson } from '@frigg-crm/core/adapter';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { fetchOnePerson, type FoundPerson } from './fetch-one-person.ts';
import { deletePersons } from '../persons/delete-persons.ts';
import { PersonNotSyncedError } from '../failures/person-not-synced-error.ts';
import type { PersonChangeDependencies, PersonChange, PersonChangeResult, PersonRun } from './person-change.ts';
import { schedulePersonCheck } from './schedule-person-check.ts';
import { writeOnePerson } from './write-one-person.ts';

/** The CRM may return another version at each read; then the person is being edited, and a later check is better. */
const MAX_READS = 5;

/**
 * Upserts one person in Quo as the CRM has them now, whatever the event said and however old it is. It goes the way of a
 * sync: unchanged content costs no call, other attempts at the same person are noticed; no sync's count is touched.
 *
 * A person who is gone is removed from the mapping, and deleted in Quo if `syncConfig.deletionPolicy` is `delete`; with
 * `keep` the contact stays and is no longer tracked. A person whom the CRM does not show although it reported a change may
 * not be visible yet, and one whom it shows although it reported a deletion may be gone in a moment: both are checked
 * again after a minute, and what the CRM shows then counts.
 *
 * Where another worker may have written or removed the same person in the meantime, the CRM is read again, until it
 * returns what was written last. May be repeated at any time.
 * @throws {PersonNotSyncedError} when Quo or the transformation refuses the person; retryable for a conflict with another
 * contact: when two people become one, the deletion of the other one may still be on its way.
 * @throws what the CRM, Quo and the mapping throw when it is not known how it is.
 */
export async function syncOnePerson(
  dependencies: PersonChangeDependencies,
  integration: CrmIntegration,
  change: PersonChange,
  options: CallOptions = {},
): Promise<PersonChangeResult> {
  const { objectType, externalId } = change;
  const run = { dependencies, integration, change };
  let last: Step | undefined;
  for (let reads = 0; reads < MAX_READS; reads += 1) {
    const found = await fetchOnePerson(integration, externalId, { objectType, ...options });
    last = await workOn(run, { found, last }, options);
    if (!last.isSettled) continue;
    dependencies.logger.debug({ integrationId: integration.integrationId, result: last.result }, 'person reconciled');
    return last.result;
  }
  throw new PersonNotSyncedError('UNSETTLED', { retryable: true });
}

/** The result of one read, and whether it is final. */
interface Step {
  readonly result: PersonChangeResult;
  readonly isSettled: boolean;
  /** Identifies the version that was written; `undefined`: none was. */
  readonly version: string | undefined;
}

/** What one read found, and the result of the one before. */
interface Read {
  readonly found: FoundPerson;
  readonly last: Step | undefined;
}

async function workOn(run: PersonRun, { found, last }: Read, options: CallOptions): Promise<Step> {
  const { hint, checks } = run.change;
  const wasRemoved = last?.result === 'removed';
  if (found.kind === 'present') {
    const version = toCanonicalJson(found.person);
    if (last?.version === version) return { ...last, isSettled: true };
    const written = await writeOnePerson(run, found.person, options);
    if ((wasRemoved || hint === 'deleted') && checks === 0) await schedulePersonCheck(run, options);
    return { ...written, version };
  }
  if (wasRemoved) return { ...last, isSettled: true };
  if (found.kind === 'missing' && hint === 'changed' && checks === 0) {
    await schedulePersonCheck(run, options);
    return { result: 'check-later', isSettled: true, version: undefined };
  }
  await remove(run, options);
  return { result: 'removed', isSettled: false, version: undefined };
}

/** With `keep` the contact stays in Quo, and the mapping forgets it. */
async function remove({ dependencies, integration, change }: PersonRun, options: CallOptions): Promise<void> {
  const { mappingRepository: mappings, analytics } = dependencies;
  const { objectType, externalId } = change;
  const scope = { integrationId: integration.integrationId, objectType };
  if (integration.config.syncConfig.deletionPolicy === 'keep') return mappings.remove({ ...options, ...scope, externalIds: [externalId] });
  const [failure] = (await deletePersons({ integration, mappings, scope, analytics }, [externalId], options)).values();
  if (failure !== undefined) throw failure as Error;
}
