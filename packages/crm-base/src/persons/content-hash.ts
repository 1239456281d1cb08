import { createHash } from 'node:crypto';
import { toCanonicalJson } from '@frigg-crm/core';
import type { QuoContact } from '@frigg-crm/quo';

/**
 * @returns what says whether two contacts are the same: SHA-256 (hex) over JSON in which the order of keys is fixed and
 * absent keys are left out. The order of phone numbers and e-mail addresses counts: Quo shows them in it.
 */
export function contentHash(contact: QuoContact): string {
  return createHash('sha256').update(toCanonicalJson(contact)).digest('hex');
}
