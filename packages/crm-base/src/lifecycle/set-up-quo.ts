import { changeStoredIntegration, type Integration } from '@frigg-crm/core';
import type { QuoWorkspace } from '../connector/quo-workspace.ts';
import { isAccessRefused } from './is-access-refused.ts';
import type { LifecycleWork } from './lifecycle-work.ts';
import { keepSubscriptions } from './keep-subscriptions.ts';
import { selectedPhoneIds, withWorkspaceNumbers } from './phone-numbers-of.ts';
import { toIssue, withIssue, type IntegrationIssue } from './integration-issue.ts';

/** What came of the side of Quo. */
export interface QuoSetUp {
  readonly issues: readonly IntegrationIssue[];
  /** The numbers that have webhooks now; `undefined`: it did not get that far. */
  readonly phoneIds: readonly string[] | undefined;
  readonly isLeftOver: boolean;
}

/**
 * Checks that the key works, fetches the numbers of the workspace, and adapts the webhooks to the owner's selection.
 * @param identified - Rejects with the reason why the workspace could not be identified.
 */
export async function setUpQuo(work: LifecycleWork, identified: Promise<void>): Promise<QuoSetUp> {
  const { quo } = work.crm;
  if (quo === undefined) return { issues: [], phoneIds: undefined, isLeftOver: false };
  try {
    await identified;
    return await setUpWorkspace(work, quo);
  } catch (error) {
    return { issues: [isAccessRefused(error) ? keyRefused(work, error) : webhooksFailed(error)], phoneIds: undefined, isLeftOver: false };
  }
}

async function setUpWorkspace(work: LifecycleWork, quo: QuoWorkspace): Promise<QuoSetUp> {
  const { dependencies, record, signal } = work;
  const { clock } = dependencies;
  // The list of numbers is the cheapest call that needs a key.
  const numbers = await quo.phoneNumbers.list({ signal });
  const stored = await changeStoredIntegration(dependencies, record.id, (integration) => {
    const counted = withWorkspaceNumbers(integration, numbers, clock.now());
    const issue = lostNumbers(integration, counted);
    // Stored in one step with the selection: afterwards the loss could not be detected.
    return issue === undefined ? counted : withIssue(counted, issue, clock.now());
  });
  const phoneIds = selectedPhoneIds(stored.config) ?? [];
  const isComplete = await keepSubscriptions(work, { webhooks: quo.webhooks, phoneNumberIds: phoneIds });
  return { issues: numbers.length === 0 ? [NO_NUMBERS] : [], phoneIds, isLeftOver: !isComplete };
}

const NO_NUMBERS: IntegrationIssue = {
  code: 'QUO_NO_NUMBERS',
  level: 'warning',
  text: 'The Quo workspace has no phone number: add one there, or nothing is logged; it is looked for again by itself',
  isFatal: false,
};

/** @returns what is wrong with a selection that has lost numbers. */
function lostNumbers(before: Integration, after: Integration): IntegrationIssue | undefined {
  const had = selectedPhoneIds(before.config)?.length ?? 0;
  const kept = selectedPhoneIds(after.config)?.length ?? 0;
  if (kept >= had) return undefined;
  const text =
    kept === 0
      ? 'None of the selected numbers is in the Quo workspace: select numbers, or nothing is logged'
      : `${had - kept} of the selected numbers are not in the Quo workspace and were deselected: look whether the right ones are left`;
  return { code: kept === 0 ? 'QUO_NUMBERS_GONE' : 'QUO_NUMBERS_DROPPED', level: 'warning', text, isFatal: false };
}

function keyRefused({ record, dependencies: { settings } }: LifecycleWork, error: unknown): IntegrationIssue {
  const text = 'Quo refuses the key. A new key takes a minute to work; if this stays, replace it by one of an owner or admin';
  const issue = toIssue(error, { code: 'QUO_KEY_REFUSED', text, isFatal: true });
  return record.failedAttempts + 1 >= settings.maxKeyAttempts ? { ...issue, level: 'error' } : issue;
}

function webhooksFailed(error: unknown): IntegrationIssue {
  const text = 'The phone numbers and webhooks could not be set up at Quo; it is tried again by itself';
  return toIssue(error, { code: 'QUO_WEBHOOKS_FAILED', text, isFatal: true });
}
