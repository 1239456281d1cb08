import type { Schema } from '@frigg-crm/client';
import { formatNumber } from './format.ts';
import { formatTable } from './format-table.ts';

type Operation = Schema<'BulkOperation'>;

const HEADINGS = ['id', 'action', 'syncs', 'state', 'began', 'by', 'done', 'skipped', 'failed'];
const LEFT_ALIGNED = 6;

/** @returns the headings, and one line per bulk operation. */
export function bulkLines(operations: readonly Operation[]): readonly string[] {
  const rows = operations.map((one) => [
    one.id,
    one.action,
    filterText(one.filter),
    one.state,
    one.createdAt,
    one.caller,
    `${formatNumber(one.done)} / ${formatNumber(one.total)}`,
    formatNumber(one.skipped),
    failedText(one),
  ]);
  return formatTable([HEADINGS, ...rows], { leftAligned: LEFT_ALIGNED });
}

/** @returns how far one is, in a line. */
export function bulkProgress(operation: Operation): string {
  const { state, done, total, skipped } = operation;
  return `${state}: ${formatNumber(done)} of ${formatNumber(total)} done, ${formatNumber(skipped)} skipped, ${failedText(operation)} failed`;
}

/** @returns how many it has failed for, by code: `0` or `3 (ILLEGAL_TRANSITION 3)`. */
function failedText({ failed }: Pick<Operation, 'failed'>): string {
  const codes = Object.entries(failed).map(([code, count]) => `${code} ${formatNumber(count)}`);
  const sum = formatNumber(countFailed({ failed }));
  return codes.length === 0 ? sum : `${sum} (${codes.join(', ')})`;
}

/** @returns for how many syncs it has failed. */
export function countFailed({ failed }: Pick<Operation, 'failed'>): number {
  return Object.values(failed).reduce((sum, count) => sum + count, 0);
}

function filterText(filter: Operation['filter']): string {
  const parts = Object.entries(filter).map(([name, value]) => (value === true ? name : `${name}=${String(value)}`));
  return parts.length === 0 ? 'all' : parts.join(' ');
}
