import type { CallOptions, Process } from '@frigg-crm/core';
import { eachValue, outstandingUnits } from '@frigg-crm/core/adapter';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { FanOutPagesData, ProcessPersonBatchData } from '../queue/sync-message.ts';
import { announceUnits } from '../process/unit-updates.ts';
import { moveForward } from './move-forward.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { readSyncContext } from '../process/sync-context.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import { isUnderWay, roomFor, stopWaitingForRoom, waitForRoom } from './work-window.ts';

/** The most pages one message queues; the rest of its range travels on as a message of its own. */
const MAX_PAGES_PER_FAN_OUT = 1000;

/**
 * Queues a range of pages that are known to exist, no faster than they are worked off: while the writers are behind, the
 * message waits in the process. The range splits itself, so that no single invocation queues ten thousand messages. How
 * far it has come lies in the process: a repeated message goes on from there. A page that says it is the last ends the
 * range, whatever the first page promised.
 */
export async function handleFanOutPages(
  dependencies: SyncDependencies,
  { integration, process, data }: { readonly integration: CrmIntegration; readonly process: Process; readonly data: FanOutPagesData },
  options: CallOptions,
): Promise<void> {
  const progress = { next: data.from };
  try {
    await queueRange(dependencies, { integration, process, data, progress }, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (progress.next === data.from) throw error;
    // The store or the queue failed. What is queued is safe; a new message has all its attempts for the rest.
    dependencies.logger.warn(
      { processId: data.processId, code: toErrorEntry(error).code },
      'fan-out failed; requeued for the remaining pages',
    );
  }
  if (progress.next < data.to) await dependencies.queueManager.fanOutPages({ ...data, from: progress.next, attempt: 0 }, options);
}

interface FanOut {
  readonly integration: CrmIntegration;
  readonly process: Process;
  readonly data: FanOutPagesData;
  /** The first page that is not queued; stays true when something fails. At the end of the range nothing is left to do here. */
  readonly progress: { next: number };
}

async function queueRange(
  dependencies: SyncDependencies,
  { integration, process: loaded, data, progress }: FanOut,
  options: CallOptions,
): Promise<void> {
  const deadlineMs = dependencies.clock.now() + dependencies.fetchTimeBudgetMs;
  const end = Math.min(data.to, data.from + MAX_PAGES_PER_FAN_OUT);
  for (let process = loaded; progress.next < end && dependencies.clock.now() < deadlineMs;) {
    options.signal?.throwIfAborted();
    const { endPage, pagination } = readSyncContext(process);
    const from = Math.max(progress.next, pagination.nextPage);
    const room = roomFor(process, integration);
    if (!isUnderWay(process)) progress.next = data.to;
    else if (process.ledger.closed) {
      await queueLeftOut(dependencies, { data, process, from, until: data.to }, options);
      progress.next = data.to;
    } else if (endPage !== null && from > endPage) {
      await closePlan(dependencies, process, from);
      progress.next = data.to;
    } else if (room <= 0) {
      const waiting = { ...data, from, attempt: 0 };
      await waitForRoom(dependencies, { process, integration, message: { v: 1, event: 'FAN_OUT_PAGES', data: waiting } });
      progress.next = data.to;
    } else {
      process = await stopWaitingForRoom(dependencies, process);
      const until = Math.min(end, from + room);
      if (until > from) process = await queuePages(dependencies, { data, process, from, until }, options);
      progress.next = Math.max(from, until);
    }
  }
}

/** No page from `from` on is queued; those before it that are behind the last one are settled without a request. */
async function closePlan(dependencies: SyncDependencies, process: Process, from: number): Promise<void> {
  await moveForward(dependencies, process.id, 'PROCESSING_BATCHES');
  const { pagination } = readSyncContext(process);
  const position = { currentPage: from - 1, pagination: { ...pagination, nextPage: from, hasMore: false } };
  await dependencies.processManager.apply([announceUnits(process, { name: 'end', expectedUnits: from, closed: true, position })]);
}

interface PageRange {
  readonly data: FanOutPagesData;
  readonly process: Process;
  readonly from: number;
  readonly until: number;
}

/**
 * The last page was sent, worked on, and has closed the plan, while others before it were refused by the queue. There are
 * fewer of them than may be outstanding.
 */
async function queueLeftOut(
  { queueManager }: SyncDependencies,
  { data, process, from, until }: PageRange,
  options: CallOptions,
): Promise<void> {
  const missing = [...eachValue(outstandingUnits(process.ledger))].filter((page) => page >= from && page < until);
  await queueManager.queueProcessPersonBatches(
    missing.map((page) => pageBatch(data, page)),
    options,
  );
}

/** First the messages, then the announcement: a crash in between costs a repetition, not a page. */
async function queuePages(
  dependencies: SyncDependencies,
  { data, process, from, until }: PageRange,
  options: CallOptions,
): Promise<Process> {
  // Before the last page is on its way: with it the sync may go on to COMPLETING at any moment.
  if (until >= data.to) await moveForward(dependencies, data.processId, 'PROCESSING_BATCHES');
  const { queueManager, processManager } = dependencies;
  const batches = Array.from({ length: until - from }, (_, index) => pageBatch(data, from + index));
  await queueManager.queueProcessPersonBatches(batches, options);
  const { pagination } = readSyncContext(process);
  const announce = announceUnits(process, {
    expectedUnits: until,
    closed: false,
    position: { currentPage: until - 1, pagination: { ...pagination, nextPage: until } },
  });
  const [announced] = await processManager.apply([announce]);
  return announced?.process ?? process;
}

function pageBatch(data: FanOutPagesData, page: number): ProcessPersonBatchData {
  const { from: _from, to: _to, attempt: _attempt, ...address } = data;
  const endsPlan = page === data.to - 1;
  return {
    ...address,
    unit: page,
    attempt: 0,
    reference: { kind: 'page', page, cursor: null, endsPlan },
  };
}
