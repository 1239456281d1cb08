import { readProgress, type Process } from '@frigg-crm/core';
import { expect } from 'vitest';

/** Settings of a connector whose pages name the next one. */
export const CURSOR_BASED = { syncConfig: { paginationType: 'CURSOR_BASED', supportsTotal: false } } as const;

/** Settings of a connector with numbered pages, however many. */
export const NUMBERED_WITHOUT_TOTAL = { syncConfig: { paginationType: 'PAGE_BASED', supportsTotal: false } } as const;

/** Settings of a connector with numbered pages that says how many persons there are. */
export const WITH_TOTAL = { syncConfig: { paginationType: 'PAGE_BASED', supportsTotal: true } } as const;

/** A sync that has completed, with every person counted once and no page failed. */
export function expectWhole(process: Process, people: number, pages: number): void {
  const { totalRecords, processedRecords, totalSynced, totalFailed, totalSkipped } = readProgress(process);
  expect(process.state).toBe('COMPLETED');
  expect({ totalRecords, processedRecords, sum: totalSynced + totalFailed + totalSkipped }).toEqual({
    totalRecords: people,
    processedRecords: people,
    sum: people,
  });
  expect(process.results['pages']).toEqual({ totalPages: pages, processedPages: pages, failedPages: 0 });
}
