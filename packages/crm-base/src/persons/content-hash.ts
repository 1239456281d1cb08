import { createHash } from 'node:crypto';
import type { QuoContact } from '@frigg-crm/quo';

/**
 * @returns what says whether two contacts are the same: SHA-256 (hex) over JSON in which the order of keys is fixed and
 * absent keys are left out. The order of phone numbers and e-mail addresses counts: Quo shows them in it.
 */
export function contentHash(contact: QuoContact): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(contact)))
    .digest('hex');
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  // Pairs and not an object: keys that look like numbers would be put in an order of their own.
  const sorted = entries.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { pairs: sorted.map(([key, item]) => [key, canonical(item)]) };
}
