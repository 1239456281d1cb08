import { toProcessId, type JsonObject, type Process } from '@frigg-crm/core';
import { EMPTY_LEDGER, toIso, UNKNOWN_PERSON, type StoredPerson } from '@frigg-crm/core/adapter';
import { openSqliteStore } from '@frigg-crm/sqlite';

const BATCH = 10_000;
const PAGE_SIZE = 100;
const STATES = ['COMPLETED', 'COMPLETED', 'COMPLETED', 'ERROR', 'CANCELLED', 'PROCESSING_BATCHES'];
/** A sync of very many pages, of which one in a thousand failed. */
export const LONG_SYNC = 'long-sync';

/** What a screen is measured with. */
export interface ScreenSize {
  readonly runs: number;
  readonly people: number;
  readonly longPages: number;
}

/** Fills a SQLite file with ended and running syncs, and with people. */
export async function fillScreen(file: string, { runs, people, longPages }: ScreenSize): Promise<void> {
  const store = await openSqliteStore({ file });
  try {
    for (let number = 1; number < runs; number += 1) await store.processRepository.create(runOf(number));
    await store.processRepository.create(longRun(longPages));
    for (let first = 0; first < people; first += BATCH)
      await store.transfer.writePeople(Array.from({ length: Math.min(BATCH, people - first) }, (_, index) => personOf(first + index)));
  } finally {
    await store.close();
  }
}

function personOf(number: number): StoredPerson {
  const key = { integrationId: `integration-${number % 50}`, objectType: 'Person', externalId: `person-${number}` };
  return { ...key, state: { ...UNKNOWN_PERSON, quoContactId: `contact-${number}` } };
}

function runOf(number: number): Process {
  const state = STATES[number % STATES.length] ?? 'COMPLETED';
  const pages = 1 + (number % 40);
  const isEnded = state !== 'PROCESSING_BATCHES';
  // Of each integration one sync can be under way.
  const isRunning = !isEnded && number < 300;
  return createRun({ id: `run-${number}`, number, state: isEnded || isRunning ? state : 'COMPLETED', pages });
}

function longRun(pages: number): Process {
  const failed = Array.from({ length: Math.floor(pages / 1000) }, (_, index): [number, number] => [index * 1000 + 7, index * 1000 + 7]);
  return createRun({ id: LONG_SYNC, number: 0, state: 'ERROR', pages, failed });
}

interface RunParts {
  readonly id: string;
  readonly number: number;
  readonly state: string;
  readonly pages: number;
  readonly failed?: readonly [number, number][];
}

function createRun({ id, number, state, pages, failed = [] }: RunParts): Process {
  const atMs = Date.now() - (number + 1) * 30_000;
  const isEnded = state !== 'PROCESSING_BATCHES';
  const settled = isEnded ? pages : Math.floor(pages / 2);
  const records = (settled - failed.length) * PAGE_SIZE;
  const counters: JsonObject = { totalSynced: records - settled, totalFailed: 0, totalSkipped: settled, recordsPerSecond: 40, errors: [] };
  return {
    id: toProcessId(id),
    userId: 'team',
    integrationId: `integration-${number % 50}`,
    name: `integration-${number % 50}-person-sync`,
    type: 'CRM_SYNC',
    state,
    context: contextOf(atMs, { records, total: pages * PAGE_SIZE, pages }),
    results: { aggregateData: counters, pages: { totalPages: pages, processedPages: settled, failedPages: failed.length } },
    parentProcessId: null,
    childProcesses: [],
    activeKey: isEnded ? null : `integration-${number % 50}-${number}`,
    ledger: {
      ...EMPTY_LEDGER,
      expectedUnits: pages,
      closed: true,
      settled: settled === 0 ? [] : [[0, settled - 1]],
      failed,
      ...(failed.length > 0 && { failedCounts: Object.fromEntries(failed.map(([page]) => [page, { synced: 0, failed: 0, skipped: 0 }])) }),
    },
    version: 0,
    createdAt: toIso(atMs),
    updatedAt: toIso(atMs + 20_000),
    endedAt: isEnded ? toIso(atMs + 20_000) : null,
  };
}

function contextOf(
  atMs: number,
  { records, total, pages }: { readonly records: number; readonly total: number; readonly pages: number },
): JsonObject {
  const guard = { kept: null, left: 1, stretch: 1, empty: 0 };
  return {
    connector: 'pipedrive',
    syncType: 'INITIAL',
    personObjectType: 'Person',
    totalRecords: total,
    processedRecords: records,
    currentPage: pages,
    pagination: { pageSize: PAGE_SIZE, currentCursor: null, nextPage: pages, hasMore: false, plannedPages: pages, guard },
    startTime: toIso(atMs),
    lastSyncedTimestamp: null,
  };
}
