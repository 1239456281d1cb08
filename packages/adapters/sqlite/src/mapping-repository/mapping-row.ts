import type { PersonMapping } from '@frigg-crm/core';
import { toPersonMapping, type MappingState } from '@frigg-crm/core/adapter';
import { isTextList, readJson } from '../errors/read-json.ts';
import type { PersonMappingTable } from '../tables.ts';

/** @returns what is stored of the person. @throws {StorageError} when the row is none. */
export function rowToState(row: PersonMappingTable): MappingState {
  return {
    quoContactId: row.quo_contact_id,
    phoneNumbers: readJson(row.phone_numbers, isTextList, 'phone_numbers of frigg_person_mappings'),
    contentHash: row.content_hash,
    sourceModifiedAt: row.source_modified_at,
    seenIn: row.seen_in,
    failure: row.failed_process_id === null ? null : { processId: row.failed_process_id, code: row.failure_code ?? '' },
    knownSinceMs: row.known_since,
    claims: new Map(readJson(row.claims, isClaimList, 'claims of frigg_person_mappings')),
    contested: row.contested === 1,
  };
}

/** @returns the row as a mapping. @throws {StorageError} when the row is none. */
export function rowToMapping(row: PersonMappingTable): PersonMapping {
  const { integration_id: integrationId, object_type: objectType, external_id: externalId } = row;
  return toPersonMapping({ integrationId, objectType, externalId }, rowToState(row));
}

/** @returns the columns behind the scope, in the order in which `upsertPeople` reads them. */
export function stateToColumns(externalId: string, state: MappingState): readonly unknown[] {
  return [
    externalId,
    state.quoContactId,
    state.phoneNumbers,
    state.contentHash,
    state.sourceModifiedAt,
    state.seenIn,
    state.knownSinceMs === null ? null : Math.round(state.knownSinceMs),
    state.failure?.processId ?? null,
    state.failure?.code ?? null,
    [...state.claims],
    state.contested ? 1 : 0,
  ];
}

function isClaimList(value: unknown): value is readonly (readonly [string, number])[] {
  return (
    Array.isArray(value) && value.every((claim) => Array.isArray(claim) && typeof claim[0] === 'string' && typeof claim[1] === 'number')
  );
}
