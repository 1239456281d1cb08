import {
  ActiveProcessExistsError,
  ProcessConflictError,
  type CallOptions,
  type Process,
  type ProcessId,
  type ProcessQuery,
  type ProcessRepository,
  withSaveMany,
} from '@frigg-crm/core';
import { assertStorableProcess, isStorableText, withFindManyByIds } from '@frigg-crm/core/adapter';
import type { Kysely } from 'kysely';
import { executeStatement, failure, repeatLostRaces } from '../errors/execute-statement.ts';
import { brokenConstraint, errorCode, translateError } from '../errors/translate-error.ts';
import { DEFAULT_SCHEMA, type ProcessDatabase } from '../process-database.ts';
import { processToRow, rowToProcess } from './process-row.ts';
import { createSaveMany } from './save-many.ts';
import { selectById, selectByIds, selectNewest, updateIfUnchanged } from './process-queries.ts';

/** Settings of {@link createPostgresProcessRepository}. */
export interface PostgresProcessRepositoryOptions {
  /** Where the migrated tables are: kysely over PostgreSQL or PGlite. */
  readonly db: Kysely<ProcessDatabase>;
  /** The schema that `migrate` was given. @defaultValue 'public' */
  readonly schema?: string | undefined;
}

const QUERY_TEXTS = ['integrationId', 'type', 'name', 'state', 'parentProcessId'] as const;
const SERIALIZATION_FAILURE = '40001';

/**
 * Keeps processes in PostgreSQL, one row each. A save is one UPDATE that takes effect only if the version is still the
 * one that was read, so any number of programs may share the table.
 *
 * JSON is stored as JSONB: values come back as they were, the order of keys does not.
 *
 * @example
 * ```ts
 * const { db, close } = await createPgDatabase({ connectionString });
 * await migrate(db);
 * const processRepository = createPostgresProcessRepository({ db });
 * ```
 */
export function createPostgresProcessRepository({
  db: root,
  schema = DEFAULT_SCHEMA,
}: PostgresProcessRepositoryOptions): ProcessRepository {
  const db = root.withSchema(schema);
  const repository: ProcessRepository = {
    async create(process, options) {
      assertStorableProcess(process);
      await store(process, options, async () =>
        db.insertInto('frigg_processes').values(processToRow(process, process.version)).execute(options),
      );
    },
    async findById(id, options) {
      const [found] = await read([id], options, async () => selectById(db, id).execute(options));
      return found;
    },
    async findByIds(ids, options) {
      const known = ids.filter(isStorableText);
      const found = await read(known, options, async () => selectByIds(db, known).execute(options));
      const byId = new Map<ProcessId, Process>(found.map((process) => [process.id, process]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
    async find(query, options) {
      return read(textsOf(query), options, async () => selectNewest(db, query).execute(options));
    },
    async save(process, options) {
      assertStorableProcess(process);
      const rows = await store(process, options, async () => updateIfUnchanged(db, process).execute(options));
      if (rows.length === 0) throw new ProcessConflictError(process.id);
      return { ...process, version: process.version + 1 };
    },
    async deleteById(id, options) {
      options?.signal?.throwIfAborted();
      if (!isStorableText(id)) return;
      await executeStatement(options, async () => db.deleteFrom('frigg_processes').where('id', '=', id).execute(options));
    },
  };
  withFindManyByIds(repository);
  return withSaveMany(repository, createSaveMany(db, schema));
}

type Rows = Awaited<ReturnType<ReturnType<typeof selectById>['execute']>>;

/** Reads processes. A text that PostgreSQL cannot hold is in no row: no query is needed. */
async function read(texts: readonly string[], options: CallOptions | undefined, select: () => Promise<Rows>): Promise<readonly Process[]> {
  options?.signal?.throwIfAborted();
  if (texts.length === 0 || !texts.every(isStorableText)) return [];
  const rows = await executeStatement(options, select);
  return rows.map(rowToProcess);
}

/** A query without conditions selects every process. */
function textsOf(query: ProcessQuery): readonly string[] {
  return ['', ...QUERY_TEXTS.flatMap((key) => query[key] ?? []), ...(query.states ?? []), query.after?.id ?? ''];
}

/** Writes a process, and translates the constraint that another process holds. */
async function store<Result>(process: Process, options: CallOptions | undefined, write: () => Promise<Result>): Promise<Result> {
  options?.signal?.throwIfAborted();
  try {
    return await repeatLostRaces(options, write);
  } catch (error) {
    const constraint = brokenConstraint(error);
    if (constraint === 'frigg_processes_active_key' && process.activeKey !== null)
      throw new ActiveProcessExistsError(process.activeKey, { cause: translateError(error) });
    // Under an isolation level above READ COMMITTED a lost race is an error instead of an empty result.
    if (constraint === 'frigg_processes_pkey' || errorCode(error) === SERIALIZATION_FAILURE)
      throw new ProcessConflictError(process.id, { cause: translateError(error) });
    throw failure(error, options);
  }
}
