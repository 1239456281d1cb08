import type { MappingScope, PersonMapping } from '@frigg-crm/core';
import { MAX_CLOCK_SKEW_MS, type ConfirmedWrite, type IntendedWrite } from '@frigg-crm/core/adapter';
import { sql, type RawBuilder } from 'kysely';
import { milliseconds } from '../store-options.ts';

/** Where a statement works, and which moment counts as now. */
export interface StatementContext {
  readonly schema: string;
  readonly scope: MappingScope;
  readonly now: RawBuilder<Date>;
}

/** A row after an attempt began. */
export interface BegunRow {
  readonly external_id: string;
  readonly content_hash: string | null;
  /** Milliseconds since the epoch. */
  readonly source_modified_ms: number | null;
  /** What the statement took for now, in milliseconds since the epoch. */
  readonly now_ms: number;
}

const TABLE = 'frigg_person_mappings';
const KEY = sql`(integration_id, object_type, external_id)`;

/*
 * Each statement writes all its rows itself, and takes them in the order of their keys: two that share rows wait for
 * each other, but never deadlock. What they are given travels as one JSON text, since a statement takes at most
 * 65,535 parameters.
 */

/**
 * Stores an attempt at people. `named_hash` passes the intended content to the rule for rows that exist already.
 * A content is only ever known while no claim is open, so a row whose content is known has no claims to check.
 */
export function beginStatement(
  { schema, scope, now }: StatementContext,
  people: readonly IntendedWrite[],
  attempt: { readonly claimId: string; readonly claimTtlMs: number; readonly seenIn: string | undefined; readonly force: boolean },
): RawBuilder<BegunRow> {
  const { claimId, claimTtlMs, seenIn = null, force } = attempt;
  const given = people.map(({ externalId, contentHash, sourceModifiedAt }) => [externalId, contentHash, sourceModifiedAt]);
  const moment = sql`(given ->> 2)::timestamptz`;
  // The clock of the CRM may be ahead by as much; what is dated later has not happened yet.
  const latest = sql`${now} + ${milliseconds(MAX_CLOCK_SKEW_MS)}`;
  const known = sql`case when stored.source_modified_at <= ${latest} then stored.source_modified_at end`;
  return sql<BegunRow>`
    insert into ${sql.id(schema, TABLE)} as stored
      (integration_id, object_type, external_id, named_hash, source_modified_at, seen_in, claims, known_since)
    select ${scope.integrationId}::text, ${scope.objectType}::text, given ->> 0, given ->> 1,
           case when ${moment} > ${latest} then ${now} else ${moment} end, ${seenIn}::text,
           jsonb_build_object(${claimId}::text, ${epochMs(now)}), ${now}
    from jsonb_array_elements(${JSON.stringify(given)}::jsonb) as given
    order by (given ->> 0) collate "C"
    on conflict ${KEY} do update set
      seen_in = coalesce(excluded.seen_in, stored.seen_in),
      known_since = coalesce(stored.known_since, excluded.known_since),
      source_modified_at = case when ${force}::boolean then coalesce(excluded.source_modified_at, ${known})
                                else greatest(${known}, excluded.source_modified_at) end,
      named_hash = excluded.named_hash,
      (content_hash, claims, contested) = (
        select case when fine then stored.content_hash end,
               case when fine then stored.claims else others || excluded.claims end,
               case when fine then stored.contested else others <> '{}' or (stored.contested and stored.claims ? ${claimId}) end
        from (
          select not ${force}::boolean and (coalesce(${known} > excluded.source_modified_at, false)
                 or stored.content_hash is not distinct from excluded.named_hash) as fine,
                 (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(stored.claims)
                  where key <> ${claimId} and to_timestamp(value::float8 / 1000) > ${now} - ${milliseconds(claimTtlMs)}) as others
        ) as decided
      )
    returning external_id, content_hash, ${epochMs(sql`source_modified_at`)} as source_modified_ms, ${epochMs(now)} as now_ms`;
}

/** Stores that people were written. A content that is known already was certain: naming it again changes nothing. */
export function confirmStatement(
  { schema, scope, now }: StatementContext,
  people: readonly ConfirmedWrite[],
  claimId: string,
): RawBuilder<unknown> {
  const given = people.map(({ externalId, contentHash, quoContactId, phoneNumbers }) => ({
    external_id: externalId,
    named_hash: contentHash,
    quo_contact_id: quoContactId,
    phone_numbers: phoneNumbers,
  }));
  return sql`
    insert into ${sql.id(schema, TABLE)} as stored
      (integration_id, object_type, external_id, named_hash, quo_contact_id, phone_numbers, known_since)
    select ${scope.integrationId}::text, ${scope.objectType}::text, external_id, named_hash, quo_contact_id, phone_numbers, ${now}
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
      as given (external_id text, named_hash text, quo_contact_id text, phone_numbers text[])
    order by external_id collate "C"
    on conflict ${KEY} do update set
      quo_contact_id = excluded.quo_contact_id,
      phone_numbers = excluded.phone_numbers,
      known_since = coalesce(stored.known_since, ${now}),
      named_hash = excluded.named_hash,
      content_hash = case
        when stored.claims ? ${claimId} and stored.claims - ${claimId}::text = '{}' and not stored.contested then excluded.named_hash
        when stored.claims = '{}' and stored.content_hash = excluded.named_hash then stored.content_hash
      end,
      claims = stored.claims - ${claimId}::text,
      contested = stored.claims - ${claimId}::text <> '{}',
      failed_process_id = null,
      failure_code = null`;
}

/** Stores that people could not be written. */
export function failStatement(
  { schema, scope }: Omit<StatementContext, 'now'>,
  people: ReadonlyMap<string, NonNullable<PersonMapping['failure']>>,
): RawBuilder<unknown> {
  const given = [...people].map(([externalId, { processId, code }]) => [externalId, processId, code]);
  return sql`
    insert into ${sql.id(schema, TABLE)} (integration_id, object_type, external_id, failed_process_id, failure_code)
    select ${scope.integrationId}::text, ${scope.objectType}::text, given ->> 0, given ->> 1, given ->> 2
    from jsonb_array_elements(${JSON.stringify(given)}::jsonb) as given
    order by (given ->> 0) collate "C"
    on conflict ${KEY} do update set
      failed_process_id = excluded.failed_process_id,
      failure_code = excluded.failure_code,
      content_hash = null,
      claims = '{}',
      contested = false`;
}

/** Removes mappings: those with these ids, or all of the integration. */
export function removeStatement(
  schema: string,
  integrationId: string,
  of?: { objectType: string; externalIds: readonly string[] },
): RawBuilder<unknown> {
  const table = sql.id(schema, TABLE);
  const some = of === undefined ? sql`` : sql`and object_type = ${of.objectType} and external_id = any(${of.externalIds}::text[])`;
  return sql`
    delete from ${table} as stored using (
      select integration_id, object_type, external_id from ${table}
      where integration_id = ${integrationId} ${some}
      order by object_type, external_id for update
    ) as locked
    where stored.integration_id = locked.integration_id and stored.object_type = locked.object_type
      and stored.external_id = locked.external_id`;
}

function epochMs(moment: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`(extract(epoch from ${moment}) * 1000)::float8`;
}
