import { toProcessId, type CallOptions, type Process, type ProcessUpdate } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { FanOutPagesData, MessageAddress, ProcessPersonBatchData } from '../queue/sync-message.ts';
import { moveForward } from './move-forward.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { readSyncContext } from '../process/sync-context.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import { waitForRoom } from './work-window.ts';

/** The most pages one message queues; the rest of its range travels on as a message of its own. */
const MAX_PAGES_PER_FAN_OUT = 1000;

/**
 * Queues a range of pages that are known to exist, no faster than they are worked off. The range splits itself, so that
 * no single invocation queues ten thousand messages. How far it has come lies in the process: a repeated message goes
 * on from there.
 */
export async function handleFanOutPages(
  dependencies: SyncDependencies,
  integration: CrmIntegration,
  data: FanOutPagesData,
  options: CallOptions,
): Promise<void> {
  const progress = { next: data.from };
  try {
    await queueRange(dependencies, integration, { data, progress }, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (progress.next === data.from) throw error;
    // The store or the queue failed. What is queued is safe; a new message has all its attempts for the rest.
    dependencies.logger.warn({ processId: data.processId, code: toErrorEntry(error).code }, 'a fan-out is passed on');
  }
  if (progress.next < data.to) await dependencies.queueManager.fanOutPages({ ...data, from: progress.next, attempt: 0 }, options);
}

interface FanOut {
  readonly data: FanOutPagesData;
  /** The first page that is not queued; stays true when something fails. */
  readonly progress: { next: number };
}

async function queueRange(
  dependencies: SyncDependencies,
  integration: CrmIntegration,
  { data, progress }: FanOut,
  options: CallOptions,
): Promise<void> {
  const deadlineMs = dependencies.clock.now() + dependencies.fetchTimeBudgetMs;
  const end = Math.min(data.to, data.from + MAX_PAGES_PER_FAN_OUT);
  while (progress.next < end) {
    const room = await waitForRoom(dependencies, integration, { processId: data.processId, deadlineMs, signal: options.signal });
    if (room.kind === 'full') return;
    if (room.kind === 'stopped') {
      progress.next = data.to;
      return;
    }
    const from = Math.max(progress.next, readSyncContext(room.process).pagination.nextPage);
    const until = Math.min(end, from + room.pages);
    if (until > from) await queuePages(dependencies, { data, process: room.process, from, until }, options);
    progress.next = Math.max(from, until);
    if (dependencies.clock.now() >= deadlineMs) return;
  }
}

interface PageRange {
  readonly data: FanOutPagesData;
  readonly process: Process;
  readonly from: number;
  readonly until: number;
}

/** First the messages, then the announcement: a crash in between costs a repetition, not a page. */
async function queuePages(dependencies: SyncDependencies, { data, process, from, until }: PageRange, options: CallOptions): Promise<void> {
  // Before the last page is on its way: with it the sync may go on to COMPLETING at any moment.
  if (until >= data.to) await moveForward(dependencies, data.processId, 'PROCESSING_BATCHES');
  const { queueManager, processManager } = dependencies;
  const batches = Array.from({ length: until - from }, (_, index) => pageBatch(data, from + index));
  await queueManager.queueProcessPersonBatches(batches, options);
  const { pagination } = readSyncContext(process);
  const announce: ProcessUpdate = {
    type: 'EXPECT_UNITS',
    processId: toProcessId(data.processId),
    updateId: `announce#${until - 1}`,
    expectedUnits: until,
    closed: false,
    position: { currentPage: until - 1, pagination: { ...pagination, nextPage: until } },
  };
  await processManager.apply([announce]);
}

function pageBatch(data: FanOutPagesData, page: number): ProcessPersonBatchData {
  const { integrationId, connector, personObjectType, processId } = data satisfies MessageAddress;
  const endsPlan = page === data.to - 1;
  return {
    integrationId,
    connector,
    personObjectType,
    processId,
    unit: page,
    attempt: 0,
    reference: { kind: 'page', page, cursor: null, endsPlan },
  };
}
