import { ConfigurationError, type JsonObject, type Process } from '@frigg-crm/core';
import { toFriggProcess } from '../processes/frigg-process.ts';

/** A row of Frigg's table "Process", as far as it is read. */
export interface FriggProcessTableRow {
  readonly id: string | number;
  readonly context?: JsonObject | null | undefined;
}

/** What is written into a row, again and again. */
export interface FriggProcessChanges {
  readonly state: string;
  readonly context: JsonObject;
  readonly results: JsonObject;
  /** Frigg's id of the row of the parent. */
  readonly parentProcessId?: string | undefined;
}

/** What a new row has. All ids are Frigg's. */
export interface FriggProcessRow extends FriggProcessChanges {
  readonly userId: string;
  readonly integrationId: string;
  readonly name: string;
  readonly type: string;
}

/** Frigg's repository of processes (`createProcessRepository()`), as far as it is used. */
export interface FriggProcessTable {
  create(row: FriggProcessRow): Promise<FriggProcessTableRow>;
  update(id: string, changes: FriggProcessChanges): Promise<unknown>;
  findByIntegrationAndType(integrationId: string, type: string): Promise<readonly FriggProcessTableRow[]>;
}

/**
 * Makes sure that a table is Frigg's.
 * @throws {ConfigurationError} naming what it lacks.
 */
export function checkProcessTable(table: FriggProcessTable): FriggProcessTable {
  // It comes from plain JavaScript.
  const given = (table as Partial<FriggProcessTable> | null | undefined) ?? {};
  const missing = (['create', 'update', 'findByIntegrationAndType'] as const).filter((method) => typeof given[method] !== 'function');
  if (missing.length === 0) return table;
  throw new ConfigurationError(`processTable has no ${missing.join(', ')}: give Frigg's own repository of processes, not one of ours`);
}

/** @returns the process in Frigg's form. Our id and version are in its context only: its own id is made by Frigg. */
export function toFriggRow(process: Process, parentProcessId: string | undefined): FriggProcessRow {
  const { userId, integrationId, name, type, state, context, results } = toFriggProcess(process);
  const own: JsonObject = { processId: process.id, version: process.version };
  return {
    userId,
    integrationId,
    name,
    type,
    state,
    context: { ...context, friggCrm: own },
    results,
    ...(parentProcessId !== undefined && { parentProcessId }),
  };
}

/** @returns Frigg's id of the row that mirrors a process, if one of these does. */
export function findMirrorOf(process: Process, rows: readonly FriggProcessTableRow[]): string | undefined {
  const row = rows.find(({ context }) => (context?.['friggCrm'] as JsonObject | undefined)?.['processId'] === process.id);
  return row === undefined ? undefined : String(row.id);
}
