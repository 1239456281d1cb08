import { FriggCrmError, changeStoredIntegration, withStatus, type CallOptions, type Integration } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { ResolvedLifecycleDependencies } from './lifecycle-dependencies.ts';

/**
 * Writes down that an integration is to be deleted; one that is being deleted keeps the time of its next attempt.
 * @returns it, or `undefined` when there is none with this id.
 */
export async function startDeletion(
  dependencies: ResolvedLifecycleDependencies,
  integrationId: string,
  options: CallOptions,
): Promise<Integration | undefined> {
  const dueAt = toIso(dependencies.clock.now());
  const toDeleted = (integration: Integration): Integration =>
    integration.status === 'IN_DELETION' ? integration : { ...withStatus(integration, 'IN_DELETION'), failedAttempts: 0, dueAt };
  try {
    return await changeStoredIntegration(dependencies, integrationId, toDeleted, options);
  } catch (error) {
    if (FriggCrmError.hasCode(error, 'INTEGRATION_NOT_FOUND')) return undefined;
    throw error;
  }
}
