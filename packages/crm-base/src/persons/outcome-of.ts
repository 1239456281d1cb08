import type { PersonOutcome } from './person-outcome.ts';
import type { PreparedPerson } from './prepare-persons.ts';

/** @returns the outcome of a prepared person; a person without one was skipped. */
export function outcomeOf(person: PreparedPerson, outcomes: ReadonlyMap<string, PersonOutcome>): PersonOutcome {
  if (person.kind !== 'contact' && person.kind !== 'deleted') return person;
  return outcomes.get(person.externalId) ?? { kind: 'skipped' };
}
