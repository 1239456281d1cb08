import { FriggCrmError, readProgress, toProcessId, type CallOptions, type Process, type ProcessUpdate } from '@frigg-crm/core';
import { assertNever, boundError, hasValue, type SettleUnitUpdate } from '@frigg-crm/core/adapter';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { NextPage } from '../connector/person-page.ts';
import type { ProcessPersonBatchData } from '../queue/sync-message.ts';
import { announceUnits, settleUnit, submitSettlement } from '../process/unit-updates.ts';
import { isOfEarlierLife } from '../process/message-address.ts';
import { announcementOf, keyOf } from './announcement-of.ts';
import { giveUpOnBatch, withCarried } from './batch-outcome.ts';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { loadBatch, type Batch } from './load-batch.ts';
import { isBehindEnd, planUpdates, settleEmptyPage } from './planned-page.ts';
import { pauseRefusedSync } from './pause-sync.ts';
import { requeueBatch } from './requeue-batch.ts';
import { throttleTenant, deferMessage, type ApiMessage } from './defer-message.ts';
import type { CrmBaseErrorCode } from '../failures/crm-base-error-code.ts';
import { decideRetry } from '../failures/decide-retry.ts';
import { retryDelaySeconds } from '../failures/retry-delay.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { readSyncContext } from '../process/sync-context.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import { correctPersons, syncPersons, type SyncedPersons } from './sync-persons.ts';

/** How many error entries travel with a retry; the count of failures is complete in any case. */
const MAX_CARRIED_ERRORS = 20;

/** A unit that is worked on. */
export interface BatchRun {
  readonly dependencies: SyncDependencies;
  readonly integration: CrmIntegration;
  readonly data: ProcessPersonBatchData;
  readonly process: Process;
}

/**
 * Writes the people of one unit to Quo and settles the unit. People that may succeed later are requeued alone; the unit
 * is settled, with every record counted, when none is open. Where the unit is settled already, or the sync has ended, nothing
 * is counted.
 */
export async function handleProcessPersonBatch(
  dependencies: SyncDependencies,
  { integration, process, data }: Omit<BatchRun, 'dependencies'>,
  options: CallOptions,
): Promise<void> {
  const run = { dependencies, integration, data, process };
  if (!isWanted(process, data)) return correctLateWrites(run, options);
  if (isBehindEnd(run)) return settleEmptyPage(run, options);
  let batch: Batch;
  let planned: readonly ProcessUpdate[];
  let synced: SyncedPersons;
  try {
    batch = await readBatch(run, options);
    planned = planUpdates(run, batch);
    synced = withMissing(await syncPersons(run, batch.persons, options), batch.missing);
  } catch (error) {
    options.signal?.throwIfAborted();
    return failBatch(run, error, options);
  }
  if (!(await isAnnounced(run, options))) return requeueBatch(dependencies, data, options);
  if (batch.next?.kind === 'more') await queuePageBehind(run, options);
  const attempt = nextAttempt(run, synced);
  const isRetried = synced.retry.length > 0 && attempt < integration.config.queueConfig.maxAttempts;
  await submit(run, [...shrinkage(run, batch), ...planned, ...announcements(run, batch.next)], options);
  if (!isRetried) await submitSettlement(dependencies.updates, settlement(run, synced), options);
  // Only now: once the retry settles the unit, the page behind it would not be fetched.
  if (isRetried) await retryPersons(run, { synced, attempt }, options);
}

/** Responses that have arrived free their places before this page is written: the next requests leave first. */
async function readBatch({ dependencies, integration, process, data }: BatchRun, options: CallOptions): Promise<Batch> {
  const batch = await loadBatch({ integration, process, data, crmCalls: dependencies.crmCalls }, options);
  if (data.records === undefined) await dependencies.nextTurn?.();
  return batch;
}

/**
 * These people are settled, but this message may be the redelivery to a worker that wrote them late, over what others had
 * written since.
 */
async function correctLateWrites(run: BatchRun, options: CallOptions): Promise<void> {
  const { dependencies, integration, data, process } = run;
  if (data.records === undefined || process.state === CRM_SYNC.roles.paused) return;
  const retry = await correctPersons(run, data.records, options);
  const attempt = data.attempt + 1;
  if (retry.length === 0 || attempt >= integration.config.queueConfig.maxAttempts) return;
  const delaySeconds = retryDelaySeconds({ attempt: data.attempt, random: dependencies.random, errors: retry.map(({ error }) => error) });
  const records = retry.map(({ person }) => person);
  await dependencies.queueManager.queueProcessPersonBatch({ ...data, attempt, records }, { ...options, delaySeconds });
}

/**
 * What is announced here is accepted before the unit is settled: of a unit that is settled already nothing is announced
 * any more, and a queue may take one of two messages and refuse the other.
 */
async function submit({ dependencies }: BatchRun, updates: readonly ProcessUpdate[], options: CallOptions): Promise<void> {
  if (updates.length > 0) await dependencies.updates.submit(updates, options);
}

/** While a sync is paused, its process knows which pages are missing: they are queued again when it goes on. */
function isWanted(process: Process, data: ProcessPersonBatchData): boolean {
  const { endedAt, state, ledger } = process;
  const isOpen = endedAt === null && state !== CRM_SYNC.roles.paused && !hasValue(ledger.settled, data.unit);
  return isOpen && !isOfEarlierLife(process, data) && announcementOf(process, data) !== 'another';
}

/** Workers may be faster than the announcement of their page. Without it it is not known whether these people are the ones that count. */
async function isAnnounced({ dependencies, data, process }: BatchRun, options: CallOptions): Promise<boolean> {
  if (announcementOf(process, data) !== 'none') return true;
  const newest = await dependencies.processManager.getProcess(data.processId, options);
  return newest === null || announcementOf(newest, data) !== 'none';
}

/** People who were deleted while numbered pages were fetched have moved others onto pages that were fetched already. */
function shrinkage({ process, data }: BatchRun, { page }: Batch): readonly ProcessUpdate[] {
  const { totalRecords } = readProgress(process);
  const total = page?.total;
  if (total === undefined || total >= totalRecords || readSyncContext(process).hasShrunk) return [];
  return [{ type: 'UPDATE_STATE', processId: toProcessId(data.processId), updateId: 'shrunk', contextUpdates: { hasShrunk: true } }];
}

/** @returns milliseconds for which what failed with this error is deferred, 0 where it is retried instead. */
function deferralOf({ dependencies, data }: BatchRun, error: unknown): number {
  const work = { ...data, maxAttempts: Infinity, nowMs: dependencies.clock.now(), random: dependencies.random };
  const decision = decideRetry(error, work);
  return decision.kind === 'defer' ? decision.waitMs : 0;
}

/** Where all people that are left only wait for an API, no attempt was used up. */
function nextAttempt(run: BatchRun, { retry }: SyncedPersons): number {
  const onlyWaits = retry.every(({ error }) => deferralOf(run, error) > 0);
  return onlyWaits ? run.data.attempt : run.data.attempt + 1;
}

/** A person that does not exist any more is skipped, and counted as that. */
function withMissing(synced: SyncedPersons, missing: number): SyncedPersons {
  return missing === 0 ? synced : { ...synced, counts: { ...synced.counts, skipped: synced.counts.skipped + missing } };
}

/** The total was a hint: where the CRM has more pages than planned, the sync goes on one by one until there are none. */
async function queuePageBehind({ dependencies, data }: BatchRun, options: CallOptions): Promise<void> {
  const { records: _done, carried: _none, deferredSince: _then, ...rest } = data;
  const page = data.unit + 1;
  await dependencies.queueManager.queueProcessPersonBatch(
    { ...rest, unit: page, attempt: 0, reference: { kind: 'page', page, cursor: null, endsPlan: true } },
    options,
  );
}

/** Says nothing of the position: pages before this one may not be queued yet, and the fan-out that queues them must find them. */
function announcements({ data, process }: BatchRun, next: NextPage | undefined): readonly ProcessUpdate[] {
  if (next === undefined) return [];
  const expectedUnits = next.kind === 'last' ? data.unit + 1 : data.unit + 2;
  return [announceUnits(process, { expectedUnits, closed: next.kind === 'last', position: { currentPage: data.unit } })];
}

/** Only the people that failed for the moment go back, with what the others came to. */
async function retryPersons(
  run: BatchRun,
  { synced, attempt }: { readonly synced: SyncedPersons; readonly attempt: number },
  options: CallOptions,
): Promise<void> {
  const { dependencies, data, process } = run;
  const { counts, errors } = withCarried(data, synced);
  const reference = data.reference.kind === 'page' ? { ...data.reference, endsPlan: false } : data.reference;
  const { deferredSince: _over, ...rest } = data;
  const next: ProcessPersonBatchData = {
    ...rest,
    attempt,
    reference,
    records: synced.retry.map(({ person }) => person),
    carried: { ...counts, errors: errors.slice(-MAX_CARRIED_ERRORS).map(boundError) },
  };
  const failures = synced.retry.map(({ error }) => error);
  const waits = failures.map((error) => deferralOf(run, error));
  const waitMs = Math.max(1000, ...waits);
  await throttleTenant(dependencies, process, { waitMs, errors: failures });
  if (attempt === data.attempt) return deferMessage(dependencies, { process, message: toMessage(next), waitMs }, options);
  const delaySeconds = retryDelaySeconds({ attempt: data.attempt, random: dependencies.random, errors: failures });
  await dependencies.queueManager.queueProcessPersonBatch(next, { ...options, delaySeconds });
}

/**
 * Every record has an outcome. Where people have used up their attempts for a reason that may pass, the unit has failed: a
 * sync that ended as COMPLETED would never fetch them again.
 */
function settlement({ data, process }: BatchRun, synced: SyncedPersons): SettleUnitUpdate {
  const { counts, errors } = withCarried(data, synced);
  const exhausted = synced.retry.map(({ externalId, error }) => toErrorEntry(error, { externalId, unit: data.unit }));
  return settleUnit(process, {
    unit: data.unit,
    key: keyOf(data),
    outcome: exhausted.length > 0 ? 'FAILED' : 'PROCESSED',
    counts: { ...counts, failed: counts.failed + exhausted.length },
    errors: [...errors, ...exhausted],
  });
}

/** The unit as a whole could not be worked on: the page cannot be fetched, or the account is refused. */
async function failBatch({ dependencies, integration, data, process }: BatchRun, error: unknown, options: CallOptions): Promise<void> {
  const { processManager, queueManager, logger, clock, random } = dependencies;
  const { attempt, unit, processId } = data;
  const { code } = toErrorEntry(error);
  logger.warn({ processId, unit, code, attempt }, 'a unit could not be processed');
  const { maxAttempts } = integration.config.queueConfig;
  const decision = decideRetry(error, { ...data, maxAttempts, nowMs: clock.now(), random });
  switch (decision.kind) {
    case 'pause':
      return pauseRefusedSync(dependencies, process, error);
    case 'defer':
      await throttleTenant(dependencies, process, { waitMs: decision.waitMs, errors: [error] });
      return deferMessage(dependencies, { process, message: toMessage(data), waitMs: decision.waitMs }, options);
    case 'retry':
      return queueManager.queueProcessPersonBatch({ ...data, attempt: attempt + 1 }, { ...options, delaySeconds: decision.delaySeconds });
    case 'give-up':
      // A connector that breaks its contract does so on the other pages, too.
      if (!FriggCrmError.hasCode<CrmBaseErrorCode>(error, 'CONNECTOR_CONTRACT_BROKEN'))
        return giveUpOnBatch(dependencies, { data, process, error });
      await processManager.handleProcessError(processId, toErrorEntry(error), { generation: process.ledger.generation ?? 0 });
      return;
    default:
      return assertNever(decision);
  }
}

function toMessage(data: ProcessPersonBatchData): ApiMessage {
  return { v: 1, event: 'PROCESS_PERSON_BATCH', data };
}
