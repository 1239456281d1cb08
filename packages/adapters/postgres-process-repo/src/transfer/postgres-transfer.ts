import type { CallOptions, DocumentKey, PersonKey } from '@frigg-crm/core';
import { assertLimit, type StoredPerson, type StoreTransfer } from '@frigg-crm/core/adapter';
import { sql, type RawBuilder, type Selectable } from 'kysely';
import { rowToDocument } from '../document-store/document-row.ts';
import { executeStatement } from '../errors/execute-statement.ts';
import { rowToMapping, type MappingRow } from '../mapping-repository/mapping-row.ts';
import { DEFAULT_SCHEMA, type DocumentTable } from '../process-database.ts';
import type { PostgresStoreOptions } from '../store-options.ts';

/** A row of a person, with its times in milliseconds. */
interface PersonRow extends MappingRow {
  readonly known_since_ms: number | null;
  readonly claims: Readonly<Record<string, number>>;
  readonly contested: boolean;
}

/** How many people one statement stores. */
const PORTION = 1000;

/** Reads and writes whole tables of a PostgreSQL database, in the order of their keys. */
export function createPostgresTransfer({ db, schema = DEFAULT_SCHEMA }: Omit<PostgresStoreOptions, 'clock'>): StoreTransfer {
  const run = async <Row>(options: CallOptions, statement: RawBuilder<Row>): Promise<readonly Row[]> =>
    executeStatement(options, async () => (await statement.execute(db, options)).rows);
  return {
    async readPeople({ after, limit, signal }) {
      assertLimit(limit);
      return (await run({ signal }, selectPeople(schema, after, limit))).map(rowToPerson);
    },
    async writePeople(people, { signal } = {}) {
      for (let first = 0; first < people.length; first += PORTION)
        await run({ signal }, upsertPeople(schema, people.slice(first, first + PORTION)));
    },
    async readDocuments({ after, limit, signal }) {
      assertLimit(limit);
      return (await run({ signal }, selectDocuments(schema, after, limit))).map(rowToDocument);
    },
  };
}

/** A moment with microseconds is rounded up: known since may be too late, never too early. */
function selectPeople(schema: string, after: PersonKey | undefined, limit: number): RawBuilder<PersonRow> {
  const key = sql`(integration_id, object_type, external_id)`;
  const isBehind = after === undefined ? sql`` : sql`where ${key} > (${after.integrationId}, ${after.objectType}, ${after.externalId})`;
  return sql<PersonRow>`
    select *, ceil(extract(epoch from known_since) * 1000)::float8 as known_since_ms
    from ${sql.id(schema, 'frigg_person_mappings')} ${isBehind}
    order by integration_id, object_type, external_id limit ${limit}`;
}

function rowToPerson(row: PersonRow): StoredPerson {
  const { integrationId, objectType, externalId, ...mapping } = rowToMapping(row);
  const claims = new Map(Object.entries(row.claims).map(([claimId, beganMs]) => [claimId, Math.round(beganMs)]));
  return {
    integrationId,
    objectType,
    externalId,
    state: { ...mapping, knownSinceMs: row.known_since_ms, claims, contested: row.contested },
  };
}

function upsertPeople(schema: string, people: readonly StoredPerson[]): RawBuilder<unknown> {
  const given = people.map(({ integrationId, objectType, externalId, state }) => ({
    integration_id: integrationId,
    object_type: objectType,
    external_id: externalId,
    quo_contact_id: state.quoContactId,
    phone_numbers: state.phoneNumbers,
    content_hash: state.contentHash,
    source_modified_at: state.sourceModifiedAt,
    seen_in: state.seenIn,
    known_since_ms: state.knownSinceMs,
    failed_process_id: state.failure?.processId ?? null,
    failure_code: state.failure?.code ?? null,
    claims: Object.fromEntries(state.claims),
    contested: state.contested,
  }));
  return sql`
    insert into ${sql.id(schema, 'frigg_person_mappings')}
      (integration_id, object_type, external_id, quo_contact_id, phone_numbers, content_hash, named_hash, source_modified_at, seen_in,
       known_since, failed_process_id, failure_code, claims, contested)
    select integration_id, object_type, external_id, quo_contact_id, phone_numbers, content_hash, content_hash, source_modified_at, seen_in,
           to_timestamp(known_since_ms / 1000), failed_process_id, failure_code, claims, contested
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
      as given (integration_id text, object_type text, external_id text, quo_contact_id text, phone_numbers text[], content_hash text,
                source_modified_at timestamptz, seen_in text, known_since_ms float8, failed_process_id text, failure_code text, claims jsonb,
                contested boolean)
    on conflict (integration_id, object_type, external_id) do update set
      quo_contact_id = excluded.quo_contact_id, phone_numbers = excluded.phone_numbers, content_hash = excluded.content_hash,
      named_hash = excluded.named_hash, source_modified_at = excluded.source_modified_at, seen_in = excluded.seen_in,
      known_since = excluded.known_since, failed_process_id = excluded.failed_process_id, failure_code = excluded.failure_code,
      claims = excluded.claims, contested = excluded.contested`;
}

function selectDocuments(schema: string, after: DocumentKey | undefined, limit: number): RawBuilder<Selectable<DocumentTable>> {
  const isBehind =
    after === undefined ? sql`` : sql`where (collection, integration_id, id) > (${after.collection}, ${after.integrationId}, ${after.id})`;
  return sql<Selectable<DocumentTable>>`
    select * from ${sql.id(schema, 'frigg_documents')} ${isBehind} order by collection, integration_id, id limit ${limit}`;
}
