import { isLongerThanBytes } from '../validation/is-longer-than-bytes.ts';
import { InvalidDocumentError } from '../../errors/invalid-document-error.ts';
import { findStorageFault } from '../process/assert-storable-process.ts';
import { isIso } from '../process/timing.ts';
import type { StoredDocument } from './stored-document.ts';

/** Of the JSON of a value, in UTF-16 units: far below what any store takes, and far above what a document here needs. */
export const MAX_DOCUMENT_LENGTH = 1_000_000;
/** A key is part of an index, whose entries have a limit in every store. */
const MAX_KEY_BYTES = 512;
/** Databases count in 32 bits; one more save has to find room. */
const MAX_VERSION = 2 ** 31 - 2;
/** From 1000 to 9999: what lies beyond, each database writes and each driver reads in its own way. */
const YEARS = /^[1-9]\d{3}-/;

/**
 * Checks that every store can hold the document unchanged.
 * @throws {InvalidDocumentError} naming the field, never quoting it.
 */
export function assertStorableDocument(document: StoredDocument): void {
  for (const [field, value] of Object.entries(document)) {
    const fault = findStorageFault(value);
    if (fault !== undefined) throw refused(field, `holds ${fault}`);
  }
  for (const field of ['collection', 'integrationId', 'id'] as const) assertKeyPart(field, document[field]);
  for (const tag of document.tags) assertKeyPart('tags', tag);
  assertTime('dueAt', document.dueAt);
  assertTime('expiresAt', document.expiresAt);
  assertValue(document.value);
  assertVersion(document.version);
}

function assertTime(field: string, time: string | null): void {
  if (time !== null && !(isIso(time) && YEARS.test(time))) throw refused(field, 'is not written as Date.prototype.toISOString does');
}

function assertValue(value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused('value', 'is no JSON object');
  if (JSON.stringify(value).length > MAX_DOCUMENT_LENGTH) throw refused('value', `is longer than ${MAX_DOCUMENT_LENGTH} characters`);
}

function assertVersion(version: number): void {
  if (!Number.isSafeInteger(version) || version < 0 || version > MAX_VERSION)
    throw refused('version', `is no whole number from 0 to ${MAX_VERSION}`);
}

function assertKeyPart(field: string, text: string): void {
  if (text === '') throw refused(field, 'is empty');
  if (isLongerThanBytes(text, MAX_KEY_BYTES)) throw refused(field, `is longer than ${MAX_KEY_BYTES} bytes`);
}

function refused(field: string, why: string): InvalidDocumentError {
  return new InvalidDocumentError(`A document cannot be stored: its ${field} ${why}`);
}
