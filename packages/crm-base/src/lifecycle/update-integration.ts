import { isWorkingStatus, withConfig, withStatus, type CallOptions, type Integration, type JsonObject } from '@frigg-crm/core';
import { requestReconcile, changeRecord, findRecord, inSeconds, tryToResolve } from './change-record.ts';
import { changeNumbers } from './change-numbers.ts';
import type { ResolvedLifecycleDependencies } from './lifecycle-dependencies.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { isSameSelection, selectedPhoneIds } from './phone-numbers-of.ts';
import { checkSettings, concernsConnector, readConfigPatch, type ConfigPatch } from './read-config-patch.ts';
import type { UpdateResult } from './update-result.ts';
import { withPatch } from './with-patch.ts';
import { WEBHOOK_SECRETS, holdSecret, toSubscriptions } from './webhook-secrets.ts';

/** Changes the configuration by a JSON merge patch; key by key, so that no change is lost to a simultaneous one. */
export async function updateIntegration(
  dependencies: ResolvedLifecycleDependencies,
  integrationId: string,
  { patch, ...options }: CallOptions & { readonly patch: JsonObject | null | undefined },
): Promise<UpdateResult> {
  const record = await findRecord(dependencies, integrationId, options);
  if (patch === undefined || patch === null) return { success: true, config: record.config };
  const wanted = readConfigPatch(patch);
  const crm = await tryToResolve(dependencies, record);
  checkSettings(withConfig(record, wanted.rest).config, crm);
  const isReconciled = concernsConnector(wanted, crm);
  if (await concernsWebhooks(dependencies, { record, wanted, crm, ...options })) {
    const result = await changeNumbers(dependencies, { integrationId, wanted, ...options });
    if (result.success && isReconciled) await reconcileSoon(dependencies, integrationId);
    return result;
  }
  const stored = await changeRecord(dependencies, integrationId, (integration) => withPatch(dependencies, integration, wanted), options);
  if (isReconciled && stored.version !== record.version) await reconcileSoon(dependencies, integrationId);
  return { success: true, config: (await enableIfConfigured(dependencies, stored, crm)).config };
}

/** What the connector has set up outside, such as its webhooks, follows its settings. */
async function reconcileSoon(dependencies: ResolvedLifecycleDependencies, integrationId: string): Promise<void> {
  let isDue = false;
  const dueAt = inSeconds(dependencies, 0);
  const record = await changeRecord(dependencies, integrationId, (integration) => {
    // Before its set-up, or while it is switched off, there is nothing outside yet.
    isDue = integration.setUpAt !== null && isWorkingStatus(integration.status);
    return isDue ? { ...integration, dueAt } : integration;
  });
  if (isDue) await requestReconcile(dependencies, record);
}

/**
 * Webhooks are changed at once where there are some; before its set-up an integration has none, and while it is
 * switched off they are not reconciled: both happens when it is set up or enabled.
 */
async function concernsWebhooks(
  dependencies: ResolvedLifecycleDependencies,
  about: CallOptions & { readonly record: Integration; readonly wanted: ConfigPatch; readonly crm: CrmIntegration | undefined },
): Promise<boolean> {
  const { record, wanted, crm, signal } = about;
  const { selection } = wanted;
  if (selection === undefined || record.setUpAt === null || !isWorkingStatus(record.status)) return false;
  const isSame = isSameSelection(selection, selectedPhoneIds(record.config));
  if (crm !== undefined && crm.quo === undefined) {
    if (!isSame) dependencies.logger.warn({ integrationId: record.id }, 'numbers are selected, but there is no client for Quo');
    return false;
  }
  if (!isSame) return true;
  const { value } = await holdSecret(dependencies.vault, { integrationId: record.id, name: WEBHOOK_SECRETS.quo, signal });
  return selection.length > 0 && toSubscriptions(value).length === 0;
}

/** Lets an integration begin that has waited for its configuration. */
export async function enableIfConfigured(
  dependencies: ResolvedLifecycleDependencies,
  record: Integration,
  crm: CrmIntegration | undefined,
): Promise<Integration> {
  if (record.status !== 'NEEDS_CONFIG' || crm === undefined || (await crm.checkIfNeedsConfig(record.config))) return record;
  const { onCreateDelaySeconds: delaySeconds } = dependencies.settings;
  const enabled = await changeRecord(dependencies, record.id, (integration) =>
    integration.status === 'NEEDS_CONFIG'
      ? { ...withStatus(integration, 'ENABLED'), dueAt: inSeconds(dependencies, delaySeconds) }
      : integration,
  );
  await requestReconcile(dependencies, enabled, { delaySeconds });
  return enabled;
}
