import type { DocumentKey, DocumentQuery, DocumentStore, JsonObject, StoredDocument } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { expect } from 'vitest';
import { TEST_START_MS } from '../clock/virtual-clock.ts';
import { ODD_IDS } from '../mapping-repository/odd-ids.ts';

/** The collection that every case uses, unless it needs two. */
export const NOTES = 'notes';

/** A moment, so many minutes after the start of time in tests. */
export const minute = (minutes: number): string => toIso(TEST_START_MS + minutes * 60_000);

/** Ids of any form that a document may have, in the order of their UTF-8 bytes. */
export const ODD_KEYS: readonly string[] = ODD_IDS.filter((id) => id !== '');

/** A complete document. */
export function aDocument(id: string, overrides: Partial<StoredDocument> = {}): StoredDocument {
  return {
    collection: NOTES,
    integrationId: 'integration-1',
    id,
    value: { text: id },
    tags: [],
    dueAt: null,
    expiresAt: null,
    version: 0,
    ...overrides,
  };
}

/** Documents with these ids, alike in everything else. */
export function documentsOf(ids: readonly string[], overrides: Partial<StoredDocument> = {}): readonly StoredDocument[] {
  return ids.map((id) => aDocument(id, overrides));
}

/** So many ids, in the order of their bytes. */
export function idsUpTo(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `d${String(index).padStart(6, '0')}`);
}

/** Where the document is kept. */
export function keyOf({ collection, integrationId, id }: DocumentKey): DocumentKey {
  return { collection, integrationId, id };
}

/** @returns the ids of what a query finds, with the integration where it is not the usual one. */
export async function idsFound(documents: DocumentStore, query: Partial<DocumentQuery> = {}): Promise<readonly string[]> {
  const found = await documents.query({ collection: NOTES, limit: 1000, ...query });
  return found.map(({ integrationId, id }) => (integrationId === 'integration-1' ? id : `${integrationId}/${id}`));
}

/** Expects a stored document to be exactly this one; the order of tags says nothing. */
export function expectDocument(found: StoredDocument | undefined, expected: StoredDocument): void {
  expect(found === undefined ? undefined : sorted(found)).toStrictEqual(sorted(expected));
}

/** Stores a value twice, by insert and by save. @returns what is read back each time. */
export async function roundTrip(documents: DocumentStore, value: JsonObject): Promise<readonly JsonObject[]> {
  const document = aDocument('round trip', { value });
  await documents.remove([document]);
  await documents.insert([document]);
  const inserted = await documents.find(document);
  await documents.save(document);
  const saved = await documents.find(document);
  return [inserted?.value ?? {}, saved?.value ?? {}];
}

function sorted(document: StoredDocument): StoredDocument {
  return { ...document, tags: document.tags.toSorted() };
}
