import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery } from 'kysely';

/** A statement with its parameters, as kysely compiles it. */
export type Statement<Row> = CompiledQuery<Row>;

/** Runs statements on one connection, now. */
export interface Session {
  /** @returns all rows. */
  all<Row>(statement: Statement<Row>): readonly Row[];
  /** @returns the first row. */
  get<Row>(statement: Statement<Row>): Row | undefined;
  /** @returns how many rows were changed, by the statement itself and not by its triggers. */
  run(statement: Statement<unknown>): number;
}

/** What the adapter uses are some hundred texts; an application's conditions make some more. */
const MOST_STATEMENTS = 500;

/** Makes a session that prepares each text once. */
export function createSession(connection: DatabaseSync): Session {
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    if (prepared.size >= MOST_STATEMENTS) prepared.clear();
    const statement = connection.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  return {
    all: <Row>({ sql, parameters }: Statement<Row>) => prepare(sql).all(...(parameters as SQLInputValue[])) as Row[],
    get: <Row>({ sql, parameters }: Statement<Row>) => prepare(sql).get(...(parameters as SQLInputValue[])) as Row | undefined,
    run: ({ sql, parameters }) => Number(prepare(sql).run(...(parameters as SQLInputValue[])).changes),
  };
}
