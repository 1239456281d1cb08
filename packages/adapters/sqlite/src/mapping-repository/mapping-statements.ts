import type { MappingScope, PersonKey } from '@frigg-crm/core';
import { assertLimit, readMoment, type UnseenQuery } from '@frigg-crm/core/adapter';
import { sql } from 'kysely';
import type { Statement } from '../connection/session.ts';
import { statements, type PersonMappingTable } from '../tables.ts';

/*
 * Lists travel as one JSON text: a statement takes at most 32,766 parameters, and its text stays the same, so that it is
 * prepared once.
 */

/** What finds several people. */
export function selectPeople({ integrationId, objectType }: MappingScope, externalIds: readonly string[]): Statement<PersonMappingTable> {
  return sql<PersonMappingTable>`
    select frigg_person_mappings.* from json_each(${JSON.stringify(externalIds)}) as given cross join frigg_person_mappings
    where integration_id = ${integrationId} and object_type = ${objectType} and external_id = given.value`.compile(statements);
}

/** What stores people as `stateToColumns` lists them. */
export function upsertPeople({ integrationId, objectType }: MappingScope, people: readonly (readonly unknown[])[]): Statement<unknown> {
  return sql`
    insert into frigg_person_mappings (integration_id, object_type, external_id, quo_contact_id, phone_numbers, content_hash,
      source_modified_at, seen_in, known_since, failed_process_id, failure_code, claims, contested)
    select ${integrationId}, ${objectType}, value ->> 0, value ->> 1, value -> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
      value ->> 7, value ->> 8, value -> 9, value ->> 10
    from json_each(${JSON.stringify(people)}) where true
    on conflict (integration_id, object_type, external_id) do update set
      quo_contact_id = excluded.quo_contact_id, phone_numbers = excluded.phone_numbers, content_hash = excluded.content_hash,
      source_modified_at = excluded.source_modified_at, seen_in = excluded.seen_in, known_since = excluded.known_since,
      failed_process_id = excluded.failed_process_id, failure_code = excluded.failure_code, claims = excluded.claims,
      contested = excluded.contested`.compile(statements);
}

/** What reads the next people of all scopes. */
export function selectNextPeople(after: PersonKey | undefined, limit: number): Statement<PersonMappingTable> {
  const { integrationId, objectType, externalId } = after ?? {};
  const isBehind =
    after === undefined ? sql`` : sql`where (integration_id, object_type, external_id) > (${integrationId}, ${objectType}, ${externalId})`;
  return sql<PersonMappingTable>`
    select * from frigg_person_mappings ${isBehind} order by integration_id, object_type, external_id limit ${limit}`.compile(statements);
}

/** What finds people with one of these numbers: number by number through `frigg_person_phones`, then each person once. */
export function selectByPhones(integrationId: string, phoneNumbers: readonly string[]): Statement<PersonMappingTable> {
  return sql<PersonMappingTable>`
    select person.* from (
      select distinct phone.object_type, phone.external_id from json_each(${JSON.stringify(phoneNumbers)}) as given
      cross join frigg_person_phones as phone
      where phone.integration_id = ${integrationId} and phone.phone_number = given.value
    ) as owner cross join frigg_person_mappings as person
    where person.integration_id = ${integrationId} and person.object_type = owner.object_type and person.external_id = owner.external_id
    order by person.object_type, person.external_id`.compile(statements);
}

/** What finds those who failed in a process. */
export function selectFailed({
  integrationId,
  objectType,
  processId,
  after,
  limit,
}: MappingScope & { readonly processId: string; readonly after?: string | undefined; readonly limit: number }): Statement<{
  readonly external_id: string;
}> {
  assertLimit(limit);
  return statements
    .selectFrom('frigg_person_mappings')
    .select('external_id')
    .where('integration_id', '=', integrationId)
    .where('object_type', '=', objectType)
    .where('failed_process_id', '=', processId)
    .$if(after !== undefined, (query) => query.where('external_id', '>', after ?? ''))
    .orderBy('external_id')
    .limit(limit)
    .compile();
}

/** A person, and whether the full sync did not see them. */
export interface SeenRow {
  readonly external_id: string;
  /** 1 or 0. */
  readonly is_unseen: number;
}

/** What reads the next `count` people and says of each whether the full sync did not see them. */
export function selectNextSeen(
  { integrationId, objectType, seenIn, knownBefore }: UnseenQuery,
  after: string | undefined,
  count: number,
): Statement<SeenRow> {
  return statements
    .selectFrom('frigg_person_mappings')
    .select([
      'external_id',
      sql<number>`seen_in is not ${seenIn} and known_since is not null and known_since < ${readMoment(knownBefore)}`.as('is_unseen'),
    ])
    .where('integration_id', '=', integrationId)
    .where('object_type', '=', objectType)
    .$if(after !== undefined, (query) => query.where('external_id', '>', after ?? ''))
    .orderBy('external_id')
    .limit(count)
    .compile();
}

/** A stretch of people, counted. */
export interface CountRow {
  readonly contacts: number;
  readonly people: number;
  readonly last: string | null;
}

/** What counts those with a contact among the next `count` people. */
export function countNext({ integrationId, objectType }: MappingScope, after: string | undefined, count: number): Statement<CountRow> {
  return sql<CountRow>`
    select count(quo_contact_id) as contacts, count(*) as people, max(external_id) as last from (
      select quo_contact_id, external_id from frigg_person_mappings
      where integration_id = ${integrationId} and object_type = ${objectType}
        ${after === undefined ? sql`` : sql`and external_id > ${after}`}
      order by external_id limit ${count})`.compile(statements);
}

/** What forgets people. */
export function deletePeople({ integrationId, objectType }: MappingScope, externalIds: readonly string[]): Statement<unknown> {
  return sql`
    delete from frigg_person_mappings where integration_id = ${integrationId} and object_type = ${objectType}
      and external_id in (select value from json_each(${JSON.stringify(externalIds)}))`.compile(statements);
}

/** What forgets up to `limit` people of an integration. */
export function deleteSome(integrationId: string, limit: number): Statement<unknown> {
  return sql`
    delete from frigg_person_mappings where (integration_id, object_type, external_id) in (
      select integration_id, object_type, external_id from frigg_person_mappings where integration_id = ${integrationId} limit ${limit})`.compile(
    statements,
  );
}
