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
  /** What `dueAtOf` says of the process. */
  readonly due_at: ColumnType<Date | null, string | null, string | null>;
}

/** The columns of `frigg_person_mappings`. */
export interface PersonMappingTable {
  readonly integration_id: string;
  readonly object_type: string;
  readonly external_id: string;
  readonly quo_contact_id: string | null;
  readonly phone_numbers: readonly string[];
  /** The content that Quo is known to hold. */
  readonly content_hash: string | null;
  /** The content that an attempt named last, begun or confirmed; certain only where `content_hash` is the same. */
  readonly named_hash: string | null;
  readonly source_modified_at: ColumnType<Date | null, string | null, string | null>;
  readonly seen_in: string | null;
  /** When the first write was confirmed. */
  readonly known_since: ColumnType<Date | null, string | null, string | null>;
  readonly failed_process_id: string | null;
  readonly failure_code: string | null;
  /** Open attempts: milliseconds since the epoch at which each began, by claim id. */
  readonly claims: Json<Readonly<Record<string, number>>>;
  /** None of the open attempts can know what Quo holds. */
  readonly contested: boolean;
}

/** The columns of `frigg_person_phones`: an index of numbers, which triggers keep in step with the mappings. */
export interface PersonPhoneTable {
  readonly integration_id: string;
  readonly number: string;
  readonly object_type: string;
  readonly external_id: string;
}

/** The columns of `frigg_leases`. */
export interface LeaseTable {
  readonly key: string;
  readonly holder: string;
  readonly ends_at: Time;
}

/** The columns of `frigg_rate_limits`. */
export interface RateLimitTable {
  readonly key: string;
  /** From when on the allowance is free again; `null`: never used. */
  readonly free_at: ColumnType<Date | null, string | null, string | null>;
  readonly parked_until: ColumnType<Date | null, string | null, string | null>;
}

/** The columns of `frigg_documents`. */
export interface DocumentTable {
  readonly collection: string;
  readonly integration_id: string;
  readonly id: string;
  readonly value: Json<JsonObject>;
  readonly tags: readonly string[];
  readonly due_at: ColumnType<Date | null, string | null, string | null>;
  readonly expires_at: ColumnType<Date | null, string | null, string | null>;
  readonly version: number;
}

/** The tables of this package, as kysely knows them. */
export interface ProcessDatabase {
  readonly frigg_processes: ProcessTable;
  readonly frigg_person_mappings: PersonMappingTable;
  readonly frigg_person_phones: PersonPhoneTable;
  readonly frigg_leases: LeaseTable;
  readonly frigg_rate_limits: RateLimitTable;
  readonly frigg_documents: DocumentTable;
}

/** An open database. */
export interface ProcessDatabaseHandle {
  readonly db: Kysely<ProcessDatabase>;
  /** Ends the connections that this handle opened. May be called twice. */
  readonly close: () => Promise<void>;
}

/** The schema that is used when none is named. */
export const DEFAULT_SCHEMA = 'public';
