import { sql, type RawBuilder } from 'kysely';
import { COLUMN_TYPES } from './process-row.ts';

/** A process that could be locked, and whether it was saved. */
export interface SavedRow {
  readonly id: string;
  readonly saved: boolean;
}

const TABLE = 'frigg_processes';
const columns = Object.entries(COLUMN_TYPES);
const RECORD = sql.raw(columns.map(([column, type]) => `${column} ${type}`).join(', '));
const ASSIGNMENTS = sql.raw(columns.map(([column]) => `${column} = given.${column}`).join(', '));

/**
 * Saves rows whose stored version is the one before their own. They are locked in the order of their ids, and those that
 * another transaction has locked are left out: neither waits such a statement for another one, nor in a circle.
 * @param rows - JSON objects, as one JSON list.
 */
export function saveStatement(schema: string, rows: string): RawBuilder<SavedRow> {
  const table = sql.id(schema, TABLE);
  return sql<SavedRow>`
    with given as materialized (select * from json_to_recordset(${rows}::json) as given (${RECORD})),
    locked as materialized (
      select stored.id from ${table} as stored join given on stored.id = given.id
      order by stored.id for no key update of stored skip locked
    ),
    saved as (
      update ${table} as stored set ${ASSIGNMENTS} from given join locked on locked.id = given.id
      where stored.id = given.id and stored.version = given.version - 1
      returning stored.id
    )
    select locked.id, saved.id is not null as saved from locked left join saved on saved.id = locked.id`;
}
