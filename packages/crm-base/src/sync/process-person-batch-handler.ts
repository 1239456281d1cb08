import { hasValue, readProgress, toProcessId, type CallOptions, type Process, type ProcessUpdate } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { NextPage } from '../connector/person-page.ts';
import type { ProcessPersonBatchData } from '../queue/sync-message.ts';
import { settleUnitUpdate } from '../process/process-manager.ts';
import { announcementOf, keyOf } from './announcement-of.ts';
import { giveUpOnBatch, withCarried } from './batch-outcome.ts';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { loadBatch, type Batch } from './load-batch.ts';
import { pauseRefusedSync } from './pause-refused-sync.ts';
import { requeueBatch } from './requeue-batch.ts';
import { isDeferredTooLong, throttleTenant, deferMessage, type ApiMessage } from './defer-message.ts';
import { isAccountFailure, isRateLimited, isTransient } from '../failures/classify-failure.ts';
import { retryDelaySeconds } from '../failures/retry-delay.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { readSyncContext } from '../process/sync-context.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import { correctPersons, syncPersons, type SyncedPersons } from './sync-persons.ts';

/** How many error entries travel with a retry; the count of failures is complete in any case. */
const MAX_CARRIED_ERRORS = 20;

interface BatchRun {
  readonly dependencies: SyncDependencies;
  readonly integration: CrmIntegration;
  readonly data: ProcessPersonBatchData;
  readonly process: Process;
}

/**
 * Writes the people of one unit to Quo and settles the unit. People that may succeed later go back alone; the unit is
 * settled, with everybody counted, when none is open. Where the unit is settled already, or the sync has ended, nothing
 * is counted.
 */
export async function handleProcessPersonBatch(
  dependencies: SyncDependencies,
  integration: CrmIntegration,
  data: ProcessPersonBatchData,
  options: CallOptions,
): Promise<void> {
  const process = await dependencies.processManager.getProcess(data.processId, options);
  if (process === null) return;
  const run = { dependencies, integration, data, process };
  if (!isWanted(process, data)) return correctLateWrites(run, options);
  let batch: Batch;
  let synced: SyncedPersons;
  try {
    batch = await loadBatch(run, options);
    synced = withMissing(await syncPersons(run, batch.persons, options), batch.missing);
  } catch (error) {
    options.signal?.throwIfAborted();
    return failBatch(run, error, options);
  }
  if (!(await isAnnounced(run, options))) return requeueBatch(dependencies, data, options);
  if (batch.next?.kind === 'more') await queuePageBehind(run, options);
  const attempt = nextAttempt(run, synced);
  const isRetried = synced.retry.length > 0 && attempt < integration.config.queueConfig.maxAttempts;
  await submit(run, [...shrinkage(run, batch), ...announcements(run, batch.next)], options);
  if (!isRetried) await submit(run, [settlement(run, synced)], options);
  // Only now: once the retry settles the unit, nobody would look behind the page again.
  if (isRetried) await retryPersons(run, { synced, attempt }, options);
}

/**
 * Nobody waits for these people any more, but this message may be the second life of a worker that wrote them late, over
 * what others had written since.
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
  return isOpen && announcementOf(process, data) !== 'another';
}

/** Workers may be faster than the announcement of their page. Without it nobody knows whether these people are the ones that count. */
async function isAnnounced({ dependencies, data, process }: BatchRun, options: CallOptions): Promise<boolean> {
  if (announcementOf(process, data) !== 'none') return true;
  const newest = await dependencies.processManager.getProcess(data.processId, options);
  return newest === null || announcementOf(newest, data) !== 'none';
}

/** People who were deleted while numbered pages were fetched have moved others onto pages that were fetched already. */
function shrinkage({ process, data }: BatchRun, { total }: Batch): readonly ProcessUpdate[] {
  const { totalRecords } = readProgress(process);
  if (total === undefined || total >= totalRecords || readSyncContext(process).hasShrunk) return [];
  return [{ type: 'UPDATE_STATE', processId: toProcessId(data.processId), updateId: 'shrunk', contextUpdates: { hasShrunk: true } }];
}

/** Where everybody who is left only has to wait for an API, no attempt was used up. */
function nextAttempt({ dependencies, data }: BatchRun, { retry }: SyncedPersons): number {
  const onlyWaits = retry.every(({ error }) => isRateLimited(error)) && !isDeferredTooLong(dependencies, data);
  return onlyWaits ? data.attempt : data.attempt + 1;
}

/** Whoever does not exist any more is skipped, and counted as that. */
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

/** Says nothing of the position: pages before this one may not be queued yet, and whoever queues them must find them. */
function announcements({ data }: BatchRun, next: NextPage | undefined): readonly ProcessUpdate[] {
  if (next === undefined) return [];
  const expectedUnits = next.kind === 'last' ? data.unit + 1 : data.unit + 2;
  return [
    {
      type: 'EXPECT_UNITS',
      processId: toProcessId(data.processId),
      updateId: `announce#${expectedUnits - 1}`,
      expectedUnits,
      closed: next.kind === 'last',
      position: { currentPage: data.unit },
    },
  ];
}

/** Only the people that failed for the moment go back, with what the others came to. */
async function retryPersons(
  { dependencies, data, process }: BatchRun,
  { synced, attempt }: { readonly synced: SyncedPersons; readonly attempt: number },
  options: CallOptions,
): Promise<void> {
  const { counts, errors } = withCarried(data, synced);
  const reference = data.reference.kind === 'page' ? { ...data.reference, endsPlan: false } : data.reference;
  const { deferredSince: _over, ...rest } = data;
  const next: ProcessPersonBatchData = {
    ...rest,
    attempt,
    reference,
    records: synced.retry.map(({ person }) => person),
    carried: { ...counts, errors: errors.slice(-MAX_CARRIED_ERRORS) },
  };
  const failures = synced.retry.map(({ error }) => error);
  const waitMs = failures.some(isRateLimited) ? await throttleTenant(dependencies, process, failures) : 0;
  if (attempt === data.attempt) return deferMessage(dependencies, toMessage(next), { ...options, waitMs });
  const delaySeconds = retryDelaySeconds({ attempt: data.attempt, random: dependencies.random, errors: failures });
  await dependencies.queueManager.queueProcessPersonBatch(next, { ...options, delaySeconds });
}

/**
 * Everybody has an outcome. Where people have used up their attempts for a reason that may pass, the unit has failed: a
 * sync that ended as COMPLETED would never look at them again.
 */
function settlement({ data, process }: BatchRun, synced: SyncedPersons): ProcessUpdate {
  const { counts, errors } = withCarried(data, synced);
  const exhausted = synced.retry.map(({ externalId, error }) => toErrorEntry(error, { externalId, unit: data.unit }));
  return settleUnitUpdate({
    process,
    unit: data.unit,
    key: keyOf(data),
    outcome: exhausted.length > 0 ? 'FAILED' : 'PROCESSED',
    counts: { ...counts, failed: counts.failed + exhausted.length },
    errors: [...errors, ...exhausted],
  });
}

/** The unit as a whole could not be worked on: the page cannot be fetched, or the account is refused. */
async function failBatch({ dependencies, integration, data, process }: BatchRun, error: unknown, options: CallOptions): Promise<void> {
  dependencies.logger.warn(
    { processId: data.processId, unit: data.unit, code: toErrorEntry(error).code, attempt: data.attempt },
    'a unit could not be worked on',
  );
  if (isAccountFailure(error)) return pauseRefusedSync(dependencies, process, error);
  if (isRateLimited(error) && !isDeferredTooLong(dependencies, data)) {
    const waitMs = await throttleTenant(dependencies, process, [error]);
    return deferMessage(dependencies, toMessage(data), { ...options, waitMs });
  }
  if (isTransient(error) && data.attempt + 1 < integration.config.queueConfig.maxAttempts) {
    const delaySeconds = retryDelaySeconds({ attempt: data.attempt, random: dependencies.random, errors: [error] });
    await dependencies.queueManager.queueProcessPersonBatch({ ...data, attempt: data.attempt + 1 }, { ...options, delaySeconds });
    return;
  }
  await giveUpOnBatch(dependencies, { data, process, error });
}

function toMessage(data: ProcessPersonBatchData): ApiMessage {
  return { v: 1, event: 'PROCESS_PERSON_BATCH', data };
}
