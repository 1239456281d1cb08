import { changeStoredIntegration, withoutMessages, type Integration } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { ResolvedLifecycleDependencies } from './lifecycle-dependencies.ts';
import { notLoaded, withIssue } from './integration-issue.ts';
import { enableIfConfigured } from './update-integration.ts';

/** An integration that does not work now, as it was when it was claimed. */
interface Waiting {
  readonly dependencies: ResolvedLifecycleDependencies;
  readonly record: Integration;
  readonly claimedUntil: string;
}

/**
 * Checks whether an integration has the configuration it waits for. Where that is unknown because it cannot be loaded, its
 * owner gets a notice and it is checked again; one that is switched off is skipped.
 */
export async function waitForConfig(
  { dependencies, record, claimedUntil }: Waiting,
  crm: CrmIntegration | undefined,
): Promise<'none' | 'failed'> {
  const { clock, settings } = dependencies;
  await enableIfConfigured(dependencies, record, crm);
  const isUnclear = record.status === 'NEEDS_CONFIG' && crm === undefined;
  await changeStoredIntegration(dependencies, record.id, (integration) => {
    // It is set up at its own time, or another worker or the owner has set the next check in the meantime.
    if (integration.dueAt !== claimedUntil || integration.status !== record.status) return integration;
    if (!isUnclear) return { ...withoutMessages(integration, ['INTEGRATION_NOT_LOADED']), dueAt: null };
    return { ...withIssue(integration, notLoaded(record), clock.now()), dueAt: toIso(clock.now() + settings.checkSoonMs) };
  });
  return isUnclear ? 'failed' : 'none';
}
