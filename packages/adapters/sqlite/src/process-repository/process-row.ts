import { toProcessId, type JsonObject, type Ledger, type Process } from '@frigg-crm/core';
import { dueAtOf, toIso } from '@frigg-crm/core/adapter';
import { isJsonObject, isTextList, readJson } from '../errors/read-json.ts';
import type { ProcessTable } from '../tables.ts';

/** @returns the process as a row, with the version it is to be stored under. */
export function processToRow(process: Process, version: number): ProcessTable {
  const dueAt = dueAtOf(process);
  return {
    id: process.id,
    user_id: process.userId,
    integration_id: process.integrationId,
    name: process.name,
    type: process.type,
    state: process.state,
    context: JSON.stringify(process.context),
    results: JSON.stringify(process.results),
    parent_process_id: process.parentProcessId,
    child_processes: JSON.stringify(process.childProcesses),
    active_key: process.activeKey,
    ledger: JSON.stringify(process.ledger),
    version,
    created_at: Date.parse(process.createdAt),
    updated_at: Date.parse(process.updatedAt),
    ended_at: process.endedAt === null ? null : Date.parse(process.endedAt),
    due_at: dueAt === undefined ? null : Date.parse(dueAt),
  };
}

/**
 * @returns the row as a process.
 * @throws {StorageError} when the row is none.
 */
export function rowToProcess(row: ProcessTable): Process {
  return {
    id: toProcessId(row.id),
    userId: row.user_id,
    integrationId: row.integration_id,
    name: row.name,
    type: row.type,
    state: row.state,
    context: readJson<JsonObject>(row.context, isJsonObject, 'context of frigg_processes'),
    results: readJson<JsonObject>(row.results, isJsonObject, 'results of frigg_processes'),
    parentProcessId: row.parent_process_id === null ? null : toProcessId(row.parent_process_id),
    childProcesses: readJson(row.child_processes, isTextList, 'child_processes of frigg_processes').map(toProcessId),
    activeKey: row.active_key,
    ledger: readJson(row.ledger, isLedger, 'ledger of frigg_processes'),
    version: row.version,
    createdAt: toIso(row.created_at),
    updatedAt: toIso(row.updated_at),
    endedAt: row.ended_at === null ? null : toIso(row.ended_at),
  };
}

function isLedger(value: unknown): value is Ledger {
  return (
    isJsonObject<Record<string, unknown>>(value) &&
    typeof value['expectedUnits'] === 'number' &&
    Array.isArray(value['settled']) &&
    Array.isArray(value['outbox'])
  );
}
