import { InvalidProcessDataError, toProcessId, type Ledger, type Process } from '@frigg-crm/core';
import { dueAtOf } from '@frigg-crm/core/adapter';
import { BSON } from 'mongodb';
import * as z from 'zod';
import { unreadable } from '../errors/unreadable.ts';
import { isObject, jsonObjectText, jsonText } from '../json-text.ts';

/** The limit of a document (manual: MongoDB Limits and Thresholds). */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * A process as it is stored in MongoDB. `context`, `results` and `ledger` are JSON text: MongoDB gives keys such as `a.b`,
 * `$set` or `__proto__` a meaning of its own, and text preserves every key and every number.
 */
export interface ProcessDocument {
  readonly _id: string;
  readonly userId: string;
  readonly integrationId: string;
  readonly name: string;
  readonly type: string;
  readonly state: string;
  readonly context: string;
  readonly results: string;
  readonly parentProcessId: string | null;
  readonly childProcesses: readonly string[];
  /** Absent instead of null: the sparse unique index leaves such documents alone. */
  readonly activeKey?: string;
  readonly ledger: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
  /** What `dueAtOf` says of the process; absent when it is not due. */
  readonly dueAt?: Date;
  /** Marks what one call has saved together with others; absent after a save of its own. */
  readonly saveId?: string;
}

const ledgerSchema = jsonText(
  (value): value is Ledger =>
    isObject(value) && typeof value['expectedUnits'] === 'number' && Array.isArray(value['settled']) && Array.isArray(value['outbox']),
);

/** A document that was edited manually, or written by a newer version, must not become a process. */
const documentSchema = z.object({
  _id: z.string(),
  userId: z.string(),
  integrationId: z.string(),
  name: z.string(),
  type: z.string(),
  state: z.string(),
  context: jsonObjectText,
  results: jsonObjectText,
  parentProcessId: z.string().nullable(),
  childProcesses: z.array(z.string()),
  activeKey: z.string().exactOptional(),
  ledger: ledgerSchema,
  version: z.int(),
  createdAt: z.date(),
  updatedAt: z.date(),
  endedAt: z.date().nullable(),
});

/** @returns the process as a document, with the version it is to be stored under. */
export function processToDocument(process: Process, version: number): ProcessDocument {
  const dueAt = dueAtOf(process);
  return {
    _id: process.id,
    userId: process.userId,
    integrationId: process.integrationId,
    name: process.name,
    type: process.type,
    state: process.state,
    context: JSON.stringify(process.context),
    results: JSON.stringify(process.results),
    parentProcessId: process.parentProcessId,
    childProcesses: process.childProcesses,
    ...(process.activeKey === null ? {} : { activeKey: process.activeKey }),
    ledger: JSON.stringify(process.ledger),
    version,
    createdAt: new Date(process.createdAt),
    updatedAt: new Date(process.updatedAt),
    endedAt: process.endedAt === null ? null : new Date(process.endedAt),
    ...(dueAt === undefined ? {} : { dueAt: new Date(dueAt) }),
  };
}

/**
 * @returns the document as a process.
 * @throws {StorageError} when the document is none.
 */
export function documentToProcess(document: unknown): Process {
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) {
    const id = isObject(document) && typeof document['_id'] === 'string' ? document['_id'] : 'without an id';
    throw unreadable('process', parsed.error, new InvalidProcessDataError(`process ${id}`));
  }
  const { _id: id, parentProcessId, childProcesses, activeKey, createdAt, updatedAt, endedAt, ...rest } = parsed.data;
  return {
    ...rest,
    id: toProcessId(id),
    parentProcessId: parentProcessId === null ? null : toProcessId(parentProcessId),
    childProcesses: childProcesses.map(toProcessId),
    activeKey: activeKey ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}

/**
 * Servers refuse too large a document in many ways: with one of several codes, or by ending the connection. So the
 * size is checked before.
 * @throws {InvalidProcessDataError} when the document is too large for MongoDB.
 */
export function assertSize(document: ProcessDocument): void {
  const bytes = BSON.calculateObjectSize(document);
  if (bytes > MAX_BYTES)
    throw new InvalidProcessDataError(
      `The process takes ${bytes} bytes, and MongoDB holds ${MAX_BYTES} in a document: keep large data elsewhere, and its address in the process`,
    );
}
