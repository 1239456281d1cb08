import type { Clock, JsonObject } from '@frigg-crm/core';
import type { FriggProcessChanges, FriggProcessRow, FriggProcessTable, FriggProcessTableRow } from '../integration/frigg-process-table.ts';

/** One write of a row, as Frigg's table saw it. */
export interface RowWrite {
  readonly id: number;
  readonly atMs: number;
  readonly state: string;
  readonly version: number;
}

/** Frigg's table of processes on PostgreSQL: its ids are numbers, and whatever is given as an id is read as one. */
export class FriggProcessRows implements FriggProcessTable {
  readonly rows = new Map<number, FriggProcessRow>();
  readonly writes: RowWrite[] = [];
  /** Ids that are another one when they are read as a number. */
  readonly misread: string[] = [];
  /** Called before each write takes effect. */
  before: (write: RowWrite) => Promise<void> = async () => {};
  /** Called after it. */
  after: () => Promise<void> = async () => {};
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async create(row: FriggProcessRow): Promise<FriggProcessTableRow> {
    this.#toNumber(row.userId);
    this.#toNumber(row.integrationId);
    const id = this.rows.size + 1;
    await this.#write(id, row);
    return { id: String(id) };
  }

  async update(given: string, changes: FriggProcessChanges): Promise<void> {
    const id = this.#toNumber(given);
    const row = this.rows.get(id);
    if (row === undefined) throw new Error('Record to update not found.');
    await this.#write(id, { ...row, ...changes });
  }

  async findByIntegrationAndType(integrationId: string, type: string): Promise<readonly FriggProcessTableRow[]> {
    const number = this.#toNumber(integrationId);
    const found = [...this.rows].filter(([, row]) => Number(row.integrationId) === number && row.type === type);
    return found.map(([id, { context }]) => ({ id: String(id), context }));
  }

  /** The rows that mirror a process. */
  of(processId: string): readonly FriggProcessRow[] {
    return [...this.rows.values()].filter((row) => ownOf(row)['processId'] === processId);
  }

  async #write(id: number, row: FriggProcessRow): Promise<void> {
    if (row.parentProcessId !== undefined) this.#toNumber(row.parentProcessId);
    const write = { id, atMs: this.#clock.now(), state: row.state, version: Number(ownOf(row)['version']) };
    await this.before(write);
    this.rows.set(id, row);
    this.writes.push(write);
    await this.after();
  }

  #toNumber(id: string): number {
    const number = Number.parseInt(id, 10);
    if (String(number) !== id) this.misread.push(id);
    return number;
  }
}

function ownOf({ context }: FriggProcessRow): JsonObject {
  return context['friggCrm'] as JsonObject;
}
