import type { Clock } from '@frigg-crm/core';

/** What every record of API v2 has. */
export interface SandboxRecord {
  readonly id: number;
  readonly add_time: string;
  readonly update_time: string;
}

/** Records numbered from 1, which know when they were written. */
export class RecordStore<Kept extends SandboxRecord> {
  readonly #clock: Clock;
  readonly #records = new Map<number, Kept>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): readonly Kept[] {
    return [...this.#records.values()];
  }

  get(id: number): Kept | undefined {
    return this.#records.get(id);
  }

  add(fields: Omit<Kept, keyof SandboxRecord>): Kept {
    const now = toWireTime(this.#clock.now());
    const added = { ...fields, id: this.#records.size + 1, add_time: now, update_time: now } as unknown as Kept;
    this.#records.set(added.id, added);
    return added;
  }

  change(record: Kept, changes: Partial<Kept>): Kept {
    const changed = { ...record, ...changes, id: record.id, update_time: toWireTime(this.#clock.now()) };
    this.#records.set(record.id, changed);
    return changed;
  }
}

/** Times on the wire have whole seconds. */
export function toWireTime(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}
