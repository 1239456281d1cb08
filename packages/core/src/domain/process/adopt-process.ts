import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';
import { EMPTY_LEDGER } from './ledger.ts';
import { PLAIN_PROCESS_TYPE } from './plain-process-type.ts';
import { isTerminalState, type ProcessType } from './process-type.ts';
import type { Process } from './process.ts';
import { parseTime, toIso } from './timing.ts';

/**
 * Takes in what a repository returned. A row that another program wrote, Frigg for instance, has no ledger: nothing is
 * known of what was counted. One that has ended is adopted as it is, since nothing is counted any more.
 * @throws {InvalidProcessDataError} for one that has not ended, saying what to do.
 */
export function adoptProcess(stored: Process, type: ProcessType): Process {
  if (isOurs(stored)) return stored;
  const hasEnded = isTerminalState(type, stored.state) || isTerminalState(PLAIN_PROCESS_TYPE, stored.state);
  if (!hasEnded)
    throw new InvalidProcessDataError(
      `Process ${stored.id} was stored by another program, without a ledger, and is ${stored.state}: let that program end it, or create the process anew`,
    );
  const row: Partial<Process> = stored;
  const updatedAt = toTime(row.updatedAt ?? row.createdAt);
  return {
    ...stored,
    context: row.context ?? {},
    results: row.results ?? {},
    parentProcessId: row.parentProcessId ?? null,
    childProcesses: row.childProcesses ?? [],
    activeKey: null,
    ledger: EMPTY_LEDGER,
    version: row.version ?? 0,
    createdAt: toTime(row.createdAt),
    updatedAt,
    endedAt: row.endedAt == null ? updatedAt : toTime(row.endedAt),
  };
}

function isOurs({ ledger }: Partial<Process>): boolean {
  return typeof ledger === 'object' && ledger !== null && Array.isArray(ledger.settled) && Array.isArray(ledger.outbox);
}

/** Other programs store a `Date` or another notation of a time. */
function toTime(time: unknown): string {
  const ms = parseTime(String(JSON.parse(JSON.stringify(time ?? null))));
  return toIso(Number.isNaN(ms) ? 0 : ms);
}
