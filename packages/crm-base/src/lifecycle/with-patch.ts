import { isWorkingStatus, withConfig, withoutMessages, type Integration } from '@frigg-crm/core';
import { toCanonicalJson, toIso } from '@frigg-crm/core/adapter';
import { inSeconds } from './change-record.ts';
import type { ResolvedLifecycleDependencies } from './lifecycle-dependencies.ts';
import { CONFIG_KEYS, isSameSelection, selectedPhoneIds } from './phone-numbers-of.ts';
import type { ConfigPatch } from './read-config-patch.ts';
import { SELECTION_CODES } from './integration-issue.ts';

/** @returns the integration with the patch; itself, when that changes nothing. The same numbers in another order are no change. */
export function withPatch(
  dependencies: Pick<ResolvedLifecycleDependencies, 'clock' | 'settings'>,
  integration: Integration,
  wanted: ConfigPatch,
): Integration {
  const { selection, rest } = wanted;
  const isSame = selection === undefined || isSameSelection(selection, selectedPhoneIds(integration.config));
  const patched = withConfig(integration, isSame ? rest : { ...rest, [CONFIG_KEYS.selected]: selection });
  // An owner who sends the selection in force has given up the change that failed, and has seen which numbers are left.
  const updated = selection === undefined ? patched : withoutMessages(patched, SELECTION_CODES);
  if (integration.status === 'NEEDS_CONFIG') {
    // If the program crashes before the configuration is checked, the maintenance loop checks it.
    return { ...updated, dueAt: inSeconds(dependencies, dependencies.settings.onCreateDelaySeconds) };
  }
  if (!hasChanged(integration, updated)) return integration;
  // What a set-up has stumbled over may be mended by this.
  const isMended = integration.failedAttempts > 0 && isWorkingStatus(integration.status);
  return isMended ? { ...updated, dueAt: toIso(dependencies.clock.now()) } : updated;
}

function hasChanged(before: Integration, after: Integration): boolean {
  return before.messages.length !== after.messages.length || toCanonicalJson(before.config) !== toCanonicalJson(after.config);
}
