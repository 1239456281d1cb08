import type { ProcessQuery } from '@frigg-crm/core';
import { readMoment, toIso } from '@frigg-crm/core/adapter';
import { sql, type SelectQueryBuilder, type Selectable } from 'kysely';
import type { ProcessDatabase, ProcessTable } from '../process-database.ts';

type Selection = SelectQueryBuilder<ProcessDatabase, 'frigg_processes', Selectable<ProcessTable>>;

/**
 * Orders a selection, and begins it behind a place. Ids are compared by bytes, whatever the collation of the database.
 * @throws {InvalidProcessDataError} when a moment is none.
 */
export function inOrder(
  selection: Selection,
  { states, dueBefore, order, after }: Pick<ProcessQuery, 'states' | 'dueBefore' | 'order' | 'after'>,
): Selection {
  const isOldestFirst = order === 'oldest-first';
  const column = !isOldestFirst ? 'created_at' : dueBefore === undefined ? 'updated_at' : 'due_at';
  const direction = isOldestFirst ? 'asc' : 'desc';
  return selection
    .$if(states !== undefined, (query) => query.where(sql<boolean>`${sql.ref('state')} = any(${states ?? []}::text[])`))
    .$if(dueBefore !== undefined, (query) => query.where('due_at', '<=', moment(dueBefore ?? '')))
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(${sql.ref(column)}, ${sql.ref('id')}) ${isOldestFirst ? sql`>` : sql`<`} (${moment(after?.at ?? '')}, ${after?.id ?? ''})`,
      ),
    )
    .orderBy(column, direction)
    .orderBy('id', direction);
}

function moment(text: string): ReturnType<typeof sql<Date>> {
  return sql<Date>`${toIso(readMoment(text))}::timestamptz`;
}
