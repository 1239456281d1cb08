import type { Clock } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { ProcessDatabase } from './process-database.ts';

/** Settings of every part of a store. */
export interface PostgresStoreOptions {
  /** Where the migrated tables are: kysely over PostgreSQL or PGlite. */
  readonly db: Kysely<ProcessDatabase>;
  /** The schema that `migrate` was given. @defaultValue 'public' */
  readonly schema?: string | undefined;
  /** For tests. @defaultValue the clock of the database, so that machines whose clocks differ agree */
  readonly clock?: Clock | undefined;
}

/** @returns what a statement uses as the current time: that of each row, so that waiting for a lock does not make it old. */
export function nowOf(clock: Clock | undefined): RawBuilder<Date> {
  return clock === undefined ? sql<Date>`clock_timestamp()` : sql<Date>`${toIso(clock.now())}::timestamptz`;
}

/** @returns a duration, to fractions of a millisecond. */
export function milliseconds(ms: number): RawBuilder<unknown> {
  return sql`${ms}::float8 * interval '1 millisecond'`;
}
