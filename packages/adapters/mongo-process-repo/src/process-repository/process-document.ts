import { InvalidProcessDataError, StorageError, toProcessId, type JsonObject, type Ledger, type Process } from '@frigg-crm/core';
import { z } from 'zod';

/**
 * A process as it stands in MongoDB. `context`, `results` and `ledger` are JSON text: MongoDB gives keys such as `a.b`,
 * `$set` or `__proto__` a meaning of its own, and text brings every key and every number back as it was.
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
}

const jsonObjectSchema = jsonText((value): value is JsonObject => isObject(value));
const ledgerSchema = jsonText(
  (value): value is Ledger =>
    isObject(value) && typeof value['expectedUnits'] === 'number' && Array.isArray(value['settled']) && Array.isArray(value['outbox']),
);

/** A document that somebody changed by hand, or that a newer version wrote, must not become a process. */
const documentSchema = z.object({
  _id: z.string(),
  userId: z.string(),
  integrationId: z.string(),
  name: z.string(),
  type: z.string(),
  state: z.string(),
  context: jsonObjectSchema,
  results: jsonObjectSchema,
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
  };
}

/**
 * @returns the document as a process.
 * @throws {StorageError} when the document is none.
 */
export function documentToProcess(document: unknown): Process {
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))].join(', ');
    const id = isObject(document) && typeof document['_id'] === 'string' ? document['_id'] : 'without an id';
    throw new StorageError(`A stored process cannot be read: check ${fields} of the document`, {
      cause: new InvalidProcessDataError(`process ${id}`),
    });
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

function jsonText<Value>(isValue: (value: unknown) => value is Value): z.ZodType<Value> {
  return z.string().transform((text, context): Value => {
    const value = parse(text);
    if (isValue(value)) return value;
    context.addIssue('is no JSON of this kind');
    return z.NEVER;
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
