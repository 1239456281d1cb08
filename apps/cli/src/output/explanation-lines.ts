import type { IntervalSet } from '@frigg-crm/core/adapter';
import type { ExplainedSync } from '../wiring/sync-operations.ts';
import { formatNumber } from './format.ts';

const SHOWN_ERRORS = 5;
const SHOWN_RUNS = 10;

/** @returns the explanation of a sync for an operator, one sentence a line. */
export function explanationLines({
  progress,
  syncType,
  personObjectType,
  why,
  outstandingPages,
  failedPages,
  errors,
  actions,
}: ExplainedSync): readonly string[] {
  const { processed, total, successCount, errorCount, skippedCount } = progress;
  const records = total > 0 ? `${formatNumber(processed)} of ${formatNumber(total)}` : formatNumber(processed);
  const until = why.until === undefined ? '' : ` (until ${why.until})`;
  const shown = errors.slice(-SHOWN_ERRORS);
  return [
    `${progress.processId}: ${syncType} sync of ${personObjectType} for ${progress.integrationId}`,
    `state: ${progress.state}, last changed ${progress.timestamp}`,
    `why: ${why.code}: ${why.message}${until}`,
    `records: ${records} (${formatNumber(successCount)} synced, ${formatNumber(errorCount)} failed, ${formatNumber(skippedCount)} skipped)`,
    ...(outstandingPages.length === 0 ? [] : [`pages not settled: ${describeRuns(outstandingPages)}`]),
    ...(failedPages.length === 0 ? [] : [`pages failed: ${describeRuns(failedPages)}`]),
    ...shown.map(({ externalId, unit, code, message }) => {
      const place = [externalId, unit === undefined ? undefined : `page ${unit}`, code].filter((part) => part !== undefined);
      return `error: ${place.join(', ')}: ${message}`;
    }),
    actions.length === 0 ? 'no action is possible' : `you can: ${actions.join(', ')}`,
  ];
}

function describeRuns(runs: IntervalSet): string {
  const shown = runs.slice(0, SHOWN_RUNS).map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  return shown.join(', ') + (runs.length > SHOWN_RUNS ? ` and ${runs.length - SHOWN_RUNS} more runs` : '');
}
