import type { Clock } from '@frigg-crm/core';
import { generatePerson } from './generate-person.ts';
import { PersonStore } from './person-store.ts';
import type { SandboxPersonInput } from './sandbox-person.ts';

/** The people of a sandbox: how many, and how odd. */
export interface SandboxPeopleOptions {
  /** How many people, or these people, or so many made by `person(id)`. Only the listed ones are held in memory. @defaultValue 100 */
  readonly people?:
    | number
    | readonly SandboxPersonInput[]
    | { readonly count: number; readonly person: (id: number) => SandboxPersonInput }
    | undefined;
  /** The same seed makes the same people and the same faults. @defaultValue 1 */
  readonly seed?: number | undefined;
  /** Share of people without a usable phone number, 0 to 1. @defaultValue 0.02 */
  readonly withoutPhone?: number | undefined;
  /** Share of people of an awkward shape (emoji, no name, doubled numbers), 0 to 1. @defaultValue 0.05 */
  readonly awkward?: number | undefined;
  /** How many organisations. @defaultValue 50 */
  readonly organizations?: number | undefined;
}

/** Makes the people of a sandbox. */
export function createSandboxPeople(options: SandboxPeopleOptions, clock: Clock): PersonStore {
  const { people = 100, withoutPhone = 0.02, awkward = 0.05, organizations = 50, seed = 1 } = options;
  const shape = { seed, withoutPhone, awkward, organizations };
  if (typeof people === 'number')
    return new PersonStore({ count: people, clock, generate: (id, times) => generatePerson(id, times, shape) });
  const regular = { ...shape, withoutPhone: 0, awkward: 0 };
  if ('count' in people) {
    const generate: ConstructorParameters<typeof PersonStore>[0]['generate'] = (id, times) => ({
      ...generatePerson(id, times, regular),
      ...people.person(id),
      ...times,
      id,
    });
    return new PersonStore({ count: people.count, clock, generate });
  }
  const store = new PersonStore({ count: 0, clock, generate: (id, times) => generatePerson(id, times, regular) });
  for (const person of people) store.add(person);
  return store;
}
