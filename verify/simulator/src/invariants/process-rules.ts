import { readProgress, type Process } from '@frigg-crm/core';
import type { IntervalSet } from '@frigg-crm/core/adapter';
import { CRM_SYNC } from '@frigg-crm/crm-base';

/** An invariant of every stored version of a process. */
export interface ProcessRule {
  readonly invariant: string;
  /** @param before - The version before; absent when the process was created. */
  readonly check: (process: Process, before: Process | undefined) => string | undefined;
}

/** Counted here once more: what the program under test counts by may be what is wrong with it. */
function sizeOf(set: IntervalSet): number {
  return set.reduce((sum, [from, to]) => sum + to - from + 1, 0);
}

function endOf(set: IntervalSet): number {
  return (set.at(-1)?.[1] ?? -1) + 1;
}

const COUNTERS = ['processedRecords', 'totalSynced', 'totalFailed', 'totalSkipped'] as const;

/** Held to after each save. */
export const PROCESS_RULES: readonly ProcessRule[] = [
  {
    invariant: 'processed = synced + failed + skipped',
    check(process) {
      const { processedRecords, totalSynced, totalFailed, totalSkipped } = readProgress(process);
      const sum = totalSynced + totalFailed + totalSkipped;
      return processedRecords === sum ? undefined : `${processedRecords} ≠ ${totalSynced} + ${totalFailed} + ${totalSkipped}`;
    },
  },
  {
    invariant: 'a save makes the version one greater',
    check: (process, before) =>
      process.version === (before === undefined ? 0 : before.version + 1) ? undefined : `${before?.version} → ${process.version}`,
  },
  {
    invariant: 'counters never decrease unless the process is opened again',
    check(process, before) {
      if (before === undefined || isReopened(process, before)) return undefined;
      const [now, then] = [readProgress(process), readProgress(before)];
      const fallen = COUNTERS.find((counter) => now[counter] < then[counter]);
      return fallen === undefined ? undefined : `${fallen}: ${then[fallen]} → ${now[fallen]}`;
    },
  },
  {
    invariant: 'an end is an end unless the process is opened again',
    check(process, before) {
      if (before === undefined || before.endedAt === null || isReopened(process, before)) return undefined;
      const same = process.state === before.state && process.endedAt === before.endedAt;
      return same ? undefined : `${before.state} → ${process.state}`;
    },
  },
  {
    invariant: 'only a process that failed is opened again',
    check: (process, before) =>
      before !== undefined && isReopened(process, before) && before.state !== CRM_SYNC.roles.failed ? before.state : undefined,
  },
  {
    invariant: 'no unit is counted twice',
    check(process, before) {
      if (before === undefined || isReopened(process, before)) return undefined;
      const units = sizeOf(process.ledger.settled) - sizeOf(before.ledger.settled);
      const records = readProgress(process).processedRecords - readProgress(before).processedRecords;
      return units === 0 && records > 0 ? `${records} records were counted, and no unit was settled` : undefined;
    },
  },
  {
    invariant: 'COMPLETED means that every unit was announced and settled, and none failed',
    check({ state, ledger }) {
      if (state !== CRM_SYNC.roles.completed) return undefined;
      const isWhole = ledger.closed && sizeOf(ledger.settled) >= ledger.expectedUnits && sizeOf(ledger.settled) === endOf(ledger.settled);
      if (!isWhole) return `units are open: ${JSON.stringify({ ...ledger, open: {} })}`;
      return ledger.failed.length === 0 ? undefined : `failed: ${JSON.stringify(ledger.failed)}`;
    },
  },
  {
    invariant: 'ERROR says why, and names the units that failed',
    check(process) {
      if (process.state !== CRM_SYNC.roles.failed) return undefined;
      const { errors } = readProgress(process);
      const reason = process.context['errorCode'] ?? errors.at(-1)?.code;
      if (typeof reason !== 'string' || reason === '') return 'there is no reason';
      const named = JSON.stringify([process.context['error'] ?? null, errors]);
      const first = process.ledger.failed[0]?.[0];
      return first === undefined || named.includes(String(first)) ? undefined : `unit ${first} is not named in ${named}`;
    },
  },
];

function isReopened(process: Process, before: Process): boolean {
  return before.endedAt !== null && process.endedAt === null;
}
