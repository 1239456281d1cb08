import type { Clock } from '@frigg-crm/core';

/** A record of a sandbox: what the CRM keeps of it beside its fields. */
export interface SandboxEntry<Fields> {
  readonly id: string;
  readonly fields: Fields;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
  /** Epoch milliseconds of the last change, the deletion included. */
  readonly changedAtMs: number;
  /** Epoch milliseconds; `undefined`: it is not deleted. */
  readonly deletedAtMs: number | undefined;
}

/** What has happened to a record. */
export interface SandboxChange<Fields> {
  readonly action: 'create' | 'change' | 'delete';
  readonly previous: SandboxEntry<Fields> | undefined;
  readonly current: SandboxEntry<Fields>;
}

/** Options of {@link SandboxRecords}. */
export interface SandboxRecordsOptions<Fields> {
  readonly clock: Clock;
  /** Makes the id of the record with this number, from 1. @defaultValue the number as text */
  readonly toId?: ((number: number) => string) | undefined;
  /** How many records there are at first, and what is in each. @defaultValue none */
  readonly initial?: { readonly count: number; readonly make: (number: number) => Fields } | undefined;
  /** The time of the first record (epoch milliseconds); each other is one second younger than the one before. @defaultValue so that the last one is of now */
  readonly firstAtMs?: number | undefined;
}

/** Records with change times and tombstones. Their order is that of their creation. */
export class SandboxRecords<Fields> {
  readonly #clock: Clock;
  readonly #toId: (number: number) => string;
  readonly #entries = new Map<string, SandboxEntry<Fields>>();
  #count = 0;
  #live = 0;
  /** Called with each change, after it is made: to emit events. */
  onChange: (change: SandboxChange<Fields>) => void = () => undefined;

  constructor({ clock, toId = String, initial, firstAtMs }: SandboxRecordsOptions<Fields>) {
    this.#clock = clock;
    this.#toId = toId;
    const count = initial?.count ?? 0;
    const startMs = firstAtMs ?? clock.now() - count * 1000;
    for (let number = 1; number <= count; number += 1)
      if (initial !== undefined) this.#insert(initial.make(number), startMs + (number - 1) * 1000);
  }

  /** How many there are; deleted ones are not counted. */
  get size(): number {
    return this.#live;
  }

  /** All that are not deleted. */
  list(): readonly SandboxEntry<Fields>[] {
    return [...this.#entries.values()].filter(({ deletedAtMs }) => deletedAtMs === undefined);
  }

  /** All that were ever made, deleted ones too. */
  all(): readonly SandboxEntry<Fields>[] {
    return [...this.#entries.values()];
  }

  /** The tombstones: those that were deleted at or after a time. */
  deletedSince(sinceMs = Number.NEGATIVE_INFINITY): readonly SandboxEntry<Fields>[] {
    return this.all().filter(({ deletedAtMs }) => deletedAtMs !== undefined && deletedAtMs >= sinceMs);
  }

  /** @returns the record unless it is deleted. */
  get(id: string): SandboxEntry<Fields> | undefined {
    const entry = this.#entries.get(id);
    return entry?.deletedAtMs === undefined ? entry : undefined;
  }

  add(fields: Fields): SandboxEntry<Fields> {
    const current = this.#insert(fields, this.#clock.now());
    this.onChange({ action: 'create', previous: undefined, current });
    return current;
  }

  /** @throws {RangeError} when there is none, or none any more. */
  change(id: string, changes: Partial<Fields>): SandboxEntry<Fields> {
    const previous = this.#need(id);
    const current = { ...previous, fields: { ...previous.fields, ...changes }, changedAtMs: this.#clock.now() };
    this.#entries.set(id, current);
    this.onChange({ action: 'change', previous, current });
    return current;
  }

  /** Leaves a tombstone. @throws {RangeError} when there is none, or none any more. */
  delete(id: string): SandboxEntry<Fields> {
    const previous = this.#need(id);
    const now = this.#clock.now();
    const current = { ...previous, changedAtMs: now, deletedAtMs: now };
    this.#entries.set(id, current);
    this.#live -= 1;
    this.onChange({ action: 'delete', previous, current });
    return current;
  }

  #insert(fields: Fields, atMs: number): SandboxEntry<Fields> {
    this.#count += 1;
    const entry = { id: this.#toId(this.#count), fields, createdAtMs: atMs, changedAtMs: atMs, deletedAtMs: undefined };
    this.#entries.set(entry.id, entry);
    this.#live += 1;
    return entry;
  }

  #need(id: string): SandboxEntry<Fields> {
    const entry = this.get(id);
    if (entry === undefined) throw new RangeError(`The sandbox has no record ${id}`);
    return entry;
  }
}
