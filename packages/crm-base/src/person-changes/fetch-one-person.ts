import { FriggCrmError, type JsonValue } from '@frigg-crm/core';
import type { CrmIntegration, PersonScope } from '../connector/crm-integration.ts';

/** What the CRM says of one person. */
export type FoundPerson =
  | { readonly kind: 'present'; readonly person: JsonValue }
  /** The CRM shows the person as deleted. */
  | { readonly kind: 'deleted' }
  /** The CRM returns no such person: gone, not there yet, or no longer visible to the account. */
  | { readonly kind: 'missing' };

/**
 * Asks the CRM for one person.
 * @throws what the connector throws, when it is not known whether the person is there.
 */
export async function fetchOnePerson(integration: CrmIntegration, externalId: string, scope: PersonScope): Promise<FoundPerson> {
  const person = await fetchOne(integration, externalId, scope);
  // A person with another id is the one into which this person was merged.
  if (person === undefined || integration.personExternalId(person, scope) !== externalId) return { kind: 'missing' };
  return integration.isPersonDeleted(person) ? { kind: 'deleted' } : { kind: 'present', person: person as JsonValue };
}

async function fetchOne(integration: CrmIntegration, externalId: string, scope: PersonScope): Promise<unknown> {
  try {
    return await integration.fetchPersonById(externalId, scope);
  } catch (error) {
    // A connector may have a call for many and none for one.
    if (!FriggCrmError.hasCode(error, 'CONFIGURATION_INVALID')) throw error;
    return (await integration.fetchPersonsByIds([externalId], scope))[0];
  }
}
