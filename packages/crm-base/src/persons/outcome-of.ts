import type { PersonOutcome } from './person-outcome.ts';
import type { PreparedPerson } from './prepare-persons.ts';

/** @returns what became of a prepared person; whoever is in none of the outcomes was skipped. */
export function outcomeOf(person: PreparedPerson, outcomes: ReadonlyMap<string, PersonOutcome>): PersonOutcome {
  if (person.kind !== 'contact' && person.kind !== 'deleted') return person;
  return outcomes.get(person.externalId) ?? { kind: 'skipped' };
}
