import type { ProcessProgress } from '@frigg-crm/core';
import { formatDuration, formatNumber } from './format.ts';
import { secondsLeft } from './seconds-left.ts';

/** With the numbers of ten thousand people the line fits into 80 columns. */
const BAR_WIDTH = 12;

/** @returns one line on how far the sync of that name is, such as `Person  [████░░]  62 %  6,200 / 10,000  812/s  5.0 s left`. */
export function progressLine(sync: ProcessProgress, name: string): string {
  const { processed, total, recordsPerSecond, state, errorCount, skippedCount } = sync;
  const share = total === 0 ? Number(sync.ended) : Math.min(1, processed / total);
  const filled = Math.floor(share * BAR_WIDTH);
  const left = secondsLeft(sync);
  return [
    name.padEnd(8),
    `[${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}]`,
    `${String(Math.floor(share * 100)).padStart(3)} %`,
    `${formatNumber(processed)} / ${formatNumber(total)}`,
    `${formatNumber(Math.round(recordsPerSecond))}/s`,
    ...(errorCount + skippedCount === 0 ? [] : [`${formatNumber(errorCount)} failed, ${formatNumber(skippedCount)} skipped`]),
    left === undefined ? state : `${formatDuration(left * 1000)} left`,
  ].join('  ');
}
