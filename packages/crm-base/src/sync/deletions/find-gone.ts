import type { CallOptions, JsonValue } from '@frigg-crm/core';
import type { CrmIntegration } from '../../connector/crm-integration.ts';

/**
 * Asks the CRM for people by their ids: a list may have left somebody out, because pages shifted or because the person
 * came into view since.
 * @returns those of `externalIds` whom the CRM does not have, or says are deleted.
 */
export async function findGone(
  integration: CrmIntegration,
  externalIds: readonly string[],
  { objectType, ...options }: CallOptions & { readonly objectType: string },
): Promise<readonly string[]> {
  const scope = { objectType, ...options };
  const found = (await integration.fetchPersonsByIds(externalIds, scope)) as readonly JsonValue[];
  const present = found.filter((person) => !integration.isPersonDeleted(person));
  const ids = new Set(present.map((person) => integration.personExternalId(person, scope)));
  return externalIds.filter((externalId) => !ids.has(externalId));
}
