import { toProcessProgress, type Process } from '@frigg-crm/core';
import { formatNumber } from './format.ts';
import { formatTable } from './format-table.ts';
import { summariseProcess } from './process-summary.ts';

const HEADINGS = ['id', 'integration', 'object type', 'state', 'started', 'records', 'failed'];
/** All but the last two columns are words. */
const LEFT_ALIGNED = 5;

/** @returns the headings, and one line per process. */
export function processList(processes: readonly Process[]): readonly string[] {
  return formatTable([HEADINGS, ...processes.map(toRow)], { leftAligned: LEFT_ALIGNED });
}

function toRow(process: Process): readonly string[] {
  const { objectType, totalRecords, processedRecords, totalFailed } = summariseProcess(process);
  const records =
    processedRecords === totalRecords
      ? formatNumber(processedRecords)
      : `${formatNumber(processedRecords)} / ${formatNumber(totalRecords)}`;
  const waits = toProcessProgress(process).waiting?.code;
  const state = waits === undefined ? process.state : `${process.state} (${waits})`;
  return [process.id, process.integrationId, objectType, state, process.createdAt, records, formatNumber(totalFailed)];
}
