import { StorageError, type PersonMapping } from '@frigg-crm/core';
import type { Selectable } from 'kysely';
import * as z from 'zod';
import type { PersonMappingTable } from '../process-database.ts';

/** What is read of a row. */
export const MAPPING_COLUMNS = [
  'integration_id',
  'object_type',
  'external_id',
  'quo_contact_id',
  'phone_numbers',
  'content_hash',
  'source_modified_at',
  'seen_in',
  'failed_process_id',
  'failure_code',
] as const satisfies readonly (keyof PersonMappingTable)[];

/** A row as far as it is read. */
export type MappingRow = Pick<Selectable<PersonMappingTable>, (typeof MAPPING_COLUMNS)[number]>;

/** A row that was changed manually must not become a mapping. */
const rowSchema = z.object({
  integration_id: z.string(),
  object_type: z.string(),
  external_id: z.string(),
  quo_contact_id: z.string().nullable(),
  phone_numbers: z.array(z.string()),
  content_hash: z.string().nullable(),
  // An application may have configured its driver to read times as text.
  source_modified_at: z.coerce.date().nullable(),
  seen_in: z.string().nullable(),
  failed_process_id: z.string().nullable(),
  failure_code: z.string().nullable(),
});

/**
 * @returns the row as a mapping.
 * @throws {StorageError} when the row is none.
 */
export function rowToMapping(row: MappingRow): PersonMapping {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) {
    const columns = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))].join(', ');
    throw new StorageError(`A stored mapping cannot be read: check ${columns} of the row`);
  }
  const { data } = parsed;
  return {
    integrationId: data.integration_id,
    objectType: data.object_type,
    externalId: data.external_id,
    quoContactId: data.quo_contact_id,
    phoneNumbers: data.phone_numbers,
    contentHash: data.content_hash,
    sourceModifiedAt: data.source_modified_at?.toISOString() ?? null,
    seenIn: data.seen_in,
    failure: data.failed_process_id === null ? null : { processId: data.failed_process_id, code: data.failure_code ?? '' },
  };
}
