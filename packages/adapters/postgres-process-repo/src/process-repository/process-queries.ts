import type { Process, ProcessQuery } from '@frigg-crm/core';
import { assertLimit, readMoment, toIso } from '@frigg-crm/core/adapter';
import { sql, type Kysely, type SelectQueryBuilder, type Selectable, type UpdateQueryBuilder } from 'kysely';
import type { ProcessDatabase, ProcessTable } from '../process-database.ts';
import { inOrder } from './process-order.ts';
import { processToRow } from './process-row.ts';

type Database = Kysely<ProcessDatabase>;
type Table = 'frigg_processes';
type Selection = SelectQueryBuilder<ProcessDatabase, Table, Selectable<ProcessTable>>;

const DEFAULT_LIMIT = 100;

/** Selects one process. */
export function selectById(db: Database, id: string): Selection {
  return db.selectFrom('frigg_processes').selectAll().where('id', '=', id);
}

/** Selects several processes. One array parameter: a statement takes at most 65,535 parameters. */
export function selectByIds(db: Database, ids: readonly string[]): Selection {
  return db
    .selectFrom('frigg_processes')
    .selectAll()
    .where(sql<boolean>`${sql.ref('id')} = any(${ids}::text[])`);
}

/**
 * Selects the processes that meet the conditions, in the order of the query.
 * @throws {InvalidProcessDataError} when the limit is not a whole number from 0 on, or a moment is none.
 */
export function selectNewest(
  db: Database,
  { integrationId, type, name, state, parentProcessId, active, updatedBefore, endedBefore, limit = DEFAULT_LIMIT, ...walk }: ProcessQuery,
): Selection {
  assertLimit(limit);
  const selection = db
    .selectFrom('frigg_processes')
    .selectAll()
    .$if(integrationId !== undefined, (query) => query.where('integration_id', '=', integrationId ?? ''))
    .$if(type !== undefined, (query) => query.where('type', '=', type ?? ''))
    .$if(name !== undefined, (query) => query.where('name', '=', name ?? ''))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? ''))
    .$if(parentProcessId !== undefined, (query) => query.where('parent_process_id', '=', parentProcessId ?? ''))
    .$if(active !== undefined, (query) => query.where('ended_at', active === true ? 'is' : 'is not', null))
    .$if(updatedBefore !== undefined, (query) =>
      query.where('updated_at', '<', sql<Date>`${toIso(readMoment(updatedBefore ?? ''))}::timestamptz`),
    )
    .$if(endedBefore !== undefined, (query) => endedBy(query, toIso(readMoment(endedBefore ?? ''))));
  return inOrder(selection, walk).limit(limit);
}

/** Nothing ends before it is created; with this condition the scan skips everything that is newer. */
function endedBy(query: Selection, moment: string): Selection {
  const before = sql<Date>`${moment}::timestamptz`;
  return query.where('ended_at', '<', before).where('created_at', '<', before);
}

/** Saves a process if its version is unchanged: one statement, without reading first. */
export function updateIfUnchanged(db: Database, process: Process): UpdateQueryBuilder<ProcessDatabase, Table, Table, { version: number }> {
  return db
    .updateTable('frigg_processes')
    .set(processToRow(process, process.version + 1))
    .where('id', '=', process.id)
    .where('version', '=', process.version)
    .returning('version');
}
