import { FriggCrmError, changeStoredIntegration, isWorkingStatus, toIso, type CallOptions, type Integration } from '@frigg-crm/core';
import { UnknownIntegrationError } from '../errors/unknown-integration-error.ts';
import { tryToResolve } from './change-record.ts';
import type { LifecycleTools } from './lifecycle-dependencies.ts';
import { removeIntegration } from './remove-integration.ts';
import { setUp } from './set-up.ts';
import type { QuoSetUp } from './set-up-quo.ts';
import { backOffMs, isDue, settleWork } from './settle-work.ts';
import { toTrouble } from './trouble.ts';
import { enableIfConfigured } from './update-integration.ts';
import { takeWorkLease, type WorkLease } from './work-lease.ts';

/**
 * What was done: `none`, because nothing was due; `busy`, because somebody else is at it; `set-up` or `checked`;
 * `failed`, to be repeated; `deleted`, or `deleting` while something outside is in the way.
 */
export type SeenTo = 'none' | 'busy' | 'set-up' | 'checked' | 'failed' | 'deleted' | 'deleting';

interface Claim extends CallOptions {
  readonly tools: LifecycleTools;
  /** As it was when it was claimed, with `dueAt` moved ahead. */
  readonly record: Integration;
  readonly claimedUntil: string;
  readonly lease: WorkLease;
}

/** Does what is due for an integration: its set-up, its check, its deletion. Two at once do no harm. */
export async function seeToIntegration(
  tools: LifecycleTools,
  integrationId: string,
  options: CallOptions & { readonly waitMs?: number | undefined } = {},
): Promise<SeenTo> {
  const found = await tools.integrations.findById(integrationId, options);
  if (found === undefined || !isDue(found, tools.clock.now())) return 'none';
  const lease = await takeWorkLease(tools, integrationId, options);
  if (lease === undefined) return 'busy';
  try {
    return await seeToAlone(tools, { integrationId, lease, signal: options.signal });
  } catch (error) {
    // Deleted by somebody whose lease had run out.
    if (FriggCrmError.hasCode(error, 'INTEGRATION_NOT_FOUND')) return 'none';
    throw error;
  } finally {
    await lease.release();
  }
}

async function seeToAlone(
  tools: LifecycleTools,
  { integrationId, lease, signal }: CallOptions & { readonly integrationId: string; readonly lease: WorkLease },
): Promise<SeenTo> {
  const { clock, settings } = tools;
  const claimedUntil = toIso(clock.now() + settings.workTtlMs);
  let isClaimed = false;
  const record = await changeStoredIntegration(tools, integrationId, (integration) => {
    isClaimed = isDue(integration, clock.now());
    return isClaimed ? { ...integration, dueAt: claimedUntil } : integration;
  });
  if (!isClaimed) return 'none';
  const claim = { tools, record, claimedUntil, lease, signal };
  try {
    return record.status === 'IN_DELETION' ? await goOnDeleting(claim) : await workOn(claim);
  } catch (error) {
    if (signal?.aborted === true) await reschedule(claim, toIso(clock.now()));
    throw error;
  }
}

async function goOnDeleting(claim: Claim): Promise<SeenTo> {
  const { tools, record, claimedUntil } = claim;
  if (await removeIntegration(claim)) return 'deleted';
  await changeStoredIntegration(tools, record.id, (integration) => {
    const failedAttempts = integration.failedAttempts + 1;
    const dueAt = integration.dueAt === claimedUntil ? toIso(tools.clock.now() + backOffMs(failedAttempts)) : integration.dueAt;
    return { ...integration, failedAttempts, dueAt };
  });
  return 'deleting';
}

async function workOn(claim: Claim): Promise<SeenTo> {
  const { tools, record, lease, signal } = claim;
  const crm = await tryToResolve(tools, record);
  if (!isWorkingStatus(record.status)) {
    await enableIfConfigured(tools, record, crm);
    await reschedule(claim, null);
    return 'none';
  }
  const result = crm === undefined ? notLoaded(record) : await setUp({ tools, record, crm, lease, signal });
  signal?.throwIfAborted();
  if (lease.isLost) return 'busy';
  const { clock, settings, logger } = tools;
  const stored = await changeStoredIntegration(tools, record.id, (integration) =>
    settleWork(integration, { ...result, claimedUntil: claim.claimedUntil, nowMs: clock.now() }, settings),
  );
  for (const { code, isFatal } of result.troubles)
    logger.warn(
      { integrationId: record.id, code, isFatal, failedAttempts: stored.failedAttempts },
      'an integration is not as it should be',
    );
  if (result.troubles.some(({ isFatal }) => isFatal)) return 'failed';
  return record.setUpAt === null ? 'set-up' : 'checked';
}

function notLoaded({ id }: Integration): QuoSetUp {
  const error = new UnknownIntegrationError(`The integration ${id} cannot be loaded here`);
  const text = 'The integration could not be loaded: look whether it is still connected to its accounts';
  return { troubles: [toTrouble(error, { code: 'INTEGRATION_NOT_LOADED', text, isFatal: true })], phoneIds: undefined, isLeftOver: false };
}

/** Unless somebody else has decided when to look next. */
async function reschedule({ tools, record, claimedUntil }: Claim, dueAt: string | null): Promise<void> {
  await changeStoredIntegration(tools, record.id, (integration) =>
    integration.dueAt === claimedUntil ? { ...integration, dueAt } : integration,
  );
}
