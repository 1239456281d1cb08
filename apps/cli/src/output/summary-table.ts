import type { Process } from '@frigg-crm/core';
import { formatTable } from './format-table.ts';
import { formatNumber } from './format.ts';
import { summariseProcess, type ProcessSummary } from './process-summary.ts';
import { splitCatchUps } from './split-catch-ups.ts';

const HEADINGS = ['object type', 'state', 'records', 'synced', 'failed', 'skipped', 'pages'];
/** The first two columns are words. */
const LEFT_ALIGNED = 2;

/** @returns the headings, and one line per process. With `isJoint` each begins with its integration, which is named as its connector. */
export function summaryTable(processes: readonly Process[], { isJoint }: { readonly isJoint: boolean }): readonly string[] {
  const catchUps = new Set(splitCatchUps(processes).catchUps);
  const rows = processes.map((process) => toRow(summariseProcess(process), catchUps.has(process)));
  if (!isJoint) return formatTable([HEADINGS, ...rows], { leftAligned: LEFT_ALIGNED });
  const named = rows.map((row, index) => [processes[index]?.integrationId ?? '', ...row]);
  return formatTable([['connector', ...HEADINGS], ...named], { leftAligned: LEFT_ALIGNED + 1 });
}

function toRow(
  { objectType, state, totalRecords, processedRecords, totalSynced, totalFailed, totalSkipped, pages }: ProcessSummary,
  isCatchUp: boolean,
): readonly string[] {
  const what = isCatchUp ? `${objectType} (catch-up)` : objectType;
  const records =
    processedRecords === totalRecords
      ? formatNumber(processedRecords)
      : `${formatNumber(processedRecords)} / ${formatNumber(totalRecords)}`;
  const failedPages = pages.failedPages === 0 ? '' : `, ${formatNumber(pages.failedPages)} failed`;
  const done = `${formatNumber(pages.processedPages)} / ${formatNumber(pages.totalPages)}${failedPages}`;
  return [what, state, records, formatNumber(totalSynced), formatNumber(totalFailed), formatNumber(totalSkipped), done];
}
