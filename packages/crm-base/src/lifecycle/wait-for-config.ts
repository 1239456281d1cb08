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
 * Looks whether an integration has the configuration it waits for. Where that cannot be told because it cannot be loaded,
 * its owner is told and it is looked at again; one that is switched off is left in peace.
 */
export async function waitForConfig(
  { dependencies, record, claimedUntil }: Waiting,
  crm: CrmIntegration | undefined,
): Promise<'none' | 'failed'> {
  const { clock, settings } = dependencies;
  await enableIfConfigured(dependencies, record, crm);
  const isUnclear = record.status === 'NEEDS_CONFIG' && crm === undefined;
  await changeStoredIntegration(dependencies, record.id, (integration) => {
    // It begins at its own time, or somebody else has decided when to look next.
    if (integration.dueAt !== claimedUntil || integration.status !== record.status) return integration;
    if (!isUnclear) return { ...withoutMessages(integration, ['INTEGRATION_NOT_LOADED']), dueAt: null };
    return { ...withIssue(integration, notLoaded(record), clock.now()), dueAt: toIso(clock.now() + settings.checkSoonMs) };
  });
  return isUnclear ? 'failed' : 'none';
}
