import { hasValue } from '../interval-set.ts';
import type { Effect } from './effect.ts';
import { settleUnit } from './fold-units.ts';
import { readCounts, readProgress, writeProgress } from './progress.ts';
import type { Process } from './process.ts';
import type { AddChildUpdate, ProcessErrorEntry, SettleChildUpdate } from './process-update.ts';

/** Takes a child in, as one more unit, and notes how many records it will have. @returns the same process when it knew all of this. */
export function addChild(
  process: Process,
  { childProcessId, totalRecords = 0 }: Pick<AddChildUpdate, 'childProcessId' | 'totalRecords'>,
): Process {
  const isKnown = process.childProcesses.includes(childProcessId);
  const childProcesses = isKnown ? process.childProcesses : [...process.childProcesses, childProcessId];
  const expectedUnits = Math.max(process.ledger.expectedUnits, childProcesses.length);
  const added = isKnown ? process : { ...process, childProcesses, ledger: { ...process.ledger, expectedUnits } };
  const known = process.ledger.childTotals?.[childProcessId] ?? 0;
  const isSettled = hasValue(process.ledger.settled, childProcesses.indexOf(childProcessId));
  if (isSettled || totalRecords <= known) return added;
  return withChildTotals(added, { ...process.ledger.childTotals, [childProcessId]: totalRecords });
}

/** The total of a parent: what its ended children have counted, and what the others announced. It only grows. */
function withChildTotals(process: Process, childTotals: Readonly<Record<string, number>>): Process {
  const progress = readProgress(process);
  const open = Object.values(childTotals).reduce((sum, total) => sum + total, 0);
  const totalRecords = Math.max(progress.totalRecords, progress.processedRecords + open);
  return writeProgress({ ...process, ledger: { ...process.ledger, childTotals } }, { ...progress, totalRecords });
}

/** Counts an ended child with all its records as one unit of its parent. */
export function settleChild(process: Process, update: SettleChildUpdate): Process {
  const withChild = addChild(process, update);
  const settled = settleUnit(withChild, {
    unit: withChild.childProcesses.indexOf(update.childProcessId),
    outcome: update.outcome,
    counts: update.counts,
    errors: childError(update),
  });
  if (settled === withChild) return settled;
  const { [update.childProcessId]: _ended, ...childTotals } = settled.ledger.childTotals ?? {};
  return withChildTotals(settled, childTotals);
}

function childError({ outcome, childProcessId }: SettleChildUpdate): readonly ProcessErrorEntry[] {
  return outcome === 'PROCESSED'
    ? []
    : [{ externalId: childProcessId, code: 'CHILD_FAILED', message: 'The child process did not complete' }];
}

/**
 * Lets a child announce its total to its parent: when it is known first, and when no more units will come. In between it
 * may grow with each page, which is not worth an update each.
 */
export function announceTotal(before: Process, process: Process): Process {
  const { id, parentProcessId, ledger } = process;
  if (parentProcessId === null || parentProcessId === id) return process;
  const totalRecords = readCounts(process).total;
  const isFirst = totalRecords > 0 && readCounts(before).total === 0;
  const isLast = totalRecords > 0 && ledger.closed && !before.ledger.closed;
  if (!(isFirst || isLast)) return process;
  const effectId = `child:${id}:total:${totalRecords}`;
  const effect: Effect = {
    kind: 'update',
    id: effectId,
    update: { type: 'ADD_CHILD', processId: parentProcessId, updateId: effectId, childProcessId: id, totalRecords },
  };
  return { ...process, ledger: { ...ledger, outbox: [...ledger.outbox, effect] } };
}
