import { InvalidDocumentError, type DocumentKey, type StoredDocument } from '@frigg-crm/core';
import { assertStorableDocument } from '@frigg-crm/core/adapter';
import { BSON } from 'mongodb';
import * as z from 'zod';
import { unreadable } from '../errors/unreadable.ts';
import { jsonObjectText } from '../json-text.ts';

/** The limit of a document (manual: MongoDB Limits and Thresholds); what is inserted has to stay below it. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A document of the store as it is stored in MongoDB. */
export interface KeptDocument extends DocumentKey {
  /** The whole key in one text. */
  readonly _id: string;
  /** JSON text: MongoDB gives keys such as `a.b`, `$set` or `__proto__` a meaning of its own. */
  readonly value: string;
  readonly tags: readonly string[];
  readonly dueAt: Date | null;
  readonly expiresAt: Date | null;
  readonly version: number;
}

/** A document that was edited manually, or written by a newer version, must not get any further. */
const keptSchema = z.object({
  collection: z.string(),
  integrationId: z.string(),
  id: z.string(),
  value: jsonObjectText,
  tags: z.array(z.string()),
  dueAt: z.date().nullable(),
  expiresAt: z.date().nullable(),
  version: z.int(),
});

/** @returns the id of the document in MongoDB. JSON keeps apart what a separator would join, and what UTF-8 cannot hold. */
export function toMongoId({ collection, integrationId, id }: DocumentKey): string {
  return JSON.stringify([collection, integrationId, id]);
}

/**
 * @returns the document as it is to be stored.
 * @throws {InvalidDocumentError} when it cannot be stored.
 */
export function toKept(document: StoredDocument): KeptDocument {
  assertStorableDocument(document);
  const { collection, integrationId, id, value, tags, dueAt, expiresAt, version } = document;
  const kept: KeptDocument = {
    _id: toMongoId(document),
    collection,
    integrationId,
    id,
    value: JSON.stringify(value),
    tags,
    dueAt: dueAt === null ? null : new Date(dueAt),
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    version,
  };
  if (BSON.calculateObjectSize(kept) >= MAX_BYTES)
    throw new InvalidDocumentError(`A document cannot be stored: its tags take more than the ${MAX_BYTES} bytes of a document of MongoDB`);
  return kept;
}

/**
 * @returns the stored document as the port shows it.
 * @throws {StorageError} when it is none.
 */
export function fromKept(kept: unknown): StoredDocument {
  const parsed = keptSchema.safeParse(kept);
  if (!parsed.success) throw unreadable('JSON document', parsed.error, new InvalidDocumentError('a document of a document store'));
  const { dueAt, expiresAt, ...rest } = parsed.data;
  return { ...rest, dueAt: dueAt?.toISOString() ?? null, expiresAt: expiresAt?.toISOString() ?? null };
}
