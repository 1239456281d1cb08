import type { JsonObject, Ledger } from '@frigg-crm/core';
import type { ColumnType, Kysely } from 'kysely';

/** A JSONB column: written as text, read as a value. */
type Json<Value> = ColumnType<Value, string, string>;
/** A TIMESTAMPTZ column: written as ISO 8601, read as a `Date`. */
type Time = ColumnType<Date, string, string>;

/** The columns of `frigg_processes`. */
export interface ProcessTable {
  readonly id: string;
  readonly user_id: string;
  readonly integration_id: string;
  readonly name: string;
  readonly type: string;
  readonly state: string;
  readonly context: Json<JsonObject>;
  readonly results: Json<JsonObject>;
  readonly parent_process_id: string | null;
  readonly child_processes: Json<readonly string[]>;
  readonly active_key: string | null;
  readonly ledger: Json<Ledger>;
  readonly version: number;
  readonly created_at: Time;
  readonly updated_at: Time;
  readonly ended_at: ColumnType<Date | null, string | null, string | null>;
}

/** The tables of this package, as kysely knows them. */
export interface ProcessDatabase {
  readonly frigg_processes: ProcessTable;
}

/** An open database. */
export interface ProcessDatabaseHandle {
  readonly db: Kysely<ProcessDatabase>;
  /** Ends the connections that this handle opened. May be called twice. */
  readonly close: () => Promise<void>;
}

/** The schema that is used when none is named. */
export const DEFAULT_SCHEMA = 'public';
