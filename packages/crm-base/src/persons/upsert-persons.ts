import type { CallOptions, JsonValue, ProcessErrorEntry } from '@frigg-crm/core';
import { trackEvents } from '../analytics/track-events.ts';
import { noteUnreadable } from './note-unreadable.ts';
import type { PersonOutcome } from './person-outcome.ts';
import type { PersonWriter } from './person-writer.ts';
import { outcomeOf, preparePersons } from './prepare-persons.ts';
import { removePersons } from './remove-persons.ts';
import { writeContacts } from './write-contacts.ts';
import { writeNewest } from './write-newest.ts';

/** What became of people, and what is worth knowing of them. */
export interface UpsertResult {
  /** One for each person, in their order. */
  readonly outcomes: readonly PersonOutcome[];
  /** What is worth knowing of them: it changes no count and no outcome. */
  readonly notes: readonly ProcessErrorEntry[];
}

/**
 * Upserts people of one object type in Quo, inside a sync or without one: people whom Quo is known to hold unchanged cost
 * no call, a version that is older than what was written is skipped, and people whom the CRM lists as deleted are removed
 * as the policy says. Each person has an outcome of their own.
 * @throws {ApiUnauthorizedError} when the whole account is refused.
 * @throws {StorageError} when the mapping is away.
 */
export async function upsertPersons(writer: PersonWriter, persons: readonly JsonValue[], options: CallOptions): Promise<UpsertResult> {
  const prepared = await preparePersons(writer, persons, { objectType: writer.scope.objectType, ...options });
  const contacts = prepared.filter((person) => person.kind === 'contact');
  const written = await writeContacts(writer, contacts, options);
  const newest = await writeNewest(writer, contacts, { ...options, written });
  const deletions = prepared.filter((person) => person.kind === 'deleted');
  const removed = await removePersons(writer, deletions, options);
  const settled = new Map([...written, ...newest, ...removed]);
  const outcomes = prepared.map((person) => outcomeOf(person, settled));
  trackWrites(writer, outcomes);
  return {
    outcomes,
    notes: noteUnreadable(prepared),
  };
}

function trackWrites({ analytics, integration, scope: { objectType } }: PersonWriter, outcomes: readonly PersonOutcome[]): void {
  const writes = outcomes.filter((outcome) => 'confirmed' in outcome && outcome.confirmed !== undefined);
  const created = writes.filter((outcome) => 'isNew' in outcome && outcome.isNew === true).length;
  trackEvents(analytics, integration, { name: 'ContactImport', count: created, objectType });
  trackEvents(analytics, integration, { name: 'ContactUpdated', count: writes.length - created, objectType });
}
