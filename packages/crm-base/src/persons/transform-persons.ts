import type { QuoContact } from '@frigg-crm/quo';
import type { CrmIntegration, PersonScope } from '../connector/crm-integration.ts';
import { ConnectorContractError } from '../failures/connector-contract-error.ts';

/**
 * Makes contacts of persons: all in one call where the connector has one, else one by one.
 * @returns one result for each person, in their order; whatever fails, fails for itself, unless the one call has failed.
 */
export async function transformPersons(
  integration: CrmIntegration,
  persons: readonly unknown[],
  scope: PersonScope,
): Promise<readonly PromiseSettledResult<QuoContact>[]> {
  if (persons.length === 0) return [];
  if (integration.transformPersonsToQuo !== undefined) return transformTogether(integration, persons, scope);
  const results: PromiseSettledResult<QuoContact>[] = [];
  for (const person of persons) {
    const [result] = await Promise.allSettled([(async () => integration.transformPersonToQuo(person, scope))()]);
    results.push(result);
    scope.signal?.throwIfAborted();
  }
  return results;
}

async function transformTogether(
  integration: CrmIntegration,
  persons: readonly unknown[],
  scope: PersonScope,
): Promise<readonly PromiseSettledResult<QuoContact>[]> {
  try {
    const results = await integration.transformPersonsToQuo?.(persons, scope);
    if (Array.isArray(results) && results.length === persons.length) return results;
    throw new ConnectorContractError(
      `Connector ${integration.connector}: transformPersonsToQuo must return one result for each of ${persons.length} persons`,
    );
  } catch (reason) {
    scope.signal?.throwIfAborted();
    return persons.map(() => ({ status: 'rejected', reason }));
  }
}
