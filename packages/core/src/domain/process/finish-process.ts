import { UnitsOutstandingError } from '../../errors/units-outstanding-error.ts';
import { countValues, type IntervalSet } from '../interval-set.ts';
import type { Effect } from './effect.ts';
import { allUnitsSettled, knownUnits, outstandingUnits } from './ledger.ts';
import { moveProcess, withError } from './move-process.ts';
import { asObject, readProgress, writeProgress } from './progress.ts';
import type { Process } from './process.ts';
import type { ProcessType } from './process-type.ts';

/** Sets going what follows when every unit is settled, once. A paused process waits until it goes on. */
export function finishWhenSettled(process: Process, type: ProcessType, nowMs: number): Process {
  const { ledger, state } = process;
  const waits = process.endedAt !== null || ledger.finishing || state === type.roles.paused || !allUnitsSettled(ledger);
  if (waits) return process;
  const finishing = { ...process, ledger: { ...ledger, finishing: true } };
  const rule = type.whenUnitsSettled;
  if (rule.kind === 'complete') return completeProcess(finishing, type, nowMs);
  const moved = moveProcess(finishing, type, rule.state, nowMs);
  const effect: Effect = { kind: 'message', id: `${process.id}:${rule.event}`, event: rule.event, data: {} };
  return { ...moved, ledger: { ...moved.ledger, outbox: [...moved.ledger.outbox, effect] } };
}

/**
 * Ends a process: as completed, or as failed when units failed. What was decided once stands: when all units were
 * settled and the finish is under way, a pause in between or a unit that turns up late does not undo it.
 * @throws {UnitsOutstandingError} when announced units are not settled, or more may be announced.
 */
export function completeProcess(process: Process, type: ProcessType, nowMs: number): Process {
  const { ledger } = process;
  const usesUnits = knownUnits(ledger) > 0;
  if (usesUnits && !ledger.finishing && !allUnitsSettled(ledger)) {
    const open = ledger.closed ? `units ${describeUnits(outstandingUnits(ledger))} are not settled` : 'more units may be announced';
    throw new UnitsOutstandingError(`Process ${process.id} cannot complete yet: ${open}`);
  }
  const from = finishingState(process, type);
  if (countValues(ledger.failed) > 0) {
    const message = `${countValues(ledger.failed)} of ${knownUnits(ledger)} units failed: ${describeUnits(ledger.failed)}`;
    return moveProcess(withError(from, { code: 'UNITS_FAILED', message }, nowMs), type, type.roles.failed, nowMs);
  }
  return moveProcess(usesUnits ? withFinalTotal(from) : from, type, type.roles.completed, nowMs);
}

/** The process may have been paused or moved while its finishing message was on the way: nothing is left to pause. */
function finishingState(process: Process, { whenUnitsSettled }: ProcessType): Process {
  if (!process.ledger.finishing || whenUnitsSettled.kind !== 'emit') return process;
  const { paused: _over, ...ledger } = process.ledger;
  return { ...process, state: whenUnitsSettled.state, ledger };
}

/**
 * Every record that was handed out is counted: an unknown total is known now. One that the source had announced stays as
 * it is; where fewer records came, `results.aggregateData.totalMismatch` says so, since some may be missing.
 */
function withFinalTotal(process: Process): Process {
  const progress = readProgress(process);
  const { totalRecords: announced, processedRecords: processed } = progress;
  const counted = writeProgress(process, { ...progress, totalRecords: Math.max(announced, processed) });
  const { totalMismatch: _before, ...aggregateData } = asObject(counted.results['aggregateData']);
  const mismatch = announced > processed ? { totalMismatch: { code: 'TOTAL_MISMATCH', total: announced, processed } } : {};
  return { ...counted, results: { ...counted.results, aggregateData: { ...aggregateData, ...mismatch } } };
}

/** @returns units as people write them, such as `3, 7-9`; of many, the first runs. */
function describeUnits(units: IntervalSet): string {
  const runs = units.slice(0, 10).map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
  return runs.join(', ') + (units.length > runs.length ? `, and ${units.length - runs.length} more runs` : '');
}
