import { EMPTY_SET, countValues, missingBelow, type IntervalSet } from '../interval-set.ts';
import type { JsonObject } from '../json.ts';
import type { Effect } from './effect.ts';
import { NOTHING_FOLDED, type FoldedUpdates } from './folded-updates.ts';
import type { OutcomeCounts, WaitingMessage, WaitingReason } from './process-update.ts';

/**
 * What a process remembers so that every unit of work counts exactly once. Units are numbered from 0; in a CRM sync a
 * unit is a page.
 */
export interface Ledger {
  /** Units 0 to `expectedUnits - 1` are known to exist. Only grows. */
  readonly expectedUnits: number;
  /** No further units will be announced. */
  readonly closed: boolean;
  /** Units whose outcome is counted. */
  readonly settled: IntervalSet;
  /** Those of `settled` that failed as a whole. */
  readonly failed: IntervalSet;
  /** By failed unit: what it had counted, so that it can be taken back. Absent: nothing failed. */
  readonly failedCounts?: Readonly<Record<string, OutcomeCounts>>;
  /** By child that has not ended: how many records it announced. Absent: none did. */
  readonly childTotals?: Readonly<Record<string, number>>;
  /** By unit: what is needed to queue an announced unit again that is not settled, or failed; for instance its cursor. */
  readonly open: Readonly<Record<string, JsonObject>>;
  /** Ids of the updates folded so far, other than settlements. */
  readonly folded: FoldedUpdates;
  /** What follows from the counted work has been set going. */
  readonly finishing: boolean;
  /** Effects that are decided, but not known to be carried out. */
  readonly outbox: readonly Effect[];
  /** A message that waits until there is room. Absent: none does. */
  readonly waiting?: WaitingMessage;
  /** While it is paused: the state it goes back to, and why, if it was paused with a reason. */
  readonly paused?: { readonly from: string; readonly reason?: WaitingReason };
  /** The active key that a failed process gave up at its end, and needs to go on. */
  readonly releasedKey?: string;
  /** How often it was re-opened after it had failed. Absent: never. */
  readonly generation?: number;
}

/** The ledger of a process that has done nothing yet. Shared, so frozen. */
export const EMPTY_LEDGER: Ledger = Object.freeze({
  expectedUnits: 0,
  closed: false,
  settled: EMPTY_SET,
  failed: EMPTY_SET,
  open: Object.freeze({}),
  folded: NOTHING_FOLDED,
  finishing: false,
  outbox: Object.freeze([]),
});

/** @returns how many units are known to exist: units are numbered from 0, so a settled unit 5 proves six of them. */
export function knownUnits({ expectedUnits, settled }: Ledger): number {
  return Math.max(expectedUnits, (settled.at(-1)?.[1] ?? -1) + 1);
}

/** @returns units that are known to exist and not settled, as runs. */
export function outstandingUnits(ledger: Ledger): IntervalSet {
  return missingBelow(ledger.settled, knownUnits(ledger));
}

/** @returns whether every unit is announced and settled. */
export function allUnitsSettled(ledger: Ledger): boolean {
  return ledger.closed && countValues(outstandingUnits(ledger)) === 0;
}
