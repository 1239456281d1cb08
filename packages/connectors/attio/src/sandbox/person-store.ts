import type { Clock } from '@frigg-crm/core';
import { PERSON_ATTRIBUTES, type PersonAttribute } from './sandbox-ids.ts';
import { phonesOf, toRecord, type SandboxPerson, type SandboxPersonInput } from './sandbox-person.ts';

/** What a store of people works with. */
export interface PersonStoreOptions {
  /** How many people there are at first; they have the numbers from 1. */
  readonly count: number;
  readonly generate: (number: number, createdAtMs: number) => SandboxPerson;
  readonly clock: Clock;
}

/** The people of a sandbox, and what may happen to them while a sync runs. */
export interface SandboxPeople {
  /** How many there are; deleted ones are not counted. */
  readonly size: number;
  /** @returns the person unless it is deleted. */
  get(number: number): SandboxPerson | undefined;
  add(person?: SandboxPersonInput): SandboxPerson;
  /** @throws {RangeError} when there is none. */
  change(number: number, changes: SandboxPersonInput): SandboxPerson;
  /** @throws {RangeError} when there is none. */
  delete(number: number): void;
  /** Merges two people: both become a third, with another id (Attio, Webhooks, `record.merged`). @throws {RangeError} when either is none. */
  merge(number: number, other: number): SandboxPerson;
}

/** What has happened to a person: one for each event that Attio sends of it. */
export interface PersonChange {
  readonly type: 'record.created' | 'record.updated' | 'record.deleted' | 'record.merged';
  readonly number: number;
  /** Of `record.updated`. */
  readonly attribute?: PersonAttribute | undefined;
  /** Of `record.merged`: one of the two that are gone. */
  readonly duplicate?: number | undefined;
}

const FIRST_TIME_MS = Date.UTC(2025, 0, 1);
const STEP_MS = 1000;

/** Keeps only who was added or changed; all others are made up when they are requested. */
export class PersonStore implements SandboxPeople {
  readonly #options: PersonStoreOptions;
  readonly #changed = new Map<number, SandboxPerson>();
  readonly #gone = new Set<number>();
  #last: number;
  /** Called for each event, after the change was made. */
  onChange: (change: PersonChange) => void = () => undefined;

  constructor(options: PersonStoreOptions) {
    this.#options = options;
    this.#last = options.count;
  }

  get size(): number {
    return this.#last - this.#gone.size;
  }

  get(number: number): SandboxPerson | undefined {
    if (!Number.isInteger(number) || number < 1 || number > this.#last || this.#gone.has(number)) return undefined;
    return this.#changed.get(number) ?? this.#options.generate(number, FIRST_TIME_MS + number * STEP_MS);
  }

  add(person: SandboxPersonInput = {}): SandboxPerson {
    const added = this.#insert(person);
    this.onChange({ type: 'record.created', number: added.number });
    return added;
  }

  change(number: number, changes: SandboxPersonInput): SandboxPerson {
    const previous = this.#need(number);
    const current = { ...previous, ...changes };
    this.#changed.set(number, current);
    const [before, after] = [valuesOf(previous), valuesOf(current)];
    for (const { slug } of PERSON_ATTRIBUTES)
      if (before[slug] !== after[slug]) this.onChange({ type: 'record.updated', number, attribute: slug });
    return current;
  }

  delete(number: number): void {
    this.#need(number);
    this.#gone.add(number);
    this.onChange({ type: 'record.deleted', number });
  }

  merge(number: number, other: number): SandboxPerson {
    const [one, two] = [this.#need(number), this.#need(other)];
    if (number === other) throw new RangeError(`The sandbox cannot merge person ${number} with itself`);
    const { number: _number, createdAtMs: _createdAtMs, ...fields } = one;
    const joined = { ...fields, phones: [...one.phones, ...two.phones], emails: [...one.emails, ...two.emails] };
    for (const gone of [number, other]) this.#gone.add(gone);
    const merged = this.#insert(joined);
    for (const duplicate of [number, other]) this.onChange({ type: 'record.merged', number: merged.number, duplicate });
    return merged;
  }

  /** @returns a page in the order of creation. */
  page({
    offset,
    limit,
    isAscending,
  }: {
    readonly offset: number;
    readonly limit: number;
    readonly isAscending: boolean;
  }): readonly SandboxPerson[] {
    const page: SandboxPerson[] = [];
    // While no person is gone, numbers are positions.
    let [position, skipped] = this.#gone.size === 0 ? [offset, offset] : [0, 0];
    for (; position < this.#last && page.length < limit; position += 1) {
      const person = this.get(isAscending ? position + 1 : this.#last - position);
      if (person === undefined) continue;
      if (skipped >= offset) page.push(person);
      else skipped += 1;
    }
    return page;
  }

  /** @returns those who have this number in E.164, the oldest first. */
  findByPhone(phone: string): readonly SandboxPerson[] {
    return this.#filter((person) => phonesOf(person).includes(phone));
  }

  /** @returns those who have this e-mail address, in small letters, the oldest first. */
  findByEmail(email: string): readonly SandboxPerson[] {
    return this.#filter(({ emails }) => emails.some((each) => each.toLowerCase() === email));
  }

  /** @returns those whose digits contain these, as a fuzzy search does. */
  search(digits: string): readonly SandboxPerson[] {
    return this.#filter((person) => phonesOf(person).some((phone) => phone.includes(digits)));
  }

  /** @returns those whose name contains a text, whatever its case. */
  searchByName(text: string): readonly SandboxPerson[] {
    const wanted = text.toLowerCase();
    return this.#filter(({ name }) => name !== null && `${name.first} ${name.last}`.toLowerCase().includes(wanted));
  }

  #filter(isWanted: (person: SandboxPerson) => boolean): readonly SandboxPerson[] {
    const found: SandboxPerson[] = [];
    for (let number = 1; number <= this.#last; number += 1) {
      const person = this.get(number);
      if (person !== undefined && isWanted(person)) found.push(person);
    }
    return found;
  }

  #insert(person: SandboxPersonInput): SandboxPerson {
    this.#last += 1;
    const added = { ...this.#options.generate(this.#last, this.#options.clock.now()), ...person };
    this.#changed.set(this.#last, added);
    return added;
  }

  #need(number: number): SandboxPerson {
    const person = this.get(number);
    if (person === undefined) throw new RangeError(`The sandbox has no person ${number}`);
    return person;
  }
}

/** Attributes as texts, to compare them. */
function valuesOf(person: SandboxPerson): Readonly<Record<string, string>> {
  const { values } = toRecord(person);
  return Object.fromEntries(Object.entries(values as object).map(([slug, value]) => [slug, JSON.stringify(value)]));
}
