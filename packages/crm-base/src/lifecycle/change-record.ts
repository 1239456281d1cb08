import { IntegrationNotFoundError, changeStoredIntegration, type CallOptions, type Integration } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { IntegrationInDeletionError } from '../failures/integration-in-deletion-error.ts';
import type { ResolvedLifecycleDependencies } from './lifecycle-dependencies.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';

/**
 * Changes an integration that is not being deleted.
 * @throws {IntegrationNotFoundError} when it is gone.
 * @throws {IntegrationInDeletionError} when it is being deleted.
 */
export async function changeRecord(
  dependencies: ResolvedLifecycleDependencies,
  integrationId: string,
  change: (integration: Integration) => Integration,
  options: CallOptions = {},
): Promise<Integration> {
  return changeStoredIntegration(dependencies, integrationId, (integration) => change(assertNotInDeletion(integration)), options);
}

/** Loads an integration that is not being deleted, or throws as {@link changeRecord} does. */
export async function findRecord(
  { integrations }: ResolvedLifecycleDependencies,
  integrationId: string,
  options: CallOptions = {},
): Promise<Integration> {
  const record = await integrations.findById(integrationId, options);
  if (record === undefined) throw new IntegrationNotFoundError(integrationId);
  return assertNotInDeletion(record);
}

function assertNotInDeletion(integration: Integration): Integration {
  if (integration.status === 'IN_DELETION') throw new IntegrationInDeletionError(integration.id);
  return integration;
}

/** @returns the integration ready to work; `undefined` when it cannot be loaded, for whatever reason. */
export async function tryToResolve(
  { loadIntegration, logger }: ResolvedLifecycleDependencies,
  record: Integration,
): Promise<CrmIntegration | undefined> {
  try {
    return await loadIntegration(record);
  } catch (error) {
    logger.warn({ integrationId: record.id, code: toErrorEntry(error).code }, 'an integration could not be loaded');
    return undefined;
  }
}

/** Queues a request to reconcile an integration. If the message is lost, the maintenance loop finds what is due. */
export async function requestReconcile(
  { queueManager, logger }: ResolvedLifecycleDependencies,
  { id: integrationId, connector }: Integration,
  { delaySeconds = 0, signal }: CallOptions & { readonly delaySeconds?: number | undefined } = {},
): Promise<void> {
  try {
    const message = { v: 1, event: 'POST_CREATE_SETUP', data: { integrationId, connector } } as const;
    await queueManager.queueIntegrationMessages([message], { delaySeconds: Math.min(900, delaySeconds), signal });
  } catch (error) {
    logger.warn(
      { integrationId, code: toErrorEntry(error).code },
      'reconciling an integration could not be queued; the maintenance loop will find it due',
    );
  }
}

/** @returns the moment so many seconds from now, ISO 8601. */
export function inSeconds({ clock }: Pick<ResolvedLifecycleDependencies, 'clock'>, seconds: number): string {
  return toIso(clock.now() + seconds * 1000);
}
