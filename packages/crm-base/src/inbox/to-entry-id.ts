import { createHash } from 'node:crypto';
import { isStorableText } from '@frigg-crm/core/adapter';

/** Keys of documents may be longer, but they come twice in logs and queues. */
const MAX_BYTES = 300;

/**
 * @returns the id of an inbox entry: the same for the same parts. One that stores could not keep, because others made it
 * too long or of characters that are none, is replaced by its hash (SHA-256).
 */
export function toEntryId(prefix: string, ...parts: readonly string[]): string {
  const id = [prefix, ...parts].join(':');
  if (isStorableText(id) && Buffer.byteLength(id) <= MAX_BYTES) return id;
  return `${prefix}:sha256:${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}
