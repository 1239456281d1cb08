import type { CallOptions, JsonValue, OutcomeCounts, Process, ProcessErrorEntry } from '@frigg-crm/core';
import { trackEvents } from '../analytics/track-events.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { ProcessPersonBatchData } from '../queue/sync-message.ts';
import { upsertPersons } from '../persons/upsert-persons.ts';
import { noteSharedNumbers } from '../persons/note-shared-numbers.ts';
import { confirmedOf, type PersonOutcome } from '../persons/person-outcome.ts';
import type { PersonWriter } from '../persons/person-writer.ts';
import { outcomeOf, preparePersons } from '../persons/prepare-persons.ts';
import { writeNewest } from '../persons/write-newest.ts';
import { isFullSync, readSyncContext } from '../process/sync-context.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';

/** What became of some people. */
export interface SyncedPersons {
  readonly counts: OutcomeCounts;
  readonly errors: readonly ProcessErrorEntry[];
  /** What is worth knowing of people who are in Quo: it changes no count and no outcome. */
  readonly notes: readonly ProcessErrorEntry[];
  /** Those that may succeed later, with the reason; they are in none of the counts. */
  readonly retry: readonly { readonly person: JsonValue; readonly externalId: string; readonly error: unknown }[];
}

/** Whose people they are. */
export interface SyncPersonsRun {
  readonly dependencies: Pick<SyncDependencies, 'mappingRepository' | 'ids' | 'logger' | 'analytics'>;
  readonly integration: CrmIntegration;
  readonly data: Pick<ProcessPersonBatchData, 'personObjectType' | 'unit' | 'attempt'>;
  readonly process: Process;
}

/**
 * Upserts people of one object type in Quo: those that Quo is known to hold as they are cost no call, and a version that is
 * older than what was written is left alone. Each person has an outcome of their own: a record that cannot be read or
 * that Quo refuses harms no other. May be repeated at any time.
 * @throws {ApiUnauthorizedError} when the whole account is refused.
 * @throws {StorageError} when the mapping is away.
 */
export async function syncPersons(run: SyncPersonsRun, persons: readonly JsonValue[], options: CallOptions): Promise<SyncedPersons> {
  const { integration, data, process } = run;
  const writer = createWriter(run);
  const { outcomes, notes } = await upsertPersons(writer, persons, options);
  const isLastAttempt = data.attempt + 1 >= integration.config.queueConfig.maxAttempts;
  await recordFailures(writer, outcomes, { ...options, processId: process.id, isLastAttempt });
  const shared = await noteSharedNumbers(writer, confirmedOf(outcomes), { ...options, unit: data.unit });
  return { ...summarise(persons, outcomes), notes: [...notes.map((note) => ({ ...note, unit: data.unit })), ...shared] };
}

/**
 * Corrects what an earlier delivery of this work may have left behind, when another worker has settled its unit meanwhile:
 * a worker that stood still, or crashed after its writes, may have written versions that were old by then. Costs one query
 * at the mapping where nothing is in doubt.
 * @returns those of `persons` that could not be corrected for now.
 * @throws {StorageError} when the mapping is away.
 */
export async function correctPersons(
  run: SyncPersonsRun,
  persons: readonly JsonValue[],
  options: CallOptions,
): Promise<SyncedPersons['retry']> {
  const writer = { ...createWriter(run), seenIn: undefined };
  const prepared = await preparePersons(writer, persons, { objectType: run.data.personObjectType, ...options });
  const contacts = prepared.filter((person) => person.kind === 'contact');
  const written = new Map(
    contacts.map(({ externalId }): readonly [string, PersonOutcome] => [externalId, { kind: 'skipped', isStale: true }]),
  );
  const outcomes = await writeNewest(writer, contacts, { ...options, written });
  return summarise(
    persons,
    prepared.map((person) => outcomeOf(person, outcomes)),
  ).retry;
}

function createWriter({ dependencies, integration, data, process }: SyncPersonsRun): PersonWriter {
  const context = readSyncContext(process);
  return {
    integration,
    mappings: dependencies.mappingRepository,
    logger: dependencies.logger,
    analytics: dependencies.analytics,
    scope: { integrationId: integration.integrationId, objectType: data.personObjectType },
    nextClaimId: () => `${process.id}/${data.unit}/${data.attempt}/${dependencies.ids.next()}`,
    seenIn: isFullSync(context) ? process.id : undefined,
    isRetry: data.attempt > 0,
    force: context.force,
  };
}

function summarise(persons: readonly JsonValue[], outcomes: readonly PersonOutcome[]): Omit<SyncedPersons, 'notes'> {
  const count = (kind: PersonOutcome['kind']): number => outcomes.filter((outcome) => outcome.kind === kind).length;
  const stale = outcomes.filter((outcome) => outcome.kind === 'skipped' && outcome.isStale === true).length;
  return {
    counts: { synced: count('synced'), failed: count('failed'), skipped: count('skipped'), ...(stale > 0 && { stale }) },
    errors: outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.entry] : [])),
    retry: outcomes.flatMap((outcome, index) =>
      outcome.kind === 'retry' ? [{ person: persons[index] ?? null, externalId: outcome.externalId, error: outcome.error }] : [],
    ),
  };
}

/** Notes in the mapping who failed for good, so that they can be found by the process that lost them. */
async function recordFailures(
  { mappings, scope, analytics, integration }: PersonWriter,
  outcomes: readonly PersonOutcome[],
  { processId, isLastAttempt, ...options }: CallOptions & { readonly processId: string; readonly isLastAttempt: boolean },
): Promise<void> {
  const people = outcomes.flatMap((outcome) => {
    if (outcome.kind === 'failed' && outcome.entry.externalId !== undefined)
      return [{ externalId: outcome.entry.externalId, code: outcome.entry.code }];
    if (outcome.kind === 'retry' && isLastAttempt) return [{ externalId: outcome.externalId, code: toErrorEntry(outcome.error).code }];
    return [];
  });
  if (people.length === 0) return;
  await mappings.recordFailures({ ...scope, ...options, processId, people });
  const [{ code } = { code: '' }] = people;
  trackEvents(analytics, integration, { name: 'ContactSyncFailed', count: people.length, objectType: scope.objectType, code });
}
