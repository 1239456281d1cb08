import { addValue, hasValue } from '../interval-set.ts';
import type { JsonObject } from '../json.ts';
import { addOutcomes, readProgress, writeProgress } from './progress.ts';
import type { Process, ProcessId } from './process.ts';
import type { AddChildUpdate, ExpectUnitsUpdate, OutcomeCounts, ProcessErrorEntry, SettleChildUpdate, SettleUnitUpdate } from './process-update.ts';

/** Announces units. @returns the same process when it knew all of this. */
export function expectUnits(process: Process, update: ExpectUnitsUpdate): Process {
  const { ledger } = process;
  const advances = update.expectedUnits > ledger.expectedUnits || (update.closed && !ledger.closed);
  const open = openUnsettled(process, update.open ?? {});
  const progress = readProgress(process);
  const totalRecords = Math.max(progress.totalRecords, update.totalRecords ?? 0);
  if (!advances && open === ledger.open && totalRecords === progress.totalRecords) return process;
  const expectedUnits = Math.max(ledger.expectedUnits, update.expectedUnits);
  const announced = { ...process, ledger: { ...ledger, expectedUnits, closed: ledger.closed || update.closed, open } };
  const positioned = advances ? { ...announced, context: { ...announced.context, ...update.position } } : announced;
  return writeProgress(positioned, { ...progress, totalRecords });
}

/** Adds references of units that are neither settled nor known. The first reference of a unit stays. */
function openUnsettled({ ledger }: Process, references: Readonly<Record<string, JsonObject>>): Readonly<Record<string, JsonObject>> {
  const fresh = Object.entries(references).filter(([unit]) => !hasValue(ledger.settled, Number(unit)) && !Object.hasOwn(ledger.open, unit));
  return fresh.length === 0 ? ledger.open : { ...ledger.open, ...Object.fromEntries(fresh) };
}

interface Settlement {
  readonly unit: number;
  readonly outcome: 'PROCESSED' | 'FAILED';
  readonly counts: OutcomeCounts;
  readonly errors?: readonly ProcessErrorEntry[];
}

/** Counts the outcome of a unit. @returns the same process when the unit is settled already. */
export function settleUnit(process: Process, update: SettleUnitUpdate | Settlement): Process {
  const { ledger } = process;
  if (hasValue(ledger.settled, update.unit)) return process;
  const { [String(update.unit)]: _settled, ...open } = ledger.open;
  const settled = addValue(ledger.settled, update.unit);
  const failed = update.outcome === 'FAILED' ? addValue(ledger.failed, update.unit) : ledger.failed;
  const counted = addOutcomes(readProgress(process), update.counts, update.errors);
  const totalRecords = Math.max(counted.totalRecords, counted.processedRecords);
  return writeProgress({ ...process, ledger: { ...ledger, settled, failed, open } }, { ...counted, totalRecords });
}

/** Takes a child in, as one more unit. @returns the same process when it is in already. */
export function addChild(process: Process, { childProcessId }: Pick<AddChildUpdate, 'childProcessId'>): Process {
  if (process.childProcesses.includes(childProcessId)) return process;
  const childProcesses = [...process.childProcesses, childProcessId];
  const expectedUnits = Math.max(process.ledger.expectedUnits, childProcesses.length);
  return { ...process, childProcesses, ledger: { ...process.ledger, expectedUnits } };
}

/** Counts an ended child with all its records as one unit of its parent. */
export function settleChild(process: Process, update: SettleChildUpdate): Process {
  const withChild = addChild(process, update);
  return settleUnit(withChild, { unit: withChild.childProcesses.indexOf(update.childProcessId), outcome: update.outcome, counts: update.counts, errors: childError(update) });
}

function childError({ outcome, childProcessId }: SettleChildUpdate): readonly ProcessErrorEntry[] {
  return outcome === 'PROCESSED' ? [] : [{ code: 'CHILD_FAILED', message: `Child process ${childProcessId satisfies ProcessId} did not complete` }];
}

