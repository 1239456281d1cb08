import {
  ActiveProcessExistsError,
  ProcessConflictError,
  type CallOptions,
  type Process,
  type ProcessId,
  type ProcessQuery,
  type ProcessRepository,
} from '@frigg-crm/core';
import { assertStorableProcess, isStorableText, withFindManyByIds } from '@frigg-crm/core/adapter';
import { sql } from 'kysely';
import type { Session, Statement } from '../connection/session.ts';
import type { SqliteDatabase } from '../connection/sqlite-database.ts';
import { statements, type ProcessTable } from '../tables.ts';
import { processToRow, rowToProcess } from './process-row.ts';
import { selectProcesses } from './select-processes.ts';

/**
 * Keeps processes in SQLite, one row each. A save takes effect only if the version is still the one that was read, so
 * any number of programs on the machine may share the file.
 *
 * @example
 * ```ts
 * const database = await openSqliteDatabase({ file: 'store.sqlite' });
 * await migrate(database);
 * const processRepository = createSqliteProcessRepository(database);
 * ```
 */
export function createSqliteProcessRepository(database: SqliteDatabase): ProcessRepository {
  /** A text that cannot be stored is in no row; SQLite would search for another text, with U+FFFD in it. */
  const reading = async (
    texts: readonly string[],
    options: CallOptions | undefined,
    read: (session: Session) => readonly ProcessTable[],
  ): Promise<readonly ProcessTable[]> => {
    options?.signal?.throwIfAborted();
    return texts.every(isStorableText) ? database.read(read, options) : [];
  };
  const repository: ProcessRepository = {
    async create(process, options) {
      assertStorableProcess(process);
      await database.write((session) => {
        if (session.get(selectById(process.id)) !== undefined) throw new ProcessConflictError(process.id);
        assertActiveKeyIsFree(session, process);
        session.run(statements.insertInto('frigg_processes').values(processToRow(process, process.version)).compile());
      }, options);
    },
    async findById(id, options) {
      const [row] = await reading([id], options, (session) => session.all(selectById(id)));
      return row === undefined ? undefined : rowToProcess(row);
    },
    async findByIds(ids, options) {
      const known = ids.filter(isStorableText);
      const rows = await reading(known, options, (session) => session.all(selectByIds(known)));
      const byId = new Map<ProcessId, Process>(rows.map(rowToProcess).map((process) => [process.id, process]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
    async find(query, options) {
      options?.signal?.throwIfAborted();
      const statement = selectProcesses(query);
      return (await reading(textsOf(query), options, (session) => session.all(statement))).map(rowToProcess);
    },
    async save(process, options) {
      assertStorableProcess(process);
      return database.write((session) => {
        if (session.get(selectVersion(process.id))?.version !== process.version) throw new ProcessConflictError(process.id);
        assertActiveKeyIsFree(session, process);
        const next = { ...process, version: process.version + 1 };
        session.run(statements.updateTable('frigg_processes').set(processToRow(next, next.version)).where('id', '=', process.id).compile());
        return next;
      }, options);
    },
    async deleteById(id, options) {
      options?.signal?.throwIfAborted();
      if (!isStorableText(id)) return;
      await database.write((session) => session.run(statements.deleteFrom('frigg_processes').where('id', '=', id).compile()), options);
    },
  };
  return withFindManyByIds(repository);
}

function textsOf(query: ProcessQuery): readonly string[] {
  const { states = [], after } = query;
  const texts = (['integrationId', 'type', 'name', 'state', 'parentProcessId'] as const).flatMap((key) => query[key] ?? []);
  return [...texts, ...states, after?.id ?? ''];
}

/** The write lock is held: the holder of the key is still the same at the commit. */
function assertActiveKeyIsFree(session: Session, { id, activeKey }: Process): void {
  if (activeKey === null) return;
  const holder = session.get(statements.selectFrom('frigg_processes').select('id').where('active_key', '=', activeKey).compile());
  if (holder !== undefined && holder.id !== id) throw new ActiveProcessExistsError(activeKey);
}

function selectById(id: string): Statement<ProcessTable> {
  return statements.selectFrom('frigg_processes').selectAll().where('id', '=', id).compile();
}

function selectVersion(id: string): Statement<Pick<ProcessTable, 'version'>> {
  return statements.selectFrom('frigg_processes').select('version').where('id', '=', id).compile();
}

/** One JSON parameter: a statement takes at most 32,766 parameters. */
function selectByIds(ids: readonly string[]): Statement<ProcessTable> {
  return statements
    .selectFrom('frigg_processes')
    .selectAll()
    .where(sql<boolean>`id in (select value from json_each(${JSON.stringify(ids)}))`)
    .compile();
}
