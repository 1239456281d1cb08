import { InvalidProcessDataError, type JsonObject, type Process } from '@frigg-crm/core';
import * as z from 'zod';
import { NEW_GUARD, pageLoopGuardSchema, pageMarkSchema, type PageLoopGuard, type PageMark } from './page-loop-guard.ts';

const paginationSchema = z.object({
  /** People per page. */
  pageSize: z.int().min(1),
  /** Names the next page to fetch; `null`: the first, or pages have numbers. */
  currentCursor: z.string().nullable(),
  /** The number of the next page to announce. */
  nextPage: z.int().min(0),
  /** Whether there is such a page, as far as known. */
  hasMore: z.boolean(),
  /** How many pages the first one promised; `null`: it did not say, so they are fetched one after another. */
  plannedPages: z.int().min(0).nullable(),
  guard: pageLoopGuardSchema,
});

/** @internal for the test of its types */
export const syncContextSchema = z.object({
  connector: z.string(),
  syncType: z.enum(['INITIAL', 'ONGOING', 'WEBHOOK']),
  personObjectType: z.string(),
  currentPage: z.int().min(0),
  /** People that the fetch has handed out so far. */
  fetchedRecords: z.int().min(0).default(0),
  pagination: paginationSchema,
  /** The page of a plan that said it is the last; pages behind it hold no people. */
  endPage: z.int().min(0).nullable().default(null),
  /** The page of a plan that the others are compared with. */
  pageMark: pageMarkSchema.nullable().default(null),
  /** People were deleted while numbered pages were fetched, so others have slipped through between two pages. */
  hasShrunk: z.boolean().default(false),
  startTime: z.string(),
  /** Only people changed since then (ISO 8601); `null`: all. */
  lastSyncedTimestamp: z.string().nullable(),
  /** Also people that Quo is known to hold as they are. */
  force: z.boolean().default(false),
  /** The full sync that this one follows, for the people that changed while it ran. */
  catchUpOf: z.string().nullable().default(null),
  /** Accounts that were paused while it ran, by their names in the store of rate limits. */
  throttledBy: z.array(z.string()).default([]),
});

/** How far the fetch has come. A type alias, so that it counts as JSON. */
export type Pagination = {
  /** Persons per page. */
  readonly pageSize: number;
  /** Names the next page to fetch; `null`: the first, or pages have numbers. */
  readonly currentCursor: string | null;
  /** The number of the next page to announce. */
  readonly nextPage: number;
  /** Whether there is such a page, as far as known. */
  readonly hasMore: boolean;
  /** How many pages the first one promised; `null`: it did not say, so they are fetched one after another. */
  readonly plannedPages: number | null;
  readonly guard: PageLoopGuard;
};

/** Why a sync runs: `INITIAL` lists all persons, `ONGOING` those that changed since the last completed sync, `WEBHOOK` fetches persons by the ids that the CRM has named. */
export type SyncType = 'INITIAL' | 'ONGOING' | 'WEBHOOK';

/** What the sync keeps in a process's `context`, beside the counters. */
export interface SyncContext {
  readonly connector: string;
  readonly syncType: SyncType;
  readonly personObjectType: string;
  readonly currentPage: number;
  /** Persons that the fetch has handed out so far. */
  readonly fetchedRecords: number;
  readonly pagination: Pagination;
  /** The page of a plan that said it is the last; pages behind it hold no persons. */
  readonly endPage: number | null;
  /** The page of a plan that the others are compared with. */
  readonly pageMark: PageMark | null;
  /** Persons were deleted while numbered pages were fetched, so others have slipped through between two pages. */
  readonly hasShrunk: boolean;
  /** ISO 8601. */
  readonly startTime: string;
  /** Only persons changed since then (ISO 8601); `null`: all. */
  readonly lastSyncedTimestamp: string | null;
  /** Also persons whom Quo is known to hold as they are. */
  readonly force: boolean;
  /** The full sync that this one follows, for those who changed while it ran. */
  readonly catchUpOf: string | null;
  /** Accounts that were paused while it ran, by their names in the store of rate limits. */
  readonly throttledBy: readonly string[];
}

export interface NewSyncContext {
  readonly connector: string;
  readonly syncType: SyncType;
  readonly personObjectType: string;
  readonly pageSize: number;
  /** ISO 8601. */
  readonly startTime: string;
  readonly lastSyncedTimestamp: string | null;
  readonly force?: boolean;
  readonly catchUpOf?: string;
  readonly requeue?: boolean;
}

/** @returns the context of a sync that begins. */
export function newSyncContext({ pageSize, ...start }: NewSyncContext): JsonObject {
  return {
    ...start,
    totalRecords: 0,
    processedRecords: 0,
    currentPage: 0,
    fetchedRecords: 0,
    pagination: { pageSize, currentCursor: null, nextPage: 0, hasMore: true, plannedPages: null, guard: NEW_GUARD },
    endTime: null,
    estimatedCompletion: null,
    metadata: {},
  };
}

/** @returns the results of a sync that begins, so that a reader finds every counter from the start. */
export function newSyncResults(): JsonObject {
  return {
    aggregateData: { totalSynced: 0, totalFailed: 0, totalSkipped: 0, duration: 0, recordsPerSecond: 0, errors: [] },
    pages: { totalPages: 0, processedPages: 0, failedPages: 0 },
  };
}

/**
 * Reads a sync's own part of the context.
 * @throws {InvalidProcessDataError} when the process is no CRM sync, or was written by something else.
 */
export function readSyncContext(process: Process): SyncContext {
  const parsed = syncContextSchema.safeParse(process.context);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.join('.'));
  throw new InvalidProcessDataError(`The context of process ${process.id} is not that of a CRM sync: see ${paths.join(', ')}`);
}

/** @returns whether a sync lists all people: an initial one, or an ongoing one without a completed one before it. */
export function isFullSync({ syncType, lastSyncedTimestamp }: Pick<SyncContext, 'syncType' | 'lastSyncedTimestamp'>): boolean {
  return syncType !== 'WEBHOOK' && lastSyncedTimestamp === null;
}
