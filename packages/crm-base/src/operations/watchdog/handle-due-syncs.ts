import { eachProcess, type CallOptions, type Process } from '@frigg-crm/core';
import { countValues, outstandingUnits, toIso } from '@frigg-crm/core/adapter';
import { CRM_SYNC } from '../../process/crm-sync-process-type.ts';
import { readSyncContext } from '../../process/sync-context.ts';
import { toErrorEntry } from '../../failures/to-error-entry.ts';
import { startFollowUps } from '../../sync/complete-sync-handler.ts';
import { settleFollowUps } from '../../sync/deletions/deletions.ts';
import { requeueResumed } from '../../sync/requeue-missing.ts';
import { canWorkOn } from './can-work-on.ts';
import type { SyncTakeover } from './take-over-syncs.ts';
import type { WatchdogDependencies } from './watchdog-dependencies.ts';

/** Requests of programs whose clocks are ahead are found by then. */
const CLOCK_SKEW_MS = 600_000;
/** A message that was decided for so long is not about to be sent by the program that decided it. */
const DISPATCH_GRACE_MS = 5000;
const PAGE = 100;

/**
 * Handles every sync that is due, the longest due first: resumes those whose pause is over, queues what is missing where
 * an operator of a program without queues requested it, and starts what follows a completed sync where that was lost.
 * A sync that cannot be handled does not keep the others waiting. @returns how many were handled.
 */
export async function handleDueSyncs(
  dependencies: WatchdogDependencies,
  takeover: SyncTakeover | undefined,
  options: CallOptions = {},
): Promise<number> {
  const { processRepository, clock, logger } = dependencies;
  const query = { type: CRM_SYNC.type, dueBefore: toIso(clock.now() + CLOCK_SKEW_MS), order: 'oldest-first', limit: PAGE } as const;
  let handled = 0;
  for await (const process of eachProcess(processRepository, query, options)) {
    options.signal?.throwIfAborted();
    try {
      if (await handleDue(dependencies, { process, takeover }, options)) handled += 1;
    } catch (error) {
      options.signal?.throwIfAborted();
      logger.warn({ processId: process.id, code: toErrorEntry(error).code }, 'a due sync could not be handled; it is retried');
    }
  }
  return handled;
}

interface DueSync {
  readonly process: Process;
  readonly takeover: SyncTakeover | undefined;
}

async function handleDue(dependencies: WatchdogDependencies, { process, takeover }: DueSync, options: CallOptions): Promise<boolean> {
  if (process.endedAt !== null) return handleEnded(dependencies, process, options);
  const isPaused = process.state === CRM_SYNC.roles.paused;
  if (!isWanted(process, dependencies.clock.now()) || !(await canWorkOn(dependencies, process))) return false;
  // Where each sync belongs to one program, that one handles it.
  if (takeover !== undefined && (await takeover.claim([process.id], options)).length === 0) return false;
  // Two watchdogs that see the same version resume it once; that both queue what it lacks is harmless.
  const resumed = isPaused ? await dependencies.processManager.resume(process.id, { updateId: `wake:${process.version}` }) : process;
  if (resumed.state === CRM_SYNC.roles.paused) return false;
  await requeueResumed(dependencies, resumed, options);
  return true;
}

/** A paused sync wants to be resumed once its time has come, a running one when messages were lost or wait to be sent. */
function isWanted(process: Process, now: number): boolean {
  if (process.state === CRM_SYNC.roles.paused) return (process.ledger.paused?.reason?.until ?? '9') <= toIso(now);
  return process.context['requeue'] === true || hasUnsentMessage(process, now);
}

/** A settlement by a program of the version before has made room, and did not send the message that waits for it. */
function hasUnsentMessage({ ledger, updatedAt }: Process, nowMs: number): boolean {
  if (ledger.waiting === undefined || countValues(outstandingUnits(ledger)) >= ledger.waiting.below) return false;
  return updatedAt <= toIso(nowMs - DISPATCH_GRACE_MS);
}

/** Something that follows an ended sync was lost, or its sweep waits for an API. */
async function handleEnded(dependencies: WatchdogDependencies, process: Process, options: CallOptions): Promise<boolean> {
  const { processManager, processRepository, resolveIntegration, gate, clock } = dependencies;
  const { integrationId, updatedAt, ledger, context } = process;
  if (ledger.outbox.length > 0 && updatedAt <= toIso(clock.now() - DISPATCH_GRACE_MS)) await processManager.dispatchPending(process.id);
  const { checkAt } = context;
  if (typeof checkAt !== 'string' || checkAt > toIso(clock.now())) return false;
  const { connector } = readSyncContext(process);
  const integration = await resolveIntegration({ integrationId, connector });
  if (integration === 'deleted') await settleFollowUps(processRepository, process);
  if (integration === 'deleted' || integration?.integrationId !== integrationId || integration.connector !== connector) return false;
  if ((await gate.throttledForMs(integrationId)) > 0) return false;
  await startFollowUps(dependencies, { integration, process }, options);
  return true;
}
