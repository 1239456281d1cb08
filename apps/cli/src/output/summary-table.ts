import type { Process } from '@frigg-crm/core';
import { formatNumber } from './format.ts';
import { summariseProcess, type ProcessSummary } from './process-summary.ts';

const HEADINGS = ['object type', 'state', 'records', 'synced', 'failed', 'skipped', 'pages'];
/** The first two columns are words. */
const LEFT_ALIGNED = 2;

/** @returns the headings, and one line per process. */
export function summaryTable(processes: readonly Process[]): readonly string[] {
  const rows = [HEADINGS, ...processes.map(summariseProcess).map(toRow)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => align(cell, widths[column] ?? 0, column))
      .join('  ')
      .trimEnd(),
  );
}

function toRow({
  objectType,
  state,
  totalRecords,
  processedRecords,
  totalSynced,
  totalFailed,
  totalSkipped,
  pages,
}: ProcessSummary): readonly string[] {
  const records =
    processedRecords === totalRecords
      ? formatNumber(processedRecords)
      : `${formatNumber(processedRecords)} / ${formatNumber(totalRecords)}`;
  const failedPages = pages.failedPages === 0 ? '' : `, ${formatNumber(pages.failedPages)} failed`;
  const done = `${formatNumber(pages.processedPages)} / ${formatNumber(pages.totalPages)}${failedPages}`;
  return [objectType, state, records, formatNumber(totalSynced), formatNumber(totalFailed), formatNumber(totalSkipped), done];
}

function align(cell: string, width: number, column: number): string {
  return column < LEFT_ALIGNED ? cell.padEnd(width) : cell.padStart(width);
}
