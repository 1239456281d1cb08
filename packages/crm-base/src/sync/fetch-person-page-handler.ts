import { type CallOptions, type JsonObject, type Process, type ProcessUpdate } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { CheckedPersonPage } from '../connector/person-page.ts';
import type { FetchPersonPageData, MessageAddress, ProcessPersonBatchData, UnitReference } from '../queue/sync-message.ts';
import { fetchPage, type PagePosition } from './fetch-page.ts';
import { moveForward } from './move-forward.ts';
import { watchPages, type PageLoopGuard } from '../process/page-loop-guard.ts';
import { waitForTakeover } from './wait-for-takeover.ts';
import { giveUpOnPage } from './give-up-on-page.ts';
import { pageKey } from './page-key.ts';
import { pauseRefusedSync } from './pause-refused-sync.ts';
import { isDeferredTooLong, throttleTenant, deferMessage } from './defer-message.ts';
import { isAccountFailure, isRateLimited, isTransient } from '../failures/classify-failure.ts';
import { retryDelaySeconds } from '../failures/retry-delay.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { readSyncContext, type Pagination, type SyncContext } from '../process/sync-context.ts';
import { settleGivenUpFetch } from './settle-given-up-fetch.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import { waitForRoom } from './work-window.ts';

/** What follows after one page. */
type Step = { readonly kind: 'next' | 'behind' | 'done' } | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Fetches the pages of a sync from where its process stands, and hands their people to the work queue.
 *
 * It loops inside one message: a chain of messages that feeds its own queue would be cut by AWS after 16 hops. When its
 * time is up it passes the position on. The position lies in the process, so a message that is delivered twice, or
 * whose worker died, goes on from the right page. Of two that run at once, the one behind stands by: its message may be
 * the only one left when the other dies, so it is not done before the fetch is.
 */
export async function handleFetchPersonPage(
  dependencies: SyncDependencies,
  integration: CrmIntegration,
  data: FetchPersonPageData,
  options: CallOptions,
): Promise<void> {
  const run: FetchRun = { dependencies, integration, data, pages: 0 };
  const process = await dependencies.processManager.getProcess(data.processId, options);
  if (process === null || (await settleGivenUpFetch(dependencies, process))) return;
  try {
    await fetchPages(run, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (run.pages === 0) throw error;
    // The store or the queue failed. The pages before are safe; a new message has all its attempts for the next one.
    dependencies.logger.warn({ processId: data.processId, code: toErrorEntry(error).code }, 'a fetch is passed on');
    await dependencies.queueManager.queueFetchPersonPage({ ...addressOf(data), attempt: 0 }, { ...options, delaySeconds: 1 });
  }
}

async function fetchPages(run: FetchRun, options: CallOptions): Promise<void> {
  const { dependencies, integration, data } = run;
  const { processId } = data;
  const deadlineMs = dependencies.clock.now() + dependencies.fetchTimeBudgetMs;
  for (;;) {
    const room = await waitForRoom(dependencies, integration, { processId, deadlineMs, signal: options.signal });
    if (room.kind === 'stopped') return;
    const isTimeUp = room.kind === 'full' || (run.pages > 0 && dependencies.clock.now() >= deadlineMs);
    if (isTimeUp) return dependencies.queueManager.queueFetchPersonPage({ ...addressOf(data), attempt: 0 }, options);
    const step = await fetchNext(run, room.process, options);
    if (step.kind === 'failed') return failFetch(run, room.process, step.error);
    if (step.kind === 'done') return;
    run.pages += 1;
    if (step.kind === 'behind') await waitForTakeover(dependencies, { processId, deadlineMs, signal: options.signal });
  }
}

interface FetchRun {
  readonly dependencies: SyncDependencies;
  readonly integration: CrmIntegration;
  readonly data: FetchPersonPageData;
  /** How many pages this message has dealt with. */
  pages: number;
}

async function fetchNext(run: FetchRun, process: Process, options: CallOptions): Promise<Step> {
  const context = readSyncContext(process);
  const { nextPage, currentCursor, hasMore, plannedPages } = context.pagination;
  if (!hasMore || process.ledger.closed) return { kind: 'done' };
  if (plannedPages !== null) {
    // Page 0 has told how many pages there are; a repeated message only has to see to it that they are queued.
    await run.dependencies.queueManager.fanOutPages({ ...addressOf(run.data), from: nextPage, to: plannedPages, attempt: 0 }, options);
    return { kind: 'done' };
  }
  await enterFetching(run, process, context);
  const position = { page: run.integration.config.syncConfig.paginationType === 'PAGE_BASED' ? nextPage : null, cursor: currentCursor };
  let page: CheckedPersonPage;
  let guard: PageLoopGuard;
  try {
    page = await fetchPage(run.integration, context, position, options);
    guard = watchPages(context.pagination.guard, { isEmpty: page.listed === 0, next: page.next });
  } catch (error) {
    // What the CRM does wrong is judged here. What goes wrong behind it (store, queue) is the message's to repeat.
    options.signal?.throwIfAborted();
    return { kind: 'failed', error };
  }
  return handOver(run, { process, context, page, position, guard }, options);
}

/** The first page of a CRM that knows its total is the count; every other page is just a page. */
async function enterFetching({ dependencies, integration }: FetchRun, process: Process, { pagination }: SyncContext): Promise<void> {
  if (process.state !== 'INITIALIZING') return;
  const { paginationType, supportsTotal } = integration.config.syncConfig;
  const state = paginationType === 'PAGE_BASED' && supportsTotal && pagination.nextPage === 0 ? 'FETCHING_TOTAL' : 'FETCHING_PAGE';
  await moveForward(dependencies, process.id, state);
}

interface FetchedPage {
  readonly process: Process;
  readonly context: SyncContext;
  readonly page: CheckedPersonPage;
  readonly position: PagePosition;
  readonly guard: PageLoopGuard;
}

/**
 * Queues the page's people, then announces the page. In this order a crash in between costs a repetition; in the other
 * it would cost the page.
 */
async function handOver(run: FetchRun, fetched: FetchedPage, options: CallOptions): Promise<Step> {
  const { dependencies, data } = run;
  const unit = fetched.context.pagination.nextPage;
  const plannedPages = planPages(run.integration, fetched);
  const reference = referenceTo(run, fetched);
  // Before the last people are on their way: with them the sync may go on to COMPLETING at any moment.
  const state = plannedPages !== null ? 'QUEUING_PAGES' : fetched.page.next.kind === 'last' ? 'PROCESSING_BATCHES' : undefined;
  if (state !== undefined) await moveForward(dependencies, data.processId, state);
  await dependencies.queueManager.queueProcessPersonBatch(
    { ...addressOf(data), unit, attempt: 0, reference, records: [...fetched.page.data], ...carriedFrom(fetched.page) },
    options,
  );
  const [announced] = await dependencies.processManager.apply([announcePage(fetched, { unit, plannedPages, reference })]);
  if (announced?.outcome === 'already-folded') return { kind: 'behind' };
  if (announced?.outcome === 'ended' || fetched.page.next.kind === 'last') return { kind: 'done' };
  if (plannedPages === null) return { kind: 'next' };
  await dependencies.queueManager.fanOutPages({ ...addressOf(data), from: 1, to: plannedPages, attempt: 0 }, options);
  return { kind: 'done' };
}

/** What is needed to fetch the page again, and to tell this fetch of it from others. */
function referenceTo({ integration, data }: FetchRun, { page, position }: FetchedPage): UnitReference {
  const { personObjectType: objectType } = data;
  const last = page.data.at(-1);
  const lastId = last === undefined ? undefined : integration.personExternalId(last, { objectType });
  const reference = { kind: 'page', ...position, endsPlan: false, key: pageKey(integration, page, objectType) } as const;
  return typeof lastId === 'string' ? { ...reference, lastId } : reference;
}

/** @returns how many pages there are, when the first page tells; counted in the size that the CRM really returned. */
function planPages(integration: CrmIntegration, { context, page }: FetchedPage): number | null {
  const { paginationType, supportsTotal } = integration.config.syncConfig;
  const canPlan = paginationType === 'PAGE_BASED' && supportsTotal && context.pagination.nextPage === 0;
  if (!canPlan || page.next.kind === 'last' || page.total === undefined || page.listed === 0) return null;
  return Math.max(2, Math.ceil(page.total / page.listed));
}

/** Whoever was listed and is gone by now is skipped. */
function carriedFrom({ listed, data }: CheckedPersonPage): Pick<ProcessPersonBatchData, 'carried'> {
  return listed === data.length ? {} : { carried: { synced: 0, failed: 0, skipped: listed - data.length, errors: [] } };
}

function announcePage(
  { process, context, page, guard }: FetchedPage,
  { unit, plannedPages, reference }: { unit: number; plannedPages: number | null; reference: UnitReference },
): ProcessUpdate {
  const isLast = page.next.kind === 'last';
  const fetchedRecords = context.fetchedRecords + page.listed;
  const pagination: Pagination = {
    ...context.pagination,
    currentCursor: page.next.kind === 'more' ? page.next.cursor : null,
    nextPage: unit + 1,
    hasMore: !isLast,
    plannedPages,
    guard,
  };
  return {
    type: 'EXPECT_UNITS',
    processId: process.id,
    updateId: `announce#${unit}`,
    expectedUnits: unit + 1,
    closed: isLast,
    totalRecords: Math.max(page.total ?? 0, fetchedRecords),
    ...(plannedPages === null ? {} : { totalUnits: plannedPages }),
    open: { [String(unit)]: reference as unknown as JsonObject },
    position: { currentPage: unit, pagination, fetchedRecords },
  };
}

/** A page that cannot be fetched is tried again later; only when its attempts are used up does the sync go on without it. */
async function failFetch({ dependencies, integration, data: given, pages }: FetchRun, process: Process, error: unknown): Promise<void> {
  // After a page that went well, the next one has all its attempts.
  const data = pages > 0 ? { ...addressOf(given), attempt: 0 } : given;
  const { attempt } = data;
  const isLastAttempt = attempt + 1 >= integration.config.queueConfig.maxAttempts;
  dependencies.logger.warn({ processId: data.processId, code: toErrorEntry(error).code, attempt }, 'a page could not be fetched');
  if (isAccountFailure(error)) {
    await pauseRefusedSync(dependencies, process, error);
  } else if (isRateLimited(error) && !isDeferredTooLong(dependencies, data)) {
    const waitMs = await throttleTenant(dependencies, process, [error]);
    await deferMessage(dependencies, { v: 1, event: 'FETCH_PERSON_PAGE', data }, { waitMs });
  } else if (!isTransient(error)) {
    await dependencies.processManager.handleProcessError(data.processId, toErrorEntry(error));
  } else if (isLastAttempt) {
    const { nextPage, currentCursor } = readSyncContext(process).pagination;
    const isNumbered = integration.config.syncConfig.paginationType === 'PAGE_BASED';
    const reference: UnitReference = {
      kind: 'page',
      page: isNumbered ? nextPage : null,
      cursor: currentCursor,
      endsPlan: false,
      closes: true,
    };
    // Another delivery of this work may have announced the page in the meantime: then the fetch goes on without us.
    const newest = await dependencies.processManager.getProcess(process.id);
    if (newest === null || newest.ledger.expectedUnits > nextPage) return;
    await giveUpOnPage(dependencies, { process, unit: nextPage, error, isLast: true, reference });
  } else {
    const delaySeconds = retryDelaySeconds({ attempt, random: dependencies.random, errors: [error] });
    await dependencies.queueManager.queueFetchPersonPage({ ...data, attempt: attempt + 1 }, { delaySeconds });
  }
}

function addressOf({ integrationId, connector, personObjectType, processId }: MessageAddress): MessageAddress {
  return { integrationId, connector, personObjectType, processId };
}
