import type { Collection, Document, OptionalUnlessRequiredId } from 'mongodb';
import { takenIndexes } from '../errors/taken-indexes.ts';

/**
 * Stores documents, each for itself, and leaves alone those whose id is taken.
 * @returns which of them were not stored.
 */
export async function insertNew<Schema extends Document>(
  collection: Collection<Schema>,
  documents: readonly OptionalUnlessRequiredId<Schema>[],
): Promise<readonly number[]> {
  if (documents.length === 0) return [];
  return collection.insertMany(documents, { ordered: false }).then(() => [], takenIndexes);
}
