import { FriggCrmError, changeStoredIntegration, isWorkingStatus, toIso, type CallOptions, type Integration } from '@frigg-crm/core';
import type { CrmBaseErrorCode } from '../failures/crm-base-error-code.ts';
import { tryToResolve } from './change-record.ts';
import { goOnDeleting } from './go-on-deleting.ts';
import type { LifecycleTools } from './lifecycle-dependencies.ts';
import { setUp } from './set-up.ts';
import { isDue, settleWork } from './settle-work.ts';
import { notLoaded } from './trouble.ts';
import { waitForConfig } from './wait-for-config.ts';
import { takeWorkLease, type WorkLease } from './work-lease.ts';

/**
 * What was done: `none`, because nothing was due; `busy`, because somebody else is at it; `set-up` or `checked`;
 * `failed`, to be repeated; `deleting`, while something outside is in the way or work may be in hand; then `deleted`.
 */
export type SeenTo = 'none' | 'busy' | 'set-up' | 'checked' | 'failed' | 'deleted' | 'deleting';

interface Claim {
  readonly tools: LifecycleTools;
  readonly signal: AbortSignal | undefined;
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
    // Deleted by somebody, or in somebody else's hands, because the lease had run out.
    if (FriggCrmError.hasCode(error, 'INTEGRATION_NOT_FOUND')) return 'none';
    if (FriggCrmError.hasCode<CrmBaseErrorCode>(error, 'WORK_TAKEN_OVER')) return 'busy';
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
    return record.status === 'IN_DELETION' ? await goOnDeleting(claim, claimedUntil) : await workOn(claim);
  } catch (error) {
    if (signal?.aborted === true) await reschedule(claim, toIso(clock.now()));
    throw error;
  }
}

async function workOn(claim: Claim): Promise<SeenTo> {
  const { tools, record, lease, signal } = claim;
  const crm = await tryToResolve(tools, record);
  if (!isWorkingStatus(record.status)) return waitForConfig(claim, crm);
  const result =
    crm === undefined
      ? { troubles: [notLoaded(record)], phoneIds: undefined, isLeftOver: false }
      : await setUp({ tools, record, crm, lease, signal });
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

/** Unless somebody else has decided when to look next. */
async function reschedule({ tools, record, claimedUntil }: Claim, dueAt: string | null): Promise<void> {
  await changeStoredIntegration(tools, record.id, (integration) =>
    integration.dueAt === claimedUntil ? { ...integration, dueAt } : integration,
  );
}
