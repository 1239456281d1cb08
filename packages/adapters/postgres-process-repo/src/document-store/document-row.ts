import { StorageError, type JsonObject, type StoredDocument } from '@frigg-crm/core';
import type { Selectable } from 'kysely';
import * as z from 'zod';
import type { DocumentTable } from '../process-database.ts';

/** A row that was changed manually must not become a document. */
const rowSchema = z.object({
  collection: z.string(),
  integration_id: z.string(),
  id: z.string(),
  value: z.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  tags: z.array(z.string()),
  // An application may have configured its driver to read times as text.
  due_at: z.coerce.date().nullable(),
  expires_at: z.coerce.date().nullable(),
  version: z.int(),
});

/**
 * @returns the row as a document.
 * @throws {StorageError} when the row is none.
 */
export function rowToDocument(row: Selectable<DocumentTable>): StoredDocument {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) {
    const columns = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))].join(', ');
    throw new StorageError(`A stored document cannot be read: check ${columns} of the row`);
  }
  const { integration_id: integrationId, due_at: dueAt, expires_at: expiresAt, ...rest } = parsed.data;
  return { ...rest, integrationId, dueAt: dueAt?.toISOString() ?? null, expiresAt: expiresAt?.toISOString() ?? null };
}
