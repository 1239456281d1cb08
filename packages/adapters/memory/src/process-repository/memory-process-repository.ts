import {
  ActiveProcessExistsError,
  InvalidProcessDataError,
  ProcessConflictError,
  type Process,
  type ProcessId,
  type ProcessQuery,
  type ProcessRepository,
  type SaveOutcome,
  withSaveMany,
} from '@frigg-crm/core';
import {
  assertStorableProcess,
  compareByBytes,
  dueAtOf,
  readMoment,
  screenSaves,
  toIso,
  withFindManyByIds,
  type ProcessPlace,
} from '@frigg-crm/core/adapter';

const DEFAULT_LIMIT = 100;

/** What queries compare stands beside the text; the text is a copy that no caller can reach. */
interface StoredProcess {
  readonly keys: Pick<
    Process,
    'integrationId' | 'type' | 'name' | 'state' | 'parentProcessId' | 'endedAt' | 'activeKey' | 'createdAt' | 'updatedAt' | 'id' | 'version'
  > & { readonly dueAt: string | undefined };
  readonly text: string;
}

/**
 * Keeps processes in memory, until the program ends: for tests, demos and single programs that may lose them. Processes
 * are kept as JSON text: writing costs one `JSON.stringify`, and no caller ever holds what is stored.
 *
 * @example
 * ```ts
 * const processRepository = createMemoryProcessRepository();
 * const createProcess = new CreateProcess({ processRepository });
 * ```
 */
export function createMemoryProcessRepository(): ProcessRepository {
  const { stored, assertFree, put, release, save } = createProcessTable();
  const repository: ProcessRepository = {
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
      const found = [...stored.values()].filter((candidate) => isMatch(candidate, conditions)).sort(comparePlaces(query));
      return found.slice(0, limit).flatMap((match) => toProcess(match) ?? []);
    },
    async save(process, { signal } = {}) {
      signal?.throwIfAborted();
      assertStorableProcess(process);
      return save(process);
    },
    async deleteById(id, { signal } = {}) {
      signal?.throwIfAborted();
      release(id);
    },
  };
  withFindManyByIds(repository);
  return withSaveMany(repository, async (processes, { signal } = {}) => {
    signal?.throwIfAborted();
    return screenSaves(processes).toOutcomes((process) => outcomeOf(() => save(process)));
  });
}

/** What is stored, and who holds which active key. */
interface ProcessTable {
  readonly stored: Map<ProcessId, StoredProcess>;
  assertFree(process: Process): void;
  put(process: Process): void;
  release(id: ProcessId): void;
  save(process: Process): Process;
}

function createProcessTable(): ProcessTable {
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

  function save(process: Process): Process {
    if (stored.get(process.id)?.keys.version !== process.version) throw new ProcessConflictError(process.id);
    assertFree(process);
    const next = { ...process, version: process.version + 1 };
    put(next);
    return next;
  }

  return { stored, assertFree, put, release, save };
}

function outcomeOf(save: () => Process): SaveOutcome {
  try {
    return { kind: 'saved', process: save() };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

function toStored(process: Process): StoredProcess {
  const { integrationId, type, name, state, parentProcessId, endedAt, activeKey, createdAt, updatedAt, id, version } = process;
  return {
    keys: {
      integrationId,
      type,
      name,
      state,
      parentProcessId,
      endedAt,
      activeKey,
      createdAt,
      updatedAt,
      id,
      version,
      dueAt: dueAtOf(process),
    },
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
  readonly dueBeforeMs: number | undefined;
}

function toConditions(query: ProcessQuery): Conditions {
  const { updatedBefore, endedBefore, dueBefore, after } = query;
  return {
    ...query,
    after: after && { at: toIso(readMoment(after.at)), id: after.id },
    dueBeforeMs: dueBefore === undefined ? undefined : readMoment(dueBefore),
    updatedBeforeMs: updatedBefore === undefined ? undefined : readMoment(updatedBefore),
    endedBeforeMs: endedBefore === undefined ? undefined : readMoment(endedBefore),
  };
}

function isMatch({ keys }: StoredProcess, { active, updatedBeforeMs, endedBeforeMs, ...query }: Conditions): boolean {
  if (!isWithin(keys, query)) return false;
  if (active !== undefined && active !== (keys.endedAt === null)) return false;
  if (updatedBeforeMs !== undefined && Date.parse(keys.updatedAt) >= updatedBeforeMs) return false;
  if (endedBeforeMs !== undefined && (keys.endedAt === null || Date.parse(keys.endedAt) >= endedBeforeMs)) return false;
  return (['integrationId', 'type', 'name', 'state', 'parentProcessId'] as const).every(
    (key) => query[key] === undefined || query[key] === keys[key],
  );
}

/** The conditions that belong to walking over many processes. */
function isWithin(
  keys: StoredProcess['keys'],
  { states, dueBeforeMs, after, ...query }: Pick<Conditions, 'states' | 'dueBeforeMs' | 'after' | 'order' | 'dueBefore'>,
): boolean {
  if (states?.includes(keys.state) === false) return false;
  if (dueBeforeMs !== undefined && (keys.dueAt === undefined || Date.parse(keys.dueAt) > dueBeforeMs)) return false;
  return after === undefined || compareInOrder(query, placeIn(query, keys), after) > 0;
}

type Order = Pick<ProcessQuery, 'order' | 'dueBefore'>;

function placeIn({ order, dueBefore }: Order, { createdAt, updatedAt, dueAt, id }: StoredProcess['keys']): ProcessPlace {
  if (order !== 'oldest-first') return { at: createdAt, id };
  return { at: (dueBefore === undefined ? undefined : dueAt) ?? updatedAt, id };
}

/** All moments are written in the same way, so their texts compare as they do. */
function compareInOrder({ order }: Order, a: ProcessPlace, b: ProcessPlace): number {
  const ascending = compareByBytes(a.at, b.at) || compareByBytes(a.id, b.id);
  return order === 'oldest-first' ? ascending : -ascending;
}

function comparePlaces(query: Order): (a: StoredProcess, b: StoredProcess) => number {
  return (a, b) => compareInOrder(query, placeIn(query, a.keys), placeIn(query, b.keys));
}
