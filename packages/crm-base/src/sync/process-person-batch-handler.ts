import { hasValue, toProcessId, type CallOptions, type JsonValue, type Process, type ProcessUpdate } from '@frigg-crm/core';
import type { CrmIntegration } from '../integration/crm-integration.ts';
import type { NextPage } from '../integration/person-page.ts';
import type { ProcessPersonBatchData } from '../messages/sync-message.ts';
import { settleUnitUpdate } from '../process-manager.ts';
import { fetchPage } from './fetch-page.ts';
import { giveUpOnBatch, withCarried } from './batch-outcome.ts';
import { isAccountFailure, isTransient, retryDelaySeconds, toErrorEntry } from './retry-delay.ts';
import { readSyncContext } from './sync-context.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import { syncPersons, type SyncedPersons } from './sync-persons.ts';

/** How many error entries travel with a retry; the count of failures is complete in any case. */
const MAX_CARRIED_ERRORS = 20;

/** The people of a unit. `next` is known when a page was fetched that nobody has looked behind yet. */
interface Batch {
  readonly persons: readonly JsonValue[];
  readonly next: NextPage | undefined;
  /** People who were named by their id and do not exist (any more). */
  readonly missing: number;
}

interface BatchRun {
  readonly dependencies: SyncDependencies;
  readonly integration: CrmIntegration;
  readonly data: ProcessPersonBatchData;
  readonly process: Process;
}

/**
 * Writes the people of one unit to Quo and settles the unit. People that may succeed later go back alone; the unit is
 * settled, with everybody counted, when none is open. A unit that is settled already, or whose sync has ended, costs
 * nothing.
 */
export async function handleProcessPersonBatch(
  dependencies: SyncDependencies,
  integration: CrmIntegration,
  data: ProcessPersonBatchData,
  options: CallOptions,
): Promise<void> {
  const process = await dependencies.processManager.getProcess(data.processId, options);
  if (process === null || process.endedAt !== null || hasValue(process.ledger.settled, data.unit)) return;
  const run = { dependencies, integration, data, process };
  let batch: Batch;
  let synced: SyncedPersons;
  try {
    batch = await loadBatch(run, options);
    synced = withMissing(await syncPersons(integration, batch.persons, { objectType: data.personObjectType, ...options }), batch.missing);
  } catch (error) {
    options.signal?.throwIfAborted();
    return failBatch(run, error, options);
  }
  if (batch.next?.kind === 'more') await queuePageBehind(run, options);
  const isRetried = synced.retry.length > 0 && data.attempt + 1 < integration.config.queueConfig.maxAttempts;
  const updates = [...announcements(run, batch.next), ...(isRetried ? [] : [settlement(run, synced)])];
  if (updates.length > 0) await dependencies.processManager.apply(updates);
  // Only now: once the retry settles the unit, nobody would look behind the page again.
  if (isRetried) await retryPersons(run, synced, options);
}

async function loadBatch({ integration, data, process }: BatchRun, options: CallOptions): Promise<Batch> {
  if (data.records !== undefined) return { persons: data.records, next: undefined, missing: 0 };
  const { reference } = data;
  if (reference.kind === 'ids') {
    const found = await integration.fetchPersonsByIds(reference.crmPersonIds, { objectType: data.personObjectType, ...options });
    return { persons: found as readonly JsonValue[], next: undefined, missing: Math.max(0, reference.crmPersonIds.length - found.length) };
  }
  const page = await fetchPage(integration, readSyncContext(process), reference, options);
  return { persons: page.data, next: reference.endsPlan ? page.next : undefined, missing: page.listed - page.data.length };
}

/** Whoever does not exist any more is skipped, and counted as that. */
function withMissing(synced: SyncedPersons, missing: number): SyncedPersons {
  return missing === 0 ? synced : { ...synced, counts: { ...synced.counts, skipped: synced.counts.skipped + missing } };
}

/** The total was a hint: where the CRM has more pages than planned, the sync goes on one by one until there are none. */
async function queuePageBehind({ dependencies, data }: BatchRun, options: CallOptions): Promise<void> {
  const { records: _done, carried: _none, ...rest } = data;
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
async function retryPersons({ dependencies, data }: BatchRun, synced: SyncedPersons, options: CallOptions): Promise<void> {
  const { counts, errors } = withCarried(data, synced);
  const reference = data.reference.kind === 'page' ? { ...data.reference, endsPlan: false } : data.reference;
  const next: ProcessPersonBatchData = {
    ...data,
    attempt: data.attempt + 1,
    reference,
    records: synced.retry.map(({ person }) => person),
    carried: { ...counts, errors: errors.slice(-MAX_CARRIED_ERRORS) },
  };
  const delaySeconds = retryDelaySeconds({
    attempt: data.attempt,
    random: dependencies.random,
    errors: synced.retry.map(({ error }) => error),
  });
  await dependencies.queueManager.queueProcessPersonBatch(next, { ...options, delaySeconds });
}

/**
 * Everybody has an outcome. Where people have used up their attempts for a reason that may pass, the unit has failed: a
 * sync that ended as COMPLETED would never look at them again.
 */
function settlement({ data }: BatchRun, synced: SyncedPersons): ProcessUpdate {
  const { counts, errors } = withCarried(data, synced);
  const exhausted = synced.retry.map(({ externalId, error }) => toErrorEntry(error, { externalId, unit: data.unit }));
  return settleUnitUpdate({
    processId: data.processId,
    unit: data.unit,
    outcome: exhausted.length > 0 ? 'FAILED' : 'PROCESSED',
    counts: { ...counts, failed: counts.failed + exhausted.length },
    errors: [...errors, ...exhausted],
  });
}

/** The unit as a whole could not be worked on: the page cannot be fetched, or the account is refused. */
async function failBatch({ dependencies, integration, data }: BatchRun, error: unknown, options: CallOptions): Promise<void> {
  dependencies.logger.warn(
    { processId: data.processId, unit: data.unit, code: toErrorEntry(error).code, attempt: data.attempt },
    'a unit could not be worked on',
  );
  if (isAccountFailure(error)) {
    await dependencies.processManager.handleProcessError(data.processId, toErrorEntry(error));
    return;
  }
  if (isTransient(error) && data.attempt + 1 < integration.config.queueConfig.maxAttempts) {
    const delaySeconds = retryDelaySeconds({ attempt: data.attempt, random: dependencies.random, errors: [error] });
    await dependencies.queueManager.queueProcessPersonBatch({ ...data, attempt: data.attempt + 1 }, { ...options, delaySeconds });
    return;
  }
  await giveUpOnBatch(dependencies, data, error);
}
