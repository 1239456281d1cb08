import {
  FriggCrmError,
  changeStoredIntegration,
  isWorkingStatus,
  type CallOptions,
  type Integration,
  type ProcessRepository,
} from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { CrmBaseErrorCode } from '../failures/crm-base-error-code.ts';
import { tryToResolve } from './change-record.ts';
import { resumeDeletion } from './resume-deletion.ts';
import type { ResolvedLifecycleDependencies } from './lifecycle-dependencies.ts';
import { setUp } from './set-up.ts';
import { isDue, settleWork } from './settle-work.ts';
import { hasIssue, notLoaded } from './integration-issue.ts';
import { waitForConfig } from './wait-for-config.ts';
import { takeWorkLease, type WorkLease } from './work-lease.ts';

/**
 * What was done: `none`, because nothing was due; `busy`, because another worker holds it; `set-up` or `checked`;
 * `failed`, to be repeated; `deleting`, while something outside is in the way or work may be in hand; then `deleted`.
 */
export type ReconcileResult = 'none' | 'busy' | 'set-up' | 'checked' | 'failed' | 'deleted' | 'deleting';

interface Claim {
  readonly dependencies: ResolvedLifecycleDependencies;
  readonly signal: AbortSignal | undefined;
  /** As it was when it was claimed, with `dueAt` moved ahead. */
  readonly record: Integration;
  readonly claimedUntil: string;
  readonly lease: WorkLease;
}

/** Does what is due for an integration: its set-up, its check, its deletion. Two at once do no harm. */
export async function reconcileIntegration(
  dependencies: ResolvedLifecycleDependencies,
  integrationId: string,
  options: CallOptions & { readonly waitMs?: number | undefined } = {},
): Promise<ReconcileResult> {
  const found = await dependencies.integrations.findById(integrationId, options);
  if (found === undefined || !isDue(found, dependencies.clock.now())) return 'none';
  const lease = await takeWorkLease(dependencies, integrationId, options);
  if (lease === undefined) return 'busy';
  try {
    return await reconcileExclusively(dependencies, { integrationId, lease, signal: options.signal });
  } catch (error) {
    // The lease had run out: the integration was deleted, or another worker has taken it over.
    if (FriggCrmError.hasCode(error, 'INTEGRATION_NOT_FOUND')) return 'none';
    if (FriggCrmError.hasCode<CrmBaseErrorCode>(error, 'WORK_TAKEN_OVER')) return 'busy';
    throw error;
  } finally {
    await lease.release();
  }
}

async function reconcileExclusively(
  dependencies: ResolvedLifecycleDependencies,
  { integrationId, lease, signal }: CallOptions & { readonly integrationId: string; readonly lease: WorkLease },
): Promise<ReconcileResult> {
  const { clock, settings } = dependencies;
  const claimedUntil = toIso(clock.now() + settings.workTtlMs);
  let isClaimed = false;
  const record = await changeStoredIntegration(dependencies, integrationId, (integration) => {
    isClaimed = isDue(integration, clock.now());
    return isClaimed ? { ...integration, dueAt: claimedUntil } : integration;
  });
  if (!isClaimed) return 'none';
  const claim = { dependencies, record, claimedUntil, lease, signal };
  try {
    return record.status === 'IN_DELETION' ? await resumeDeletion(claim, claimedUntil) : await workOn(claim);
  } catch (error) {
    if (signal?.aborted === true) await reschedule(claim, toIso(clock.now()));
    throw error;
  }
}

async function workOn(claim: Claim): Promise<ReconcileResult> {
  const { dependencies, record, lease, signal } = claim;
  const crm = await tryToResolve(dependencies, record);
  if (!isWorkingStatus(record.status)) return waitForConfig(claim, crm);
  const result =
    crm === undefined
      ? { issues: [notLoaded(record)], phoneIds: undefined, isLeftOver: false }
      : await setUp({ dependencies, record, crm, lease, signal });
  signal?.throwIfAborted();
  if (lease.isLost) return 'busy';
  const isFatal = result.issues.some((issue) => issue.isFatal);
  // Before the next check is set, which may be a day away: a program that crashes in between begins with both again.
  const areResumed = isFatal || crm === undefined || (await resumeSyncs(claim, crm));
  const { clock, settings, logger } = dependencies;
  const work = { ...result, isLeftOver: result.isLeftOver || !areResumed, claimedUntil: claim.claimedUntil };
  const stored = await changeStoredIntegration(dependencies, record.id, (integration) =>
    settleWork(integration, { ...work, nowMs: clock.now() }, settings),
  );
  for (const { code, isFatal } of result.issues)
    logger.warn({ integrationId: record.id, code, isFatal, failedAttempts: stored.failedAttempts }, 'integration reconciled with issues');
  if (isFatal) return 'failed';
  return record.setUpAt === null ? 'set-up' : 'checked';
}

/**
 * Where the account of before is back, the syncs that were paused meanwhile go on, and what changed since is fetched.
 * @returns whether that is done.
 */
async function resumeSyncs({ dependencies: { processRepository, logger }, record, signal }: Claim, crm: CrmIntegration): Promise<boolean> {
  try {
    if (hasIssue(record, 'ACCOUNT_CHANGED') || (await hasSyncOfOtherAccount(processRepository, record.id, { signal })))
      await crm.startOngoingSync();
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    logger.warn({ integrationId: record.id, code: toErrorEntry(error).code }, 'syncs could not be resumed after the account came back');
    return false;
  }
}

/** A worker that saw the other account may pause its sync only after a check has found the account of before. */
async function hasSyncOfOtherAccount(processRepository: ProcessRepository, integrationId: string, options: CallOptions): Promise<boolean> {
  const query = { integrationId, type: CRM_SYNC.type, state: CRM_SYNC.roles.paused, active: true, limit: 100 } as const;
  const paused = await processRepository.find(query, options);
  return paused.some(({ ledger }) => ledger.paused?.reason?.code === 'ACCOUNT_CHANGED');
}

/** Unless another worker or the owner has set the next check in the meantime. */
async function reschedule({ dependencies, record, claimedUntil }: Claim, dueAt: string | null): Promise<void> {
  await changeStoredIntegration(dependencies, record.id, (integration) =>
    integration.dueAt === claimedUntil ? { ...integration, dueAt } : integration,
  );
}
