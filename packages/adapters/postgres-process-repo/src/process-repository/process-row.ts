import { InvalidProcessDataError, StorageError, toProcessId, type JsonObject, type Ledger, type Process } from '@frigg-crm/core';
import { dueAtOf } from '@frigg-crm/core/adapter';
import type { Insertable, Selectable } from 'kysely';
import * as z from 'zod';
import type { ProcessTable } from '../process-database.ts';

const jsonObjectSchema = z.custom<JsonObject>(isObject);
const ledgerSchema = z.custom<Ledger>(
  (value) =>
    isObject(value) && typeof value['expectedUnits'] === 'number' && Array.isArray(value['settled']) && Array.isArray(value['outbox']),
);

/** A row that was changed manually, or that a newer version wrote, must not become a process. */
const rowSchema = z.object({
  id: z.string(),
  user_id: z.string(),
  integration_id: z.string(),
  name: z.string(),
  type: z.string(),
  state: z.string(),
  context: jsonObjectSchema,
  results: jsonObjectSchema,
  parent_process_id: z.string().nullable(),
  child_processes: z.array(z.string()),
  active_key: z.string().nullable(),
  ledger: ledgerSchema,
  version: z.int(),
  // An application may have configured its driver to read times as text.
  created_at: z.coerce.date(),
  updated_at: z.coerce.date(),
  ended_at: z.coerce.date().nullable(),
});

/** The columns and their types, for statements that are given several rows at once. */
export const COLUMN_TYPES = {
  id: 'text',
  user_id: 'text',
  integration_id: 'text',
  name: 'text',
  type: 'text',
  state: 'text',
  context: 'jsonb',
  results: 'jsonb',
  parent_process_id: 'text',
  child_processes: 'jsonb',
  active_key: 'text',
  ledger: 'jsonb',
  version: 'integer',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  ended_at: 'timestamptz',
  due_at: 'timestamptz',
} as const satisfies Readonly<Record<keyof ProcessTable, string>>;

/** The columns of a process, where JSON is still a value. */
interface ProcessRecord extends Omit<Required<Insertable<ProcessTable>>, 'context' | 'results' | 'child_processes' | 'ledger'> {
  readonly context: JsonObject;
  readonly results: JsonObject;
  readonly child_processes: readonly string[];
  readonly ledger: Ledger;
}

/** @returns the process as JSON makes a row of it, with the version it is to be stored under. */
export function processToRecord(process: Process, version: number): ProcessRecord {
  return {
    id: process.id,
    user_id: process.userId,
    integration_id: process.integrationId,
    name: process.name,
    type: process.type,
    state: process.state,
    context: process.context,
    results: process.results,
    parent_process_id: process.parentProcessId,
    child_processes: process.childProcesses,
    active_key: process.activeKey,
    ledger: process.ledger,
    version,
    created_at: process.createdAt,
    updated_at: process.updatedAt,
    ended_at: process.endedAt,
    due_at: dueAtOf(process) ?? null,
  };
}

/** @returns the process as a row, with the version it is to be stored under. */
export function processToRow(process: Process, version: number): Insertable<ProcessTable> {
  const { context, results, childProcesses, ledger } = process;
  return {
    ...processToRecord(process, version),
    context: JSON.stringify(context),
    results: JSON.stringify(results),
    child_processes: JSON.stringify(childProcesses),
    ledger: JSON.stringify(ledger),
  };
}

/**
 * @returns the row as a process.
 * @throws {StorageError} when the row is none.
 */
export function rowToProcess(row: Selectable<ProcessTable>): Process {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) {
    const columns = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))].join(', ');
    throw new StorageError(`A stored process cannot be read: check ${columns} of the row`, {
      cause: new InvalidProcessDataError(`process ${row.id}`),
    });
  }
  const { data } = parsed;
  return {
    id: toProcessId(data.id),
    userId: data.user_id,
    integrationId: data.integration_id,
    name: data.name,
    type: data.type,
    state: data.state,
    context: data.context,
    results: data.results,
    parentProcessId: data.parent_process_id === null ? null : toProcessId(data.parent_process_id),
    childProcesses: data.child_processes.map(toProcessId),
    activeKey: data.active_key,
    ledger: data.ledger,
    version: data.version,
    createdAt: data.created_at.toISOString(),
    updatedAt: data.updated_at.toISOString(),
    endedAt: data.ended_at?.toISOString() ?? null,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
