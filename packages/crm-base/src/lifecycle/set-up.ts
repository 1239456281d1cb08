import { changeStoredIntegration, withConfig } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { LifecycleWork } from './lifecycle-work.ts';
import { CONFIG_KEYS } from './phone-numbers-of.ts';
import { setUpCrm, type CrmSetUp } from './set-up-crm.ts';
import { setUpQuo, type QuoSetUp } from './set-up-quo.ts';
import { AccountChangedError } from '../failures/account-changed-error.ts';
import { accountChanged, toIssue, type IntegrationIssue } from './integration-issue.ts';

/**
 * Sets an integration up, or checks one that is, unless another account is connected: then nothing is touched. First Quo
 * and the CRM, independent of each other, then the initial sync. Each step may be repeated.
 */
export async function setUp(work: LifecycleWork): Promise<QuoSetUp & CrmSetUp> {
  const { dependencies, crm: integration } = work;
  const identified = [dependencies.accounts.verifyQuo(integration), dependencies.accounts.verifyCrm(integration)] as const;
  const failures = (await Promise.allSettled(identified)).map(
    (result) => (result.status === 'rejected' ? result.reason : undefined) as unknown,
  );
  const changed = failures.find((failure) => AccountChangedError.is(failure));
  if (changed !== undefined) return { issues: [accountChanged(changed)], phoneIds: undefined, isLeftOver: false };
  const [quo, crm] = await Promise.all([setUpQuo(work, identified[0]), setUpCrm(work, identified[1])]);
  const isKeyRefused = quo.issues.some(({ code }) => code === 'QUO_KEY_REFUSED');
  // After the webhooks: they report what changes while it runs. Without a key it could not write to Quo.
  const sync = isKeyRefused || work.lease.isLost ? [] : await startInitialSync(work);
  return { ...quo, checkBy: crm.checkBy, issues: [...quo.issues, ...crm.issues, ...sync] };
}

/** Starts the first sync once, also when the set-up has to be repeated after the sync has ended. */
async function startInitialSync({ dependencies, record, crm, lease }: LifecycleWork): Promise<readonly IntegrationIssue[]> {
  if (!crm.config.syncConfig.initialSyncOnSetUp) return [];
  if (record.setUpAt !== null || record.config[CONFIG_KEYS.initialSyncStartedAt] !== undefined) return [];
  try {
    await lease.assertHeld(record);
    await crm.startInitialSync();
    const startedAt = { [CONFIG_KEYS.initialSyncStartedAt]: toIso(dependencies.clock.now()) };
    await changeStoredIntegration(dependencies, record.id, (integration) => withConfig(integration, startedAt));
    return [];
  } catch (error) {
    const text = 'The first sync could not be started; it is tried again by itself';
    return [toIssue(error, { code: 'INITIAL_SYNC_FAILED', text, isFatal: true })];
  }
}
