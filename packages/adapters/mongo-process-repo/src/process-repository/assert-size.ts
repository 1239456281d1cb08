import { InvalidProcessDataError } from '@frigg-crm/core';
import { BSON } from 'mongodb';
import type { ProcessDocument } from './process-document.ts';

/** The limit of a document (manual: MongoDB Limits and Thresholds). */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * A server that is sent too much answers in many ways: with one of several codes, or by ending the connection. So the
 * size is looked at before.
 * @throws {InvalidProcessDataError} when the document is too large for MongoDB.
 */
export function assertSize(document: ProcessDocument): void {
  const bytes = BSON.calculateObjectSize(document);
  if (bytes > MAX_BYTES)
    throw new InvalidProcessDataError(
      `The process takes ${bytes} bytes, and MongoDB holds ${MAX_BYTES} in a document: keep large data elsewhere, and its address in the process`,
    );
}
