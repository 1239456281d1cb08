import { InvalidProcessDataError, type JsonObject, type JsonValue, type Process } from '@frigg-crm/core';

/** A process in the form in which Frigg returns it. */
export interface FriggProcess {
  readonly id: string;
  readonly userId: string;
  readonly integrationId: string;
  readonly name: string;
  readonly type: string;
  readonly state: string;
  readonly context: JsonObject;
  readonly results: JsonObject;
  readonly childProcesses: readonly string[];
  readonly parentProcessId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** @returns the process as Frigg's callers expect it: times of its row are dates, what is unknown is absent. */
export function toFriggProcess(process: Process): FriggProcess {
  const { id, userId, integrationId, name, type, state, childProcesses, parentProcessId, createdAt, updatedAt } = process;
  const { estimatedCompletion, ...context } = process.context;
  return {
    id,
    userId,
    integrationId,
    name,
    type,
    state,
    context: estimatedCompletion === null || estimatedCompletion === undefined ? context : { ...context, estimatedCompletion },
    results: withFriggErrors(process.results),
    childProcesses: [...childProcesses],
    parentProcessId,
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
  };
}

/** Entries of errors have both names of each fact. */
function withFriggErrors(results: JsonObject): JsonObject {
  const data = results['aggregateData'];
  if (!isObject(data) || !Array.isArray(data['errors'])) return results;
  const errors = (data['errors'] as readonly JsonValue[]).map((entry) => {
    if (!isObject(entry) || typeof entry['message'] !== 'string') return entry;
    const { externalId, message } = entry;
    return { ...entry, ...(externalId !== undefined && { contactId: externalId }), error: message };
  });
  return { ...results, aggregateData: { ...data, errors } };
}

/** @returns whether a value is an object with keys. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * @returns the object as stores keep it: dates become ISO 8601 texts, what is `undefined` is left out.
 * @throws {InvalidProcessDataError} for what is no JSON at all.
 */
export function toStorable(value: object, field: string): JsonObject {
  try {
    return JSON.parse(JSON.stringify(value)) as JsonObject;
  } catch (cause) {
    throw new InvalidProcessDataError(`${field} cannot be written as JSON`, { cause });
  }
}
