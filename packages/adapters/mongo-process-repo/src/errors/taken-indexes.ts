import { MongoBulkWriteError } from 'mongodb';
import { isDuplicateKey } from './translate-error.ts';

/**
 * @returns which operations of an unordered batch met an id that is taken, when nothing else was wrong with the batch.
 * @throws the error itself otherwise: the response was lost, say, or a majority did not acknowledge (then the driver names no operation).
 */
export function takenIndexes(error: unknown): readonly number[] {
  const failed = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
  if (failed.length === 0 || !failed.every(isDuplicateKey)) throw error;
  return failed.map(({ index }) => index);
}
