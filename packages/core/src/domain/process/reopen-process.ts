import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';
import { eachValue, hasValue, keepValues, removeValues, type Interval, type IntervalSet } from '../interval-set.ts';
import type { Ledger } from './ledger.ts';
import { withoutError } from './move-process.ts';
import { readProgress, writeProgress, type Progress } from './progress.ts';
import type { Process } from './process.ts';
import type { OutcomeCounts } from './process-update.ts';
import type { ProcessType } from './process-type.ts';

/**
 * @returns a failed process, going on: its failed units are outstanding again, what they had counted and the errors
 * that they left are taken back, and it holds its active key again.
 * @param units - Only those of these that failed. The others stay as they are: with them it fails again at its end.
 * @throws {InvalidProcessDataError} when it has not failed, when its type cannot go on, when a parent has counted it, or
 * when none of `units` has failed.
 */
export function reopenProcess(process: Process, type: ProcessType, units?: readonly Interval[]): Process {
  const state = reopenedState(process, type);
  const { failed: allFailed, failedCounts = {}, releasedKey, ...kept } = process.ledger;
  const failed = units === undefined ? allFailed : keepValues(allFailed, units);
  if (units !== undefined && failed.length === 0)
    throw new InvalidProcessDataError(`None of these units of process ${process.id} has failed`);
  const left = removeValues(allFailed, failed);
  const counts = [...eachValue(failed)].map((unit) => countsOf(process, failedCounts, unit));
  const progress = takeBack(readProgress(process), counts);
  const errors = progress.errors.filter(({ unit }) => unit === undefined || !hasValue(failed, unit));
  const ledger = {
    ...withoutGivenUpEnd(kept, failed),
    settled: removeValues(kept.settled, failed),
    failed: left,
    ...(left.length > 0 && {
      failedCounts: Object.fromEntries(Object.entries(failedCounts).filter(([unit]) => hasValue(left, Number(unit)))),
    }),
    finishing: false,
    generation: (kept.generation ?? 0) + 1,
  };
  const reopened = { ...withoutError(process), state, endedAt: null, activeKey: releasedKey ?? null, ledger };
  return writeProgress(reopened, { ...progress, errors });
}

/**
 * A worker that gave up on finding the next unit has closed the announcement with it (`closes` in its reference). What comes
 * from there on is to be announced again.
 */
function withoutGivenUpEnd<Kept extends Pick<Ledger, 'open' | 'expectedUnits' | 'closed'>>(kept: Kept, failed: IntervalSet): Kept {
  const end = [...eachValue(failed)].find((unit) => kept.open[String(unit)]?.['closes'] === true);
  if (end === undefined) return kept;
  const { [String(end)]: _givenUp, ...open } = kept.open;
  return { ...kept, open, expectedUnits: Math.min(kept.expectedUnits, end), closed: false };
}

function reopenedState(process: Process, { roles, type }: ProcessType): string {
  if (process.state !== roles.failed)
    throw new InvalidProcessDataError(`Process ${process.id} is ${process.state}: only one in ${roles.failed} can be re-opened`);
  if (roles.reopened === undefined)
    throw new InvalidProcessDataError(`A ${type} process cannot be re-opened: its type names no state for it`);
  if (process.parentProcessId !== null)
    throw new InvalidProcessDataError(`Process ${process.id} is counted by its parent ${process.parentProcessId}: start it anew`);
  return roles.reopened;
}

function countsOf({ id }: Process, failedCounts: Readonly<Record<string, OutcomeCounts>>, unit: number): OutcomeCounts {
  const counts = failedCounts[String(unit)];
  if (counts === undefined)
    throw new InvalidProcessDataError(`Process ${id} does not know what its failed unit ${unit} has counted: start it anew`);
  return counts;
}

function takeBack(progress: Progress, counts: readonly OutcomeCounts[]): Progress {
  const sum = (key: keyof OutcomeCounts): number => counts.reduce((total, each) => total + (each[key] ?? 0), 0);
  const [synced, failed, skipped] = [sum('synced'), sum('failed'), sum('skipped')];
  return {
    ...progress,
    processedRecords: progress.processedRecords - synced - failed - skipped,
    totalSynced: progress.totalSynced - synced,
    totalFailed: progress.totalFailed - failed,
    totalSkipped: progress.totalSkipped - skipped,
    totalStale: progress.totalStale - sum('stale'),
  };
}
