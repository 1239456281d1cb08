import { changeStoredIntegration } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { CONFIG_KEYS } from './phone-numbers-of.ts';
import type { Removal } from './removal.ts';
import { cleanUpOutside, purge } from './remove-integration.ts';
import { backOffMs } from './settle-work.ts';

/**
 * Takes an integration away: first what is outside, then what is stored. The record stays for as long as work may be in
 * hand that began before, so that no new integration of its id meets what that work writes late; then everything is
 * removed once more, and the record with it. Each step may be repeated, so whatever is interrupted goes on later.
 * @param claimedUntil - `dueAt` as it was set when this attempt began.
 */
export async function resumeDeletion(removal: Removal, claimedUntil: string): Promise<'deleted' | 'deleting'> {
  const { dependencies, record, lease, signal } = removal;
  if (record.config[CONFIG_KEYS.cleanedUpAt] !== undefined) {
    await purge(removal);
    await lease.assertHeld(record);
    await dependencies.integrations.deleteById(record.id, { signal });
    return 'deleted';
  }
  const canGoOn = await cleanUpOutside(removal);
  await lease.assertHeld(record);
  if (!canGoOn) {
    await deferMessage(removal, claimedUntil);
    return 'deleting';
  }
  // Before anything is removed: without the secrets no later attempt could clean up.
  await changeStoredIntegration(dependencies, record.id, (integration) => ({
    ...integration,
    config: { [CONFIG_KEYS.cleanedUpAt]: toIso(dependencies.clock.now()) },
    messages: [],
    failedAttempts: 0,
    dueAt: toIso(dependencies.clock.now() + dependencies.settings.workTtlMs),
  }));
  await purge(removal);
  return 'deleting';
}

async function deferMessage({ dependencies, record }: Removal, claimedUntil: string): Promise<void> {
  await changeStoredIntegration(dependencies, record.id, (integration) => {
    const failedAttempts = integration.failedAttempts + 1;
    const dueAt = integration.dueAt === claimedUntil ? toIso(dependencies.clock.now() + backOffMs(failedAttempts)) : integration.dueAt;
    return { ...integration, failedAttempts, dueAt };
  });
}
