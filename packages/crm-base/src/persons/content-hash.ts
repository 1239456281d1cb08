import { createHash } from 'node:crypto';
import { toCanonicalJson } from '@frigg-crm/core/adapter';

/**
 * @returns what says whether two contacts, or two activities, are the same: SHA-256 (hex) over JSON in which the order of
 * keys is fixed and absent keys are left out. The order of lists counts: Quo shows phone numbers and e-mail addresses in it.
 */
export function contentHash(content: object): string {
  return createHash('sha256').update(toCanonicalJson(content)).digest('hex');
}
