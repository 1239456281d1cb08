import { addValue, hasValue } from '../interval-set.ts';
import type { JsonObject } from '../json.ts';
import type { Ledger } from './ledger.ts';
import { addOutcomes, hintTotalUnits, readProgress, writeProgress } from './progress.ts';
import type { Process } from './process.ts';
import type { ExpectUnitsUpdate, OutcomeCounts, ProcessErrorEntry, SettleUnitUpdate } from './process-update.ts';

/** Announces units; once the finish is under way, only hints count. @returns the same process when it knew all of this. */
export function expectUnits(process: Process, announcement: ExpectUnitsUpdate): Process {
  const update = process.ledger.finishing ? { ...announcement, expectedUnits: 0, open: {} } : announcement;
  const ledger = announceUnits(process.ledger, update);
  const progress = readProgress(process);
  const totalRecords = Math.max(progress.totalRecords, update.totalRecords ?? 0);
  const hinted = hintTotalUnits(process, update.totalUnits ?? 0);
  if (ledger === process.ledger && totalRecords === progress.totalRecords && hinted === process) return process;
  const advances = ledger.expectedUnits > process.ledger.expectedUnits || ledger.closed !== process.ledger.closed;
  const context = advances ? { ...process.context, ...update.position } : process.context;
  return writeProgress({ ...hinted, context, ledger }, { ...progress, totalRecords });
}

/**
 * Of two announcements the one with more units holds, and of equal ones the one that closes: the one that closed at unit 5
 * did not know of unit 7. In any order the result is the same.
 */
function announceUnits(ledger: Ledger, update: ExpectUnitsUpdate): Ledger {
  const expectedUnits = Math.max(ledger.expectedUnits, update.expectedUnits);
  const isNewest = update.expectedUnits >= ledger.expectedUnits;
  const isEqual = update.expectedUnits === ledger.expectedUnits;
  const closed = isNewest ? update.closed || (isEqual && ledger.closed) : ledger.closed;
  const open = openUnsettled(ledger, update.open ?? {});
  const knew = expectedUnits === ledger.expectedUnits && closed === ledger.closed && open === ledger.open;
  return knew ? ledger : { ...ledger, expectedUnits, closed, open };
}

/** Adds references of units that are neither settled nor known. The first reference of a unit stays. */
function openUnsettled(ledger: Ledger, references: Readonly<Record<string, JsonObject>>): Readonly<Record<string, JsonObject>> {
  const fresh = Object.entries(references).filter(([unit]) => !hasValue(ledger.settled, Number(unit)) && !Object.hasOwn(ledger.open, unit));
  return fresh.length === 0 ? ledger.open : { ...ledger.open, ...Object.fromEntries(fresh) };
}

/** Two workers may hand out the same unit with different contents; the position follows one of them, and so must the work. */
function isAnnouncedAs({ open }: Ledger, { unit, key }: Pick<Settlement, 'unit' | 'key'>): boolean {
  const announced = open[String(unit)]?.['key'];
  return key === undefined || announced === undefined || announced === key;
}

interface Settlement {
  readonly unit: number;
  readonly key?: string;
  readonly outcome: 'PROCESSED' | 'FAILED';
  readonly counts: OutcomeCounts;
  readonly errors?: readonly ProcessErrorEntry[];
}

/** Counts the outcome of a unit. @returns the same process when the unit is settled already. */
export function settleUnit(process: Process, update: SettleUnitUpdate | Settlement): Process {
  const { ledger } = process;
  if (hasValue(ledger.settled, update.unit)) return process;
  if (!isAnnouncedAs(ledger, update)) return process;
  const counted = addOutcomes(readProgress(process), update.counts, update.errors);
  const settled = { ...ledger, settled: addValue(ledger.settled, update.unit) };
  const noted = update.outcome === 'FAILED' ? withFailed(settled, update) : withoutOpen(settled, update);
  return writeProgress({ ...process, ledger: noted }, counted);
}

/** The reference of a failed unit stays open: with it the unit can be queued again. */
function withFailed(ledger: Ledger, { unit, counts }: Settlement): Ledger {
  const failedCounts = { ...ledger.failedCounts, [String(unit)]: counts };
  return { ...ledger, failedCounts, failed: addValue(ledger.failed, unit) };
}

function withoutOpen(ledger: Ledger, { unit }: Settlement): Ledger {
  if (!Object.hasOwn(ledger.open, unit)) return ledger;
  const { [String(unit)]: _settled, ...open } = ledger.open;
  return { ...ledger, open };
}
