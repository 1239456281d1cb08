import type { CallOptions, Process } from '@frigg-crm/core';
import { assertNever, type ExpectUnitsUpdate } from '@frigg-crm/core/adapter';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { CheckedPersonPage } from '../connector/person-page.ts';
import type { FetchPersonPageData, MessageAddress, ProcessPersonBatchData, UnitReference } from '../queue/sync-message.ts';
import { fetchPage, type PagePosition } from './fetch-page.ts';
import { announceUnits } from '../process/unit-updates.ts';
import { moveForward } from './move-forward.ts';
import { pageKeys, watchPages, type PageLoopGuard } from '../process/page-loop-guard.ts';
import { giveUpOnPage } from './give-up-on-page.ts';
import { pauseRefusedSync } from './pause-sync.ts';
import { throttleTenant, deferMessage } from './defer-message.ts';
import { decideRetry } from '../failures/decide-retry.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { readSyncContext, type Pagination, type SyncContext } from '../process/sync-context.ts';
import { isUsableId } from '../persons/prepare-persons.ts';
import { settleGivenUpFetch } from './settle-given-up-fetch.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import { isUnderWay, roomFor, stopWaitingForRoom, waitForRoom } from './work-window.ts';

/** A fetch that announces nothing for so long has stopped, and another one takes over. */
const TAKE_OVER_SECONDS = 30;

/** What follows after one page. */
type Step =
  | { readonly kind: 'next' | 'behind'; readonly process: Process }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Fetches the pages of a sync from where its process stands, and hands their people to the work queue.
 *
 * It loops inside one message, because a chain of messages that feeds its own queue is cut by AWS after 16 hops, and
 * passes the position on when its time is up. While the writers are behind, the message waits in the process. The position
 * lies in the process, so a message that is delivered twice, or whose worker crashed, goes on from the right page. Of two
 * that run at once, the one behind steps back: it goes on when the other one stands still.
 */
export async function handleFetchPersonPage(
  dependencies: SyncDependencies,
  { integration, process, data }: { readonly integration: CrmIntegration; readonly process: Process; readonly data: FetchPersonPageData },
  options: CallOptions,
): Promise<void> {
  if (await settleGivenUpFetch(dependencies, process)) return;
  const { behind, ...rest } = data;
  const run: FetchRun = { dependencies, integration, data: rest, pages: 0 };
  const { expectedUnits, closed, waiting } = process.ledger;
  // The other fetch waits for room: it will be sent again.
  if (behind !== undefined && waiting !== undefined) return;
  if (behind !== undefined && expectedUnits > behind && !closed) return stepBack(run, process, options);
  try {
    await fetchPages(run, process, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (run.pages === 0) throw error;
    // The store or the queue failed. The pages before are safe; a new message has all its attempts for the next one.
    dependencies.logger.warn(
      { processId: data.processId, code: toErrorEntry(error).code },
      'fetching failed; requeued for the remaining pages',
    );
    await dependencies.queueManager.queueFetchPersonPage({ ...addressOf(data), attempt: 0 }, { ...options, delaySeconds: 1 });
  }
}

async function fetchPages(run: FetchRun, loaded: Process, options: CallOptions): Promise<void> {
  const { dependencies, integration, data } = run;
  const deadlineMs = dependencies.clock.now() + dependencies.fetchTimeBudgetMs;
  for (let process = loaded; isUnderWay(process);) {
    options.signal?.throwIfAborted();
    const fresh = { ...addressOf(data), attempt: 0 };
    if (roomFor(process, integration) <= 0)
      return waitForRoom(dependencies, { process, integration, message: { v: 1, event: 'FETCH_PERSON_PAGE', data: fresh } });
    if (run.pages > 0 && dependencies.clock.now() >= deadlineMs) return dependencies.queueManager.queueFetchPersonPage(fresh, options);
    process = await stopWaitingForRoom(dependencies, process);
    const step = await fetchNext(run, process, options);
    if (step.kind === 'failed') return failFetch(run, process, step.error);
    if (step.kind === 'done') return;
    if (step.kind === 'behind') return stepBack(run, step.process, options);
    run.pages += 1;
    process = step.process;
  }
}

/** The message may be the only one left when the worker of the other fetch crashes, so it comes back until the fetch is done. */
async function stepBack({ dependencies, data }: FetchRun, process: Process, options: CallOptions): Promise<void> {
  const later = { ...addressOf(data), attempt: 0, behind: process.ledger.expectedUnits };
  await dependencies.queueManager.queueFetchPersonPage(later, { ...options, delaySeconds: TAKE_OVER_SECONDS });
}

interface FetchRun {
  readonly dependencies: SyncDependencies;
  readonly integration: CrmIntegration;
  readonly data: FetchPersonPageData;
  /** How many pages this message has dealt with. */
  pages: number;
}

/** After a page that went well, the next one has all its attempts. */
function attemptOf({ data, pages }: FetchRun): number {
  return pages > 0 ? 0 : data.attempt;
}

async function fetchNext(run: FetchRun, process: Process, options: CallOptions): Promise<Step> {
  const context = readSyncContext(process);
  const { nextPage, currentCursor, hasMore, plannedPages } = context.pagination;
  if (!hasMore || process.ledger.closed) return { kind: 'done' };
  if (plannedPages !== null) {
    // Page 0 said how many pages there are; a repeated message only queues what is left of them.
    await run.dependencies.queueManager.fanOutPages({ ...addressOf(run.data), from: nextPage, to: plannedPages, attempt: 0 }, options);
    return { kind: 'done' };
  }
  await enterFetching(run, process, context);
  const position = { page: run.integration.config.syncConfig.paginationType === 'PAGE_BASED' ? nextPage : null, cursor: currentCursor };
  let page: CheckedPersonPage;
  let key: string;
  let guard: PageLoopGuard;
  try {
    const source = { integration: run.integration, crmCalls: run.dependencies.crmCalls };
    page = await fetchPage(source, context, position, { ...options, attempt: attemptOf(run) });
    const keys = pageKeys(run.integration, page, context.personObjectType);
    key = keys.key;
    guard = watchPages(context.pagination.guard, { isEmpty: page.listed === 0, next: page.next, ...keys });
  } catch (error) {
    // What the CRM does wrong is judged here. What goes wrong behind it (store, queue) is the message's to repeat.
    options.signal?.throwIfAborted();
    return { kind: 'failed', error };
  }
  return handOver(run, { process, context, page, position, guard, key }, options);
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
  /** See {@link pageKeys}. */
  readonly key: string;
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
  if (announced === undefined || announced.outcome === 'ended') return { kind: 'done' };
  if (announced.outcome === 'already-folded') return { kind: 'behind', process: announced.process };
  if (fetched.page.next.kind === 'last') return { kind: 'done' };
  if (plannedPages === null) return { kind: 'next', process: announced.process };
  await dependencies.queueManager.fanOutPages({ ...addressOf(data), from: 1, to: plannedPages, attempt: 0 }, options);
  return { kind: 'done' };
}

/** What is needed to fetch the page again, and to distinguish this fetch of it from others. */
function referenceTo({ integration, data }: FetchRun, { page, position, key }: FetchedPage): UnitReference {
  const { personObjectType: objectType } = data;
  // An id that no store keeps belongs to a person that is refused, and may be too long for a message.
  const last = page.data.findLast((person) => isUsableId(integration.personExternalId(person, { objectType })));
  const lastId = last === undefined ? undefined : integration.personExternalId(last, { objectType });
  const reference = { kind: 'page', ...position, endsPlan: false, key } as const;
  return typeof lastId === 'string' ? { ...reference, lastId } : reference;
}

/** @returns how many pages there are, when the first page says so; counted in the size that the CRM really returned. */
function planPages(integration: CrmIntegration, { context, page }: FetchedPage): number | null {
  const { paginationType, supportsTotal } = integration.config.syncConfig;
  const canPlan = paginationType === 'PAGE_BASED' && supportsTotal && context.pagination.nextPage === 0;
  if (!canPlan || page.next.kind === 'last' || page.total === undefined || page.listed === 0) return null;
  return Math.max(2, Math.ceil(page.total / page.listed));
}

/** A person that was listed and is gone by now is skipped. */
function carriedFrom({ listed, data }: CheckedPersonPage): Pick<ProcessPersonBatchData, 'carried'> {
  return listed === data.length ? {} : { carried: { synced: 0, failed: 0, skipped: listed - data.length, errors: [] } };
}

function announcePage(
  { process, context, page, guard, key }: FetchedPage,
  { unit, plannedPages, reference }: { unit: number; plannedPages: number | null; reference: UnitReference },
): ExpectUnitsUpdate {
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
  return announceUnits(process, {
    expectedUnits: unit + 1,
    closed: isLast,
    totalRecords: Math.max(page.total ?? 0, fetchedRecords),
    ...(plannedPages === null ? {} : { totalUnits: plannedPages }),
    open: { [String(unit)]: reference },
    position: { currentPage: unit, pagination, fetchedRecords, ...(plannedPages !== null && { pageMark: { page: unit, key } }) },
  });
}

/** A page that cannot be fetched is retried; only when its attempts are used up does the sync go on without it. */
async function failFetch({ dependencies, integration, data: given, pages }: FetchRun, process: Process, error: unknown): Promise<void> {
  const { processManager, queueManager, logger, clock, random } = dependencies;
  const data = pages > 0 ? { ...addressOf(given), attempt: 0 } : given;
  const { attempt } = data;
  logger.warn({ processId: data.processId, code: toErrorEntry(error).code, attempt }, 'a page could not be fetched');
  const { maxAttempts } = integration.config.queueConfig;
  const decision = decideRetry(error, { ...data, maxAttempts, nowMs: clock.now(), random });
  switch (decision.kind) {
    case 'pause':
      return pauseRefusedSync(dependencies, process, error);
    case 'defer':
      await throttleTenant(dependencies, process, { waitMs: decision.waitMs, errors: [error] });
      return deferMessage(dependencies, { process, message: { v: 1, event: 'FETCH_PERSON_PAGE', data }, waitMs: decision.waitMs });
    case 'retry':
      return queueManager.queueFetchPersonPage({ ...data, attempt: attempt + 1 }, { delaySeconds: decision.delaySeconds });
    case 'give-up': {
      const { generation = 0 } = process.ledger;
      if (decision.isPermanent) await processManager.handleProcessError(data.processId, toErrorEntry(error), { generation });
      else await giveUpOnFetch({ dependencies, integration }, process, error);
      return;
    }
    default:
      return assertNever(decision);
  }
}

async function giveUpOnFetch(
  { dependencies, integration }: Pick<FetchRun, 'dependencies' | 'integration'>,
  process: Process,
  error: unknown,
): Promise<void> {
  const { nextPage, currentCursor: cursor } = readSyncContext(process).pagination;
  const isNumbered = integration.config.syncConfig.paginationType === 'PAGE_BASED';
  // Another delivery of this work may have announced the page in the meantime: then that one goes on.
  const newest = await dependencies.processManager.getProcess(process.id);
  if (newest === null || newest.ledger.expectedUnits > nextPage) return;
  const reference: UnitReference = { kind: 'page', page: isNumbered ? nextPage : null, cursor, endsPlan: false, closes: true };
  await giveUpOnPage(dependencies, { process, unit: nextPage, error, isLast: true, reference });
}

function addressOf({ integrationId, connector, personObjectType, processId, generation }: MessageAddress): MessageAddress {
  const address = { integrationId, connector, personObjectType, processId };
  return generation === undefined ? address : { ...address, generation };
}
