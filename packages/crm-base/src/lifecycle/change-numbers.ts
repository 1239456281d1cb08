import { FriggCrmError, InvalidIntegrationDataError, withConfig, type CallOptions, type Integration } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { QuoPhoneNumber } from '@frigg-crm/quo';
import { UnknownIntegrationError } from '../failures/unknown-integration-error.ts';
import { changeRecord, findRecord, tryToResolve } from './change-record.ts';
import type { LifecycleWork } from './lifecycle-work.ts';
import { keepSubscriptions } from './keep-subscriptions.ts';
import type { ResolvedLifecycleDependencies } from './lifecycle-dependencies.ts';
import { numbersPatch, selectedPhoneIds } from './phone-numbers-of.ts';
import type { ConfigPatch } from './read-config-patch.ts';
import { toIssue, withIssue } from './integration-issue.ts';
import type { UpdateResult } from './update-result.ts';
import { withPatch } from './with-patch.ts';
import { takeWorkLease, type WorkLease } from './work-lease.ts';

interface NumbersChange extends CallOptions {
  readonly integrationId: string;
  readonly wanted: ConfigPatch;
}

/**
 * Changes the selection of numbers together with its webhooks: both, or neither.
 * @throws {InvalidIntegrationDataError} for numbers that the workspace does not have.
 */
export async function changeNumbers(dependencies: ResolvedLifecycleDependencies, change: NumbersChange): Promise<UpdateResult> {
  const { integrationId, signal } = change;
  const lease = await takeWorkLease(dependencies, integrationId, { waitMs: dependencies.settings.waitMs, signal });
  if (lease === undefined) {
    const { config } = await findRecord(dependencies, integrationId);
    return {
      success: false,
      error: { code: 'INTEGRATION_BUSY', message: 'The integration is being set up: try again in a minute' },
      config,
    };
  }
  try {
    return await changeAlone(dependencies, change, lease);
  } finally {
    await lease.release();
  }
}

async function changeAlone(
  dependencies: ResolvedLifecycleDependencies,
  { integrationId, wanted, signal }: NumbersChange,
  lease: WorkLease,
): Promise<UpdateResult> {
  let previousDueAt: string | null = null;
  const deadline = toIso(dependencies.clock.now() + dependencies.settings.workTtlMs);
  // A crash from here on leaves an integration that becomes due, and its check repairs it.
  const record = await changeRecord(dependencies, integrationId, (integration) => {
    previousDueAt = integration.dueAt;
    return { ...integration, dueAt: deadline };
  });
  const reschedule = (integration: Integration, dueAt: string | null): Integration =>
    integration.dueAt === deadline ? { ...integration, dueAt } : integration;
  const soon = toIso(dependencies.clock.now() + dependencies.settings.checkSoonMs);
  let isComplete: boolean;
  try {
    isComplete = await changeWebhooks({ dependencies, record, wanted, lease, signal });
  } catch (error) {
    if (signal?.aborted !== true && !FriggCrmError.hasCode(error, 'INVALID_INTEGRATION_DATA'))
      return fail(dependencies, { integrationId, error, settle: (integration) => reschedule(integration, soon) });
    await changeRecord(dependencies, integrationId, (integration) => reschedule(integration, previousDueAt));
    throw error;
  }
  const stored = await changeRecord(dependencies, integrationId, (integration) =>
    reschedule(integration, isComplete ? previousDueAt : soon),
  );
  return { success: true, config: stored.config };
}

/** @returns whether nothing was left over at Quo. */
async function changeWebhooks({
  dependencies,
  record,
  wanted,
  ...work
}: Pick<LifecycleWork, 'dependencies' | 'record' | 'lease' | 'signal'> & { readonly wanted: ConfigPatch }): Promise<boolean> {
  const crm = await tryToResolve(dependencies, record);
  if (crm?.quo === undefined)
    throw new UnknownIntegrationError(`The integration ${record.id} cannot be loaded here: look at its credentials`);
  await dependencies.accounts.verifyQuo(crm);
  const numbers = await crm.quo.phoneNumbers.list({ signal: work.signal });
  const selection = wanted.selection ?? selectedPhoneIds(record.config) ?? [];
  assertKnown(selection, numbers);
  return keepSubscriptions(
    { dependencies, record, crm, ...work },
    {
      webhooks: crm.quo.webhooks,
      phoneNumberIds: selection,
      async commit() {
        await changeRecord(dependencies, record.id, (integration) => {
          const patched = withConfig(withPatch(dependencies, integration, wanted), numbersPatch(numbers, dependencies.clock.now()));
          return { ...patched, dueAt: integration.dueAt };
        });
      },
    },
  );
}

function assertKnown(selection: readonly string[], numbers: readonly QuoPhoneNumber[]): void {
  const unknown = selection.filter((selected) => !numbers.some(({ id }) => id === selected));
  if (unknown.length > 0)
    throw new InvalidIntegrationDataError(`The workspace does not have ${unknown.length} of the selected numbers: load the list again`);
}

async function fail(
  dependencies: ResolvedLifecycleDependencies,
  {
    integrationId,
    error,
    settle,
  }: { readonly integrationId: string; readonly error: unknown; readonly settle: (i: Integration) => Integration },
): Promise<UpdateResult> {
  const text =
    'The selected numbers were not changed: the webhooks for them could not be made. The numbers of before still work; try again';
  const issue = toIssue(error, { code: 'QUO_NUMBERS_NOT_CHANGED', text, isFatal: false });
  dependencies.logger.warn({ integrationId, code: issue.code }, 'the numbers of an integration could not be changed');
  const stored = await changeRecord(dependencies, integrationId, (integration) =>
    settle(withIssue(integration, issue, dependencies.clock.now())),
  );
  return { success: false, error: { code: issue.code, message: issue.text }, config: stored.config };
}
