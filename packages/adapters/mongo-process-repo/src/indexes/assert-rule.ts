import { ConfigurationError } from '@frigg-crm/core';
import type { Collection, Document } from 'mongodb';
import { errorCode } from '../errors/translate-error.ts';
import { ACTIVE_KEY_RULE } from './process-indexes.ts';

const NAMESPACE_NOT_FOUND = '26';

/**
 * Without the unique index two programs would start the same run, and nothing would say so.
 * @throws {ConfigurationError} when the index is missing.
 */
export async function assertRule<Schema extends Document>(collection: Collection<Schema>): Promise<void> {
  const indexes = await listIndexes(collection);
  if (!indexes.some(({ name, unique }) => name === ACTIVE_KEY_RULE.name && Boolean(unique)))
    throw new ConfigurationError(`The index ${ACTIVE_KEY_RULE.name} is missing: call ensureIndexes() before the first use`);
}

async function listIndexes<Schema extends Document>(collection: Collection<Schema>): Promise<readonly Document[]> {
  try {
    return await collection.indexes();
  } catch (error) {
    if (errorCode(error) === NAMESPACE_NOT_FOUND) return [];
    throw error;
  }
}
