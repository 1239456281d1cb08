import {
  ActiveProcessExistsError,
  InvalidProcessDataError,
  ProcessConflictError,
  assertStorableProcess,
  compareByBytes,
  readMoment,
  type Process,
  type ProcessId,
  type ProcessQuery,
  type ProcessRepository,
} from '@frigg-crm/core';

const DEFAULT_LIMIT = 100;

/** What is asked for stands beside the text; the text is the copy that nobody outside can reach. */
interface StoredProcess {
  readonly keys: Pick<
    Process,
    'integrationId' | 'type' | 'name' | 'state' | 'parentProcessId' | 'endedAt' | 'activeKey' | 'createdAt' | 'updatedAt' | 'id' | 'version'
  >;
  readonly text: string;
}

/**
 * Keeps processes in memory, until the program ends: for tests, demos and single programs that may forget. Processes
 * are kept as JSON text: writing costs one `JSON.stringify`, and no caller ever holds what is stored.
 *
 * @example
 * ```ts
 * const processRepository = createMemoryProcessRepository();
 * const createProcess = new CreateProcess({ processRepository });
 * ```
 */
export function createMemoryProcessRepository(): ProcessRepository {
  const stored = new Map<ProcessId, StoredProcess>();
  const holders = new Map<string, ProcessId>();

  function assertFree({ id, activeKey }: Process): void {
    if (activeKey !== null && (holders.get(activeKey) ?? id) !== id) throw new ActiveProcessExistsError(activeKey);
  }

  function release(id: ProcessId): void {
    const key = stored.get(id)?.keys.activeKey;
    if (typeof key === 'string') holders.delete(key);
    stored.delete(id);
  }

  function put(process: Process): void {
    release(process.id);
    if (process.activeKey !== null) holders.set(process.activeKey, process.id);
    stored.set(process.id, toStored(process));
  }

  return {
    async create(process, { signal } = {}) {
      signal?.throwIfAborted();
      assertStorableProcess(process);
      if (stored.has(process.id)) throw new ProcessConflictError(process.id);
      assertFree(process);
      put(process);
    },
    async findById(id, { signal } = {}) {
      signal?.throwIfAborted();
      return toProcess(stored.get(id));
    },
    async findByIds(ids, { signal } = {}) {
      signal?.throwIfAborted();
      return ids.flatMap((id) => toProcess(stored.get(id)) ?? []);
    },
    async find(query, { signal } = {}) {
      signal?.throwIfAborted();
      const limit = readLimit(query);
      const conditions = toConditions(query);
      const found = [...stored.values()].filter((candidate) => isMatch(candidate, conditions)).sort(byNewest);
      return found.slice(0, limit).flatMap((match) => toProcess(match) ?? []);
    },
    async save(process, { signal } = {}) {
      signal?.throwIfAborted();
      assertStorableProcess(process);
      if (stored.get(process.id)?.keys.version !== process.version) throw new ProcessConflictError(process.id);
      assertFree(process);
      const next = { ...process, version: process.version + 1 };
      put(next);
      return next;
    },
    async deleteById(id, { signal } = {}) {
      signal?.throwIfAborted();
      release(id);
    },
  };
}

function toStored(process: Process): StoredProcess {
  const { integrationId, type, name, state, parentProcessId, endedAt, activeKey, createdAt, updatedAt, id, version } = process;
  return {
    keys: { integrationId, type, name, state, parentProcessId, endedAt, activeKey, createdAt, updatedAt, id, version },
    text: JSON.stringify(process),
  };
}

function toProcess(found: StoredProcess | undefined): Process | undefined {
  return found === undefined ? undefined : (JSON.parse(found.text) as Process);
}

function readLimit({ limit = DEFAULT_LIMIT }: ProcessQuery): number {
  if (!Number.isSafeInteger(limit) || limit < 0) throw new InvalidProcessDataError('limit must be a whole number, 0 or more');
  return limit;
}

/** A query whose moments are read, once. */
interface Conditions extends ProcessQuery {
  readonly updatedBeforeMs: number | undefined;
  readonly endedBeforeMs: number | undefined;
}

function toConditions(query: ProcessQuery): Conditions {
  const { updatedBefore, endedBefore } = query;
  return {
    ...query,
    updatedBeforeMs: updatedBefore === undefined ? undefined : readMoment(updatedBefore),
    endedBeforeMs: endedBefore === undefined ? undefined : readMoment(endedBefore),
  };
}

function isMatch({ keys }: StoredProcess, { active, updatedBeforeMs, endedBeforeMs, ...query }: Conditions): boolean {
  if (active !== undefined && active !== (keys.endedAt === null)) return false;
  if (updatedBeforeMs !== undefined && Date.parse(keys.updatedAt) >= updatedBeforeMs) return false;
  if (endedBeforeMs !== undefined && (keys.endedAt === null || Date.parse(keys.endedAt) >= endedBeforeMs)) return false;
  return (['integrationId', 'type', 'name', 'state', 'parentProcessId'] as const).every(
    (key) => query[key] === undefined || query[key] === keys[key],
  );
}

function byNewest(a: StoredProcess, b: StoredProcess): number {
  if (a.keys.createdAt !== b.keys.createdAt) return a.keys.createdAt < b.keys.createdAt ? 1 : -1;
  return compareByBytes(b.keys.id, a.keys.id);
}
