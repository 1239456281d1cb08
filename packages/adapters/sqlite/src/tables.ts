import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';

/*
 * Moments are milliseconds since the epoch, lists and objects are JSON texts. All tables are STRICT, so a column holds
 * the type that it names.
 */

/** The columns of `frigg_processes`. */
export interface ProcessTable {
  readonly id: string;
  readonly user_id: string;
  readonly integration_id: string;
  readonly name: string;
  readonly type: string;
  readonly state: string;
  readonly context: string;
  readonly results: string;
  readonly parent_process_id: string | null;
  readonly child_processes: string;
  readonly active_key: string | null;
  readonly ledger: string;
  readonly version: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly ended_at: number | null;
  /** When the process has to be checked; see `dueAtOf` of core. */
  readonly due_at: number | null;
}

/** The columns of `frigg_person_mappings`; triggers keep `frigg_person_phones` in step with `phone_numbers`. */
export interface PersonMappingTable {
  readonly integration_id: string;
  readonly object_type: string;
  readonly external_id: string;
  readonly quo_contact_id: string | null;
  readonly phone_numbers: string;
  /** The content that Quo is known to hold. */
  readonly content_hash: string | null;
  /** As `Date.prototype.toISOString` writes it. */
  readonly source_modified_at: string | null;
  readonly seen_in: string | null;
  /** When the first write was begun. */
  readonly known_since: number | null;
  readonly failed_process_id: string | null;
  readonly failure_code: string | null;
  /** Open attempts: pairs of claim id and the moment at which it began. */
  readonly claims: string;
  /** 1: none of the open attempts proves what Quo holds. */
  readonly contested: number;
}

/** The columns of `frigg_documents`; triggers keep `frigg_document_tags` in step with `tags`. */
export interface DocumentTable {
  readonly collection: string;
  readonly integration_id: string;
  readonly id: string;
  readonly value: string;
  readonly tags: string;
  readonly due_at: number | null;
  readonly expires_at: number | null;
  readonly version: number;
}

/** The columns of `frigg_document_tags`. */
export interface DocumentTagTable {
  readonly collection: string;
  readonly tag: string;
  readonly integration_id: string;
  readonly id: string;
}

/** The tables whose statements are built; those of leases, rate limits and queues are written as text. */
export interface SqliteTables {
  readonly frigg_processes: ProcessTable;
  readonly frigg_person_mappings: PersonMappingTable;
  readonly frigg_documents: DocumentTable;
  readonly frigg_document_tags: DocumentTagTable;
}

/**
 * Builds statements and runs none: `node:sqlite` is synchronous, and a transaction that awaits would let other calls of
 * this program slip into it. `SqliteDatabase` runs what this compiles.
 */
export const statements = new Kysely<SqliteTables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});
