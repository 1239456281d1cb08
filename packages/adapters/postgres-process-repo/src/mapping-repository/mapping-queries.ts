import type { CallOptions, MappingScope } from '@frigg-crm/core';
import { assertLimit, readMoment, toIso, type UnseenQuery } from '@frigg-crm/core/adapter';
import { sql, type Kysely, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import type { ProcessDatabase } from '../process-database.ts';
import { MAPPING_COLUMNS, type MappingRow } from './mapping-row.ts';

type Database = Kysely<ProcessDatabase>;
type Table = 'frigg_person_mappings';
type Mappings = SelectQueryBuilder<ProcessDatabase, Table, MappingRow>;
type Ids = SelectQueryBuilder<ProcessDatabase, Table, { external_id: string }>;

const OWNER_COLUMNS = MAPPING_COLUMNS.map((column) => `owner.${column}` as const);

/** A query that can be executed, and explained. */
export interface Query<Row> {
  execute(options?: CallOptions): Promise<Row[]>;
  explain(format: 'json', options?: RawBuilder<unknown>): Promise<Record<string, unknown>[]>;
}

/** Selects several people. */
export function selectMany(db: Database, { integrationId, objectType }: MappingScope, externalIds: readonly string[]): Mappings {
  return db
    .selectFrom('frigg_person_mappings')
    .select(MAPPING_COLUMNS)
    .where('integration_id', '=', integrationId)
    .where('object_type', '=', objectType)
    .where(sql<boolean>`${sql.ref('external_id')} = any(${externalIds}::text[])`);
}

/**
 * Selects every person of an integration that has one of these phone numbers. Two lookups by index for each number, in
 * this order whatever the statistics say (`offset`, `limit`): right after a large import there are none yet, and a join
 * of whole tables would be chosen. The mapping itself decides who has a number; the table of numbers is an index.
 */
export function selectByPhones(db: Database, integrationId: string, phoneNumbers: readonly string[]): Query<MappingRow> {
  return db
    .selectFrom(sql<{ number: string }>`unnest(${phoneNumbers}::text[])`.as<'given'>(sql`given(number)`))
    .innerJoinLateral(
      (phones) =>
        phones
          .selectFrom('frigg_person_phones')
          .select(['object_type', 'external_id'])
          .where('integration_id', '=', integrationId)
          .where(sql<boolean>`${sql.ref('number')} = ${sql.ref('given.number')}`)
          .offset(0)
          .as('phone'),
      (join) => join.onTrue(),
    )
    .innerJoinLateral(
      (people) =>
        people
          .selectFrom('frigg_person_mappings')
          .select(MAPPING_COLUMNS)
          .where('integration_id', '=', integrationId)
          .whereRef('object_type', '=', 'phone.object_type')
          .whereRef('external_id', '=', 'phone.external_id')
          .where(sql<boolean>`${sql.ref('phone_numbers')} @> array[${sql.ref('given.number')}]`)
          .limit(1)
          .as('owner'),
      (join) => join.onTrue(),
    )
    .select(OWNER_COLUMNS)
    .distinctOn(['owner.object_type', 'owner.external_id'])
    .orderBy('owner.object_type')
    .orderBy('owner.external_id');
}

/** One page of people, in the order of their ids. */
interface Page {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Selects those who failed in a process. */
export function selectFailed(db: Database, scope: MappingScope & Page & { readonly processId: string }): Ids {
  return selectPage(db, scope).where('failed_process_id', '=', scope.processId);
}

/** Selects those that a full sync did not see. The sync has written every other row just now; this reads them once. */
export function selectUnseen(db: Database, query: UnseenQuery): Ids {
  return selectPage(db, query)
    .where('seen_in', 'is distinct from', query.seenIn)
    .where('known_since', '<', sql<Date>`${toIso(readMoment(query.knownBefore))}::timestamptz`);
}

/** Counts people with a contact. */
export function selectCount(
  db: Database,
  { integrationId, objectType }: MappingScope,
): SelectQueryBuilder<ProcessDatabase, Table, { count: number }> {
  return db
    .selectFrom('frigg_person_mappings')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('integration_id', '=', integrationId)
    .where('object_type', '=', objectType)
    .where('quo_contact_id', 'is not', null);
}

function selectPage(db: Database, { integrationId, objectType, after, limit }: MappingScope & Page): Ids {
  assertLimit(limit);
  return db
    .selectFrom('frigg_person_mappings')
    .select('external_id')
    .where('integration_id', '=', integrationId)
    .where('object_type', '=', objectType)
    .$if(after !== undefined, (query) => query.where('external_id', '>', after ?? ''))
    .orderBy('external_id')
    .limit(limit);
}
