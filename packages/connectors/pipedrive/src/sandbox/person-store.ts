import type { Clock } from '@frigg-crm/core';
import { toWireTime } from './record-store.ts';
import type { SandboxPerson, SandboxPersonInput, SandboxValue } from './sandbox-person.ts';

/** By what persons may be sorted. */
export type SortKey = 'id' | 'update_time' | 'add_time';

/** Where a page ends: the sorted value and, since it may be shared, the id. */
export interface Position {
  readonly value: string;
  readonly id: number;
}

/** What a store of persons works with. */
export interface PersonStoreOptions {
  /** How many people there are at first; they have the ids from 1. */
  readonly count: number;
  readonly generate: (id: number, times: Pick<SandboxPerson, 'add_time' | 'update_time'>) => SandboxPerson;
  readonly clock: Clock;
}

/** The people of a sandbox, and what may happen to them while a sync runs. */
export interface SandboxPeople {
  /** How many there are; deleted ones are not counted. */
  readonly size: number;
  /** @returns the person, for 30 days also a deleted one. */
  get(id: number): SandboxPerson | undefined;
  add(person?: SandboxPersonInput): SandboxPerson;
  /** @throws {RangeError} when there is none. */
  change(id: number, changes: SandboxPersonInput): SandboxPerson;
  /** As Pipedrive does: still answered, with `is_deleted`, for 30 days. @throws {RangeError} when there is none. */
  delete(id: number): void;
  /**
   * Merges one person into another, who takes over the telephone numbers and addresses; the first is deleted.
   * @throws {RangeError} when either is none.
   */
  merge(loserId: number, survivorId: number): SandboxPerson;
}

/** What has happened to a person; `previous` and `current` are as the lists would answer them. */
export interface PersonChange {
  readonly action: 'create' | 'change' | 'delete';
  readonly previous: SandboxPerson | undefined;
  readonly current: SandboxPerson;
  readonly mergedToId?: number;
  readonly mergedFromId?: number;
}

const FIRST_TIME_MS = Date.UTC(2025, 0, 1);
const SPAN_MS = 300 * 24 * 3_600_000;
const KEPT_AFTER_DELETION_MS = 30 * 24 * 3_600_000;

/** Keeps only who was added or changed; all others are made up on request. */
export class PersonStore implements SandboxPeople {
  readonly #options: PersonStoreOptions;
  readonly #changed = new Map<number, SandboxPerson>();
  readonly #deletedAtMs = new Map<number, number>();
  #lastId: number;
  /** Called with each change, after it is made. */
  onChange: (change: PersonChange) => void = () => undefined;

  constructor(options: PersonStoreOptions) {
    this.#options = options;
    this.#lastId = options.count;
  }

  get size(): number {
    return this.#lastId - this.#deletedAtMs.size;
  }

  get(id: number): SandboxPerson | undefined {
    if (!Number.isInteger(id) || id < 1 || id > this.#lastId) return undefined;
    const deletedAtMs = this.#deletedAtMs.get(id);
    if (deletedAtMs !== undefined && this.#options.clock.now() >= deletedAtMs + KEPT_AFTER_DELETION_MS) return undefined;
    return this.#changed.get(id) ?? this.#generated(id);
  }

  add(person: SandboxPersonInput = {}): SandboxPerson {
    const now = this.#now();
    this.#lastId += 1;
    const added = { ...this.#options.generate(this.#lastId, { add_time: now, update_time: now }), ...person };
    this.#changed.set(added.id, added);
    this.onChange({ action: 'create', previous: undefined, current: added });
    return added;
  }

  change(id: number, changes: SandboxPersonInput): SandboxPerson {
    const { previous, current } = this.#replace(id, { update_time: this.#now(), ...changes });
    this.onChange({ action: 'change', previous, current });
    return current;
  }

  delete(id: number): void {
    this.onChange({ action: 'delete', ...this.#remove(id) });
  }

  merge(loserId: number, survivorId: number): SandboxPerson {
    const loser = this.get(loserId);
    if (loserId === survivorId || loser === undefined) throw new RangeError(`The sandbox cannot merge person ${loserId}`);
    const { phones, emails } = this.get(survivorId) ?? loser;
    const added = { phones: [...phones, ...unmarked(loser.phones)], emails: [...emails, ...unmarked(loser.emails)] };
    const { previous, current } = this.#replace(survivorId, { update_time: this.#now(), ...added });
    this.onChange({ action: 'delete', ...this.#remove(loserId), mergedToId: survivorId });
    this.onChange({ action: 'change', previous, current, mergedFromId: loserId });
    return current;
  }

  /** @returns all persons behind `after`, in order. */
  *inOrder(key: SortKey, direction: 'asc' | 'desc', after: Position | undefined): Generator<SandboxPerson> {
    const forward = direction === 'asc';
    if (key === 'id') {
      for (
        let id = after === undefined ? (forward ? 1 : this.#lastId) : after.id + (forward ? 1 : -1);
        id >= 1 && id <= this.#lastId;
        id += forward ? 1 : -1
      ) {
        const person = this.get(id);
        if (person !== undefined) yield person;
      }
      return;
    }
    const sign = forward ? 1 : -1;
    const isBehind = (person: SandboxPerson): boolean => after === undefined || sign * comparePositions(positionOf(person, key), after) > 0;
    const changed = [...this.#changed.keys()]
      .flatMap((id) => this.get(id) ?? [])
      .filter(isBehind)
      .sort((one, other) => sign * comparePositions(positionOf(one, key), positionOf(other, key)));
    yield* merge(
      this.#unchangedBehind(after, forward),
      changed,
      (one, other) => sign * comparePositions(positionOf(one, key), positionOf(other, key)),
    );
  }

  /** Those that were never changed; their times rise with their ids. */
  *#unchangedBehind(after: Position | undefined, forward: boolean): Generator<SandboxPerson> {
    const { count } = this.#options;
    let low = 1;
    let high = count + 1;
    const sought = after ?? (forward ? { value: '', id: 0 } : { value: '~', id: 0 });
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const order = comparePositions({ value: this.#times(middle).update_time, id: middle }, sought);
      if (forward ? order <= 0 : order < 0) low = middle + 1;
      else high = middle;
    }
    for (let id = forward ? low : low - 1; id >= 1 && id <= count; id += forward ? 1 : -1)
      if (!this.#changed.has(id)) yield this.#generated(id);
  }

  #replace(id: number, changes: Partial<SandboxPerson>): { readonly previous: SandboxPerson; readonly current: SandboxPerson } {
    const previous = this.get(id);
    if (previous === undefined) throw new RangeError(`The sandbox has no person ${id}`);
    const current = { ...previous, ...changes, id };
    this.#changed.set(id, current);
    return { previous, current };
  }

  #remove(id: number): { readonly previous: SandboxPerson; readonly current: SandboxPerson } {
    const replaced = this.#replace(id, { update_time: this.#now(), is_deleted: true });
    this.#deletedAtMs.set(id, this.#options.clock.now());
    return replaced;
  }

  #generated(id: number): SandboxPerson {
    return this.#options.generate(id, this.#times(id));
  }

  #times(id: number): Pick<SandboxPerson, 'add_time' | 'update_time'> {
    const time = toWireTime(FIRST_TIME_MS + Math.floor((id * SPAN_MS) / Math.max(this.#options.count, 1)));
    return { add_time: time, update_time: time };
  }

  #now(): string {
    return toWireTime(this.#options.clock.now());
  }
}

/** One value is the primary one, and the survivor has his. */
function unmarked(values: readonly SandboxValue[]): readonly SandboxValue[] {
  return values.map((value) => ({ ...value, primary: false }));
}

/** @returns where the person stands in a list sorted by `key`. */
export function positionOf(person: SandboxPerson, key: SortKey): Position {
  return { value: key === 'id' ? '' : person[key], id: person.id };
}

/** @returns less than 0 when `one` comes first. */
export function comparePositions(one: Position, other: Position): number {
  if (one.value !== other.value) return one.value < other.value ? -1 : 1;
  return one.id - other.id;
}

function* merge<Item>(stream: Generator<Item>, sorted: readonly Item[], order: (one: Item, other: Item) => number): Generator<Item> {
  const rest = [...sorted];
  for (const item of stream) {
    for (let next = rest[0]; next !== undefined && order(next, item) < 0; next = rest[0]) {
      yield next;
      rest.shift();
    }
    yield item;
  }
  yield* rest;
}
