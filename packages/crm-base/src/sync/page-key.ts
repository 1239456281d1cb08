import { createHash } from 'node:crypto';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { CheckedPersonPage } from '../connector/person-page.ts';

/**
 * @returns what tells two fetches of the same page apart: who was on it, and how the list goes on. Between two fetches
 * people are added and deleted; the position of a sync follows one of them, and only that one's people may settle the page.
 */
export function pageKey(integration: CrmIntegration, { data, next }: CheckedPersonPage, objectType: string): string {
  const ids = data.map((person) => integration.personExternalId(person, { objectType }) ?? null);
  return createHash('sha256')
    .update(JSON.stringify([ids, next]))
    .digest('base64url')
    .slice(0, 22);
}
