import type { AxisCareRecordType } from '../person-keys.ts';
import { aRecord, generatePerson, type GeneratorOptions, type SandboxPerson } from './sandbox-person.ts';

/** What has happened to a record: the API has no events of deletions. */
export type SandboxPersonChange = { readonly type: AxisCareRecordType; readonly action: 'created' | 'updated'; readonly id: number };

/** Options of {@link SandboxPeople}. */
export interface SandboxPeopleOptions extends GeneratorOptions {
  readonly type: AxisCareRecordType;
  /** How many are made up, or each one. */
  readonly people: number | readonly Partial<SandboxPerson>[];
  readonly onChange: (change: SandboxPersonChange) => void;
}

/** The records of one type. Only those that were changed take memory. */
export class SandboxPeople {
  readonly #options: SandboxPeopleOptions;
  readonly #count: number;
  /** By id; `undefined`: deleted. */
  readonly #changed = new Map<number, SandboxPerson | undefined>();
  #lastId: number;

  constructor(options: SandboxPeopleOptions) {
    this.#options = options;
    const { people } = options;
    this.#count = typeof people === 'number' ? people : 0;
    this.#lastId = this.#count;
    if (typeof people !== 'number') for (const fields of people) this.#insert(fields);
  }

  /** The highest id so far. */
  get lastId(): number {
    return this.#lastId;
  }

  get(id: number): SandboxPerson | undefined {
    if (this.#changed.has(id)) return this.#changed.get(id);
    return Number.isInteger(id) && id >= 1 && id <= this.#count ? generatePerson(this.#options.type, id, this.#options) : undefined;
  }

  /** @returns those behind an id, in the order of their ids, at most `limit`. */
  after(id: number, limit: number): readonly SandboxPerson[] {
    const found: SandboxPerson[] = [];
    for (let next = id + 1; next <= this.#lastId && found.length < limit; next += 1) {
      const person = this.get(next);
      if (person !== undefined) found.push(person);
    }
    return found;
  }

  /** A user adds a record. */
  add(fields: Partial<SandboxPerson> = {}): SandboxPerson {
    const person = this.#insert(fields);
    this.#options.onChange({ type: this.#options.type, action: 'created', id: person.id });
    return person;
  }

  /** A user changes a record. @throws {RangeError} when there is none. */
  change(id: number, changes: Partial<SandboxPerson>): SandboxPerson {
    const person = { ...this.#need(id), ...changes };
    this.#changed.set(id, person);
    this.#options.onChange({ type: this.#options.type, action: 'updated', id });
    return person;
  }

  /** A user deletes a record, of which AxisCare informs no one. @throws {RangeError} when there is none. */
  delete(id: number): void {
    this.#need(id);
    this.#changed.set(id, undefined);
  }

  #insert(fields: Partial<SandboxPerson>): SandboxPerson {
    const id = fields.id ?? this.#lastId + 1;
    this.#lastId = Math.max(this.#lastId, id);
    const person = { ...aRecord(id), ...fields, id };
    this.#changed.set(id, person);
    return person;
  }

  #need(id: number): SandboxPerson {
    const person = this.get(id);
    if (person === undefined) throw new RangeError(`The sandbox has no record ${id}`);
    return person;
  }
}
