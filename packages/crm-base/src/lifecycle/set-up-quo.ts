import { changeStoredIntegration } from '@frigg-crm/core';
import { ApiError } from '@frigg-crm/http';
import type { QuoWorkspace } from '../integration/quo-workspace.ts';
import type { LifecycleWork } from './lifecycle-work.ts';
import { keepSubscriptions } from './keep-subscriptions.ts';
import { selectedPhoneIds, withWorkspaceNumbers } from './phone-numbers-of.ts';
import { toTrouble, type Trouble } from './trouble.ts';

/** What came of the side of Quo. */
export interface QuoSetUp {
  readonly troubles: readonly Trouble[];
  /** The numbers that have webhooks now; `undefined`: it did not get that far. */
  readonly phoneIds: readonly string[] | undefined;
  readonly isLeftOver: boolean;
}

/** Looks whether the key works, fetches the numbers of the workspace, and brings the webhooks to the owner's selection. */
export async function setUpQuo(work: LifecycleWork): Promise<QuoSetUp> {
  const { quo } = work.crm;
  if (quo === undefined) return { troubles: [], phoneIds: undefined, isLeftOver: false };
  try {
    return await setUpWorkspace(work, quo);
  } catch (error) {
    return { troubles: [isKeyRefused(error) ? keyRefused(work, error) : webhooksFailed(error)], phoneIds: undefined, isLeftOver: false };
  }
}

async function setUpWorkspace(work: LifecycleWork, quo: QuoWorkspace): Promise<QuoSetUp> {
  const { tools, record, signal } = work;
  const { clock } = tools;
  // The list of numbers is the cheapest call that needs a key.
  const numbers = await quo.phoneNumbers.list({ signal });
  const hadNumbers = (selectedPhoneIds(record.config) ?? []).length > 0;
  const stored = await changeStoredIntegration(tools, record.id, (integration) => withWorkspaceNumbers(integration, numbers, clock.now()));
  const phoneIds = selectedPhoneIds(stored.config) ?? [];
  const isComplete = await keepSubscriptions(work, { webhooks: quo.webhooks, phoneNumberIds: phoneIds });
  return { troubles: hadNumbers && phoneIds.length === 0 ? [NUMBERS_GONE] : [], phoneIds, isLeftOver: !isComplete };
}

const NUMBERS_GONE: Trouble = {
  code: 'QUO_NUMBERS_GONE',
  level: 'warning',
  text: 'None of the selected numbers is in the Quo workspace any more: select numbers, or nothing is logged',
  isFatal: false,
};

/** @returns whether Quo refuses the key: unknown, not known yet, or without the permission. */
function isKeyRefused(error: unknown): boolean {
  return ApiError.is(error) && error.code === 'API_UNAUTHORIZED';
}

function keyRefused({ record, tools: { settings } }: LifecycleWork, error: unknown): Trouble {
  const text = 'Quo refuses the key. A new key takes a minute to work; if this stays, replace it by one of an owner or admin';
  const trouble = toTrouble(error, { code: 'QUO_KEY_REFUSED', text, isFatal: true });
  return record.failedAttempts + 1 >= settings.maxKeyAttempts ? { ...trouble, level: 'error' } : trouble;
}

function webhooksFailed(error: unknown): Trouble {
  const text = 'The phone numbers and webhooks could not be set up at Quo; it is tried again by itself';
  return toTrouble(error, { code: 'QUO_WEBHOOKS_FAILED', text, isFatal: true });
}
