import type { CallOptions, Clock, Process } from '@frigg-crm/core';
import { eachValue, outstandingUnits } from '@frigg-crm/core/adapter';
import { readUnitReference, type ProcessPersonBatchData, type UnitReference } from '../queue/sync-message.ts';
import type { ProcessManager } from '../process/process-manager.ts';
import type { QueueManager } from '../queue/queue-manager.ts';
import { addressOf } from '../process/message-address.ts';
import { isGivenUpFetch } from './settle-given-up-fetch.ts';
import { readSyncContext } from '../process/sync-context.ts';

export interface RequeueDependencies {
  readonly queueManager: QueueManager;
  readonly processManager: Pick<ProcessManager, 'updateContext'>;
}

/** A sync that was resumed and makes no progress for so long waits for messages that were dropped. */
const QUIET_MS = 10_000;
/** How many units are queued again in one go. */
const REQUEUE_CHUNK = 100;

/**
 * Queues exactly what a sync still lacks: the announced pages that are not settled, the fetch if it is not finished, and
 * the completion if it was decided. Harmless while the messages are still there. A request of an operator (`requeue`) is done with it.
 */
export async function requeueMissing(
  { queueManager: queues, processManager }: RequeueDependencies,
  process: Process,
  options: CallOptions = {},
): Promise<void> {
  const { pagination, syncType } = readSyncContext(process);
  const address = addressOf(process);
  await requeueUnits(queues, process, options);
  const isFetching = !process.ledger.closed && pagination.hasMore && syncType !== 'WEBHOOK';
  if (isFetching && isPlanWorkedOff(process)) await queues.queueProcessPersonBatch(pageBehindPlan(process), options);
  else if (isFetching) await queues.queueFetchPersonPage({ ...address, attempt: 0 }, options);
  if (process.ledger.finishing && process.endedAt === null) await queues.queueCompleteSync(address, options);
  if (process.context['requeue'] === true) await processManager.updateContext(process.id, { requeue: null });
}

/**
 * Queues what a sync lacks that was resumed. Queues that outlive programs may hold a part of it still: of its messages only
 * those were dropped that a worker received during the pause. Which these are is known when the others are worked off;
 * until then the request stays noted in the process, for the watchdog.
 */
export async function requeueResumed(
  { clock, ...dependencies }: RequeueDependencies & { readonly clock: Clock },
  process: Process,
  options: CallOptions = {},
): Promise<void> {
  const { integrationId, updatedAt, context } = process;
  const isWorkedOn = context['resumed'] === true && context['requeue'] === true && Date.parse(updatedAt) > clock.now() - QUIET_MS;
  if (isWorkedOn && (await dependencies.queueManager.hasMessages(integrationId, options))) return;
  await requeueMissing(dependencies, process, options);
}

/** A page whose fetch was given up is not to be worked on: the fetch settles it. */
async function requeueUnits(queues: QueueManager, process: Process, options: CallOptions): Promise<void> {
  const address = addressOf(process);
  let batch: ProcessPersonBatchData[] = [];
  for (const unit of eachValue(outstandingUnits(process.ledger))) {
    const reference = referenceOf(process, unit);
    if (isGivenUpFetch(reference)) {
      await queues.queueFetchPersonPage({ ...address, attempt: 0 }, options);
      continue;
    }
    batch.push({ ...address, unit, attempt: 0, reference });
    if (batch.length < REQUEUE_CHUNK) continue;
    await queues.queueProcessPersonBatches(batch, options);
    batch = [];
  }
  await queues.queueProcessPersonBatches(batch, options);
}

/** Every planned page is settled, and the page behind the plan was not fetched yet, or its message was lost. */
function isPlanWorkedOff(process: Process): boolean {
  const { plannedPages } = readSyncContext(process).pagination;
  const known = process.ledger.settled.at(-1)?.[1] ?? -1;
  return plannedPages !== null && known >= plannedPages - 1 && outstandingUnits(process.ledger).length === 0;
}

function pageBehindPlan(process: Process): ProcessPersonBatchData {
  const unit = (process.ledger.settled.at(-1)?.[1] ?? -1) + 1;
  return { ...addressOf(process), unit, attempt: 0, reference: { kind: 'page', page: unit, cursor: null, endsPlan: true } };
}

/** Where the people of an announced unit come from. Pages of a plan are known by their number alone. */
function referenceOf(process: Process, unit: number): UnitReference {
  const { plannedPages } = readSyncContext(process).pagination;
  const endsPlan = plannedPages !== null && unit >= plannedPages - 1;
  return readUnitReference(process.ledger.open[String(unit)]) ?? { kind: 'page', page: unit, cursor: null, endsPlan };
}
