import { formatNumber } from './format.ts';
import { formatTable } from './format-table.ts';
import type { WaitingSync } from './listed-sync.ts';

const HEADINGS = ['id', 'integration', 'object type', 'state', 'started', 'records', 'failed'];
/** All but the last two columns are words. */
const LEFT_ALIGNED = 5;

/** @returns the headings, and one line per sync. */
export function processList(syncs: readonly WaitingSync[]): readonly string[] {
  return formatTable([HEADINGS, ...syncs.map(toRow)], { leftAligned: LEFT_ALIGNED });
}

function toRow({ sync, waits }: WaitingSync): readonly string[] {
  const { id, integrationId, objectType, createdAt, totalRecords, processedRecords, totalFailed } = sync;
  const records =
    processedRecords === totalRecords
      ? formatNumber(processedRecords)
      : `${formatNumber(processedRecords)} / ${formatNumber(totalRecords)}`;
  const state = waits === undefined ? sync.state : `${sync.state} (${waits})`;
  return [id, integrationId, objectType, state, createdAt, records, formatNumber(totalFailed)];
}
