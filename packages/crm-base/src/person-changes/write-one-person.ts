import type { CallOptions, JsonValue, PersonMapping } from '@frigg-crm/core';
import { toComparableTime } from '../persons/comparable-time.ts';
import { upsertPersons } from '../persons/upsert-persons.ts';
import { noteSharedNumbers } from '../persons/note-shared-numbers.ts';
import type { PersonChangeResult, PersonRun } from './person-change.ts';
import { PersonNotSyncedError } from '../failures/person-not-synced-error.ts';
import { confirmedOf, type PersonOutcome } from '../persons/person-outcome.ts';
import type { PersonWriter } from '../persons/person-writer.ts';

/** The result of writing one person. */
export interface WrittenPerson {
  readonly result: PersonChangeResult;
  /** No other worker can have written, or removed, another version in between. */
  readonly isSettled: boolean;
}

/** Codes of outcomes that another attempt may not meet: the other contact may be on its way out of Quo. */
const MAY_PASS: readonly string[] = ['CONFLICT', 'NO_OUTCOME'];

/**
 * Writes one person to Quo the way a sync does.
 * @throws {PersonNotSyncedError} when they are refused.
 */
export async function writeOnePerson(run: PersonRun, person: JsonValue, options: CallOptions): Promise<WrittenPerson> {
  const writer = createWriter(run);
  const before = await findMapping(run, options);
  const { outcomes, notes } = await upsertPersons(writer, [person], options);
  const [outcome] = outcomes;
  const result = toResult(outcome);
  const confirmed = confirmedOf(outcomes);
  for (const { externalId, code } of [...notes, ...(await noteSharedNumbers(writer, confirmed, { ...options, unit: 0 }))])
    writer.logger.info({ ...writer.scope, externalId, code }, 'person written with a note');
  if (confirmed.length === 0) return { result, isSettled: true };
  const after = await findMapping(run, options);
  // Unknown content means that other workers wrote it too; a created contact may replace one that was just removed.
  const isNew = outcome !== undefined && 'isNew' in outcome && outcome.isNew === true;
  const wasAlone = !isNew && after !== undefined && after.contentHash !== null;
  return { result, isSettled: wasAlone && isNewer(run, person, before) };
}

/** Without a date, or with the same one, it is undecidable which of two versions is the newer one. */
function isNewer({ integration }: PersonRun, person: JsonValue, before: PersonMapping | undefined): boolean {
  const modifiedAt = toComparableTime(integration.personModifiedAt(person));
  return modifiedAt !== null && modifiedAt !== (before?.sourceModifiedAt ?? null);
}

async function findMapping({ dependencies, integration, change }: PersonRun, options: CallOptions): Promise<PersonMapping | undefined> {
  const { integrationId } = integration;
  const { objectType, externalId } = change;
  const [mapping] = await dependencies.mappingRepository.findMany({ ...options, integrationId, objectType, externalIds: [externalId] });
  return mapping;
}

function createWriter({ dependencies, integration, change }: PersonRun): PersonWriter {
  const { mappingRepository, ids, logger, analytics } = dependencies;
  return {
    integration,
    mappings: mappingRepository,
    logger,
    analytics,
    scope: { integrationId: integration.integrationId, objectType: change.objectType },
    nextClaimId: () => `now/${ids.next()}`,
    seenIn: undefined,
    isRetry: false,
    force: change.force ?? false,
  };
}

function toResult(outcome: PersonOutcome | undefined): PersonChangeResult {
  if (outcome?.kind === 'retry') throw outcome.error;
  if (outcome?.kind !== 'failed') return outcome?.kind ?? 'skipped';
  const { code } = outcome.entry;
  throw new PersonNotSyncedError(code, { retryable: MAY_PASS.includes(code) });
}
