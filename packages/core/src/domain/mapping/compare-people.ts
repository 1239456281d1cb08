import { compareByBytes } from '../compare-by-bytes.ts';
import type { PersonKey } from './person-mapping.ts';

/** Orders people by object type and id, both by bytes, as every store does. */
export function comparePeople(a: Omit<PersonKey, 'integrationId'>, b: Omit<PersonKey, 'integrationId'>): number {
  return compareByBytes(a.objectType, b.objectType) || compareByBytes(a.externalId, b.externalId);
}
