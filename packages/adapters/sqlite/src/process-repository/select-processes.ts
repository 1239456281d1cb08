import type { ProcessQuery } from '@frigg-crm/core';
import { assertLimit, readMoment } from '@frigg-crm/core/adapter';
import { sql, type SelectQueryBuilder, type Selectable } from 'kysely';
import type { Statement } from '../connection/session.ts';
import { statements, type ProcessTable, type SqliteTables } from '../tables.ts';

type Selection = SelectQueryBuilder<SqliteTables, 'frigg_processes', Selectable<ProcessTable>>;

const DEFAULT_LIMIT = 100;

/**
 * What finds the processes that meet the conditions.
 * @throws {InvalidProcessDataError} when the limit is not a whole number from 0 on, or a moment is none.
 */
export function selectProcesses(query: ProcessQuery): Statement<ProcessTable> {
  const { limit = DEFAULT_LIMIT } = query;
  assertLimit(limit);
  return inOrder(withinTimes(withTexts(statements.selectFrom('frigg_processes').selectAll(), query), query), query)
    .limit(limit)
    .compile();
}

function withTexts(selection: Selection, { integrationId, type, name, state, states, parentProcessId }: ProcessQuery): Selection {
  return selection
    .$if(integrationId !== undefined, (query) => query.where('integration_id', '=', integrationId ?? ''))
    .$if(type !== undefined, (query) => query.where('type', '=', type ?? ''))
    .$if(name !== undefined, (query) => query.where('name', '=', name ?? ''))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? ''))
    .$if(states !== undefined, (query) => query.where(sql<boolean>`state in (select value from json_each(${JSON.stringify(states)}))`))
    .$if(parentProcessId !== undefined, (query) => query.where('parent_process_id', '=', parentProcessId ?? ''));
}

function withinTimes(selection: Selection, { active, updatedBefore, endedBefore, dueBefore }: ProcessQuery): Selection {
  return selection
    .$if(active !== undefined, (query) => query.where('ended_at', active === true ? 'is' : 'is not', null))
    .$if(updatedBefore !== undefined, (query) => query.where('updated_at', '<', readMoment(updatedBefore ?? '')))
    .$if(endedBefore !== undefined, (query) => query.where('ended_at', '<', readMoment(endedBefore ?? '')))
    .$if(dueBefore !== undefined, (query) => query.where('due_at', '<=', readMoment(dueBefore ?? '')));
}

function inOrder(selection: Selection, { order, dueBefore, after }: ProcessQuery): Selection {
  const isOldestFirst = order === 'oldest-first';
  const column = !isOldestFirst ? 'created_at' : dueBefore === undefined ? 'updated_at' : 'due_at';
  const direction = isOldestFirst ? 'asc' : 'desc';
  const isBehind = sql<boolean>`(${sql.ref(column)}, id) ${isOldestFirst ? sql`>` : sql`<`} (${readMoment(after?.at ?? '1970-01-01')}, ${after?.id ?? ''})`;
  return selection
    .$if(after !== undefined, (query) => query.where(isBehind))
    .orderBy(column, direction)
    .orderBy('id', direction);
}
