import { findStorageFault } from './assert-storable-process.ts';
import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';
import type { JsonObject } from '../json.ts';
import type {
  AddChildUpdate,
  ExpectUnitsUpdate,
  OutcomeCounts,
  PauseProcessUpdate,
  ProcessErrorEntry,
  ProcessMetrics,
  ProcessUpdate,
  ReopenProcessUpdate,
  SettleChildUpdate,
  SettleUnitUpdate,
  UpdateStateUpdate,
} from './process-update.ts';
import { COUNTED_CONTEXT_KEYS } from './progress.ts';
import { isIso } from './timing.ts';

const METRIC_KEYS: ReadonlySet<string> = new Set(['processed', 'synced', 'failed', 'skipped', 'success', 'errors', 'errorDetails']);

/**
 * Refuses what the fold could not take back: one `NaN` among the counters, or one half unit in the ledger, would spoil
 * a process for good. The callers include JavaScript and messages that lay in a queue, so types alone do not protect.
 *
 * @throws {InvalidProcessDataError} naming the field.
 */
export function checkUpdate(update: ProcessUpdate): void {
  const check = Object.hasOwn(CHECKS, update.type) ? (CHECKS[update.type] as (update: ProcessUpdate) => void) : undefined;
  if (check === undefined) throw new InvalidProcessDataError(describeUnknownType(update.type));
  if (typeof update.updateId !== 'string' || update.updateId === '') refuse(update, 'updateId must be a non-empty string');
  checkWhole(update, 'generation', update.generation ?? 0);
  check(update);
}

/** A name is shown as it was given, anything else is not. */
function describeUnknownType(type: unknown): string {
  const name = typeof type === 'string' && /^[\w-]{1,40}$/.test(type) ? ` ${type}` : ' this type';
  return `There is no process update${name}; there are ${Object.keys(CHECKS).join(', ')}`;
}

type Checks = { readonly [Type in ProcessUpdate['type']]: (update: Extract<ProcessUpdate, { readonly type: Type }>) => void };

const CHECKS: Checks = {
  UPDATE_STATE: checkMove,
  UPDATE_METRICS: (update) => checkMetrics(update, update.metrics),
  EXPECT_UNITS: checkExpected,
  SETTLE_UNIT: checkSettlement,
  SETTLE_CHILD: checkChildSettlement,
  HANDLE_ERROR: (update) => checkErrors(update, 'error', [update.error]),
  PAUSE_PROCESS: checkPause,
  ADD_CHILD: checkChild,
  COMPLETE_PROCESS: () => {},
  RESUME_PROCESS: () => {},
  REOPEN_PROCESS: checkReopen,
  EFFECTS_DISPATCHED: () => {},
};

function checkReopen(update: ReopenProcessUpdate): void {
  for (const [from, to] of update.units ?? []) {
    checkWhole(update, 'units', from);
    checkWhole(update, 'units', to);
    if (from > to) refuse(update, 'units must be runs from a number to one that is not below it');
  }
}

function checkSettlement(update: SettleUnitUpdate): void {
  checkWhole(update, 'unit', update.unit);
  if (update.key !== undefined && typeof update.key !== 'string') refuse(update, 'key must be a string');
  checkErrors(update, 'errors', update.errors);
  checkCounts(update, update.counts);
}

/** A process that counts itself as one of its units could never complete. */
function checkOther(update: AddChildUpdate | SettleChildUpdate): void {
  if (update.childProcessId === update.processId) refuse(update, 'a process cannot be its own child');
}

function checkChild(update: AddChildUpdate): void {
  checkOther(update);
  checkWhole(update, 'totalRecords', update.totalRecords ?? 0);
}

function checkChildSettlement(update: SettleChildUpdate): void {
  checkOther(update);
  checkCounts(update, update.counts);
}

function checkMove(update: UpdateStateUpdate): void {
  checkContext(update, 'contextUpdates', update.contextUpdates);
  const { waiting } = update;
  if (waiting === undefined || waiting === null) return;
  checkWhole(update, 'waiting.below', waiting.below);
  if (typeof waiting.event !== 'string' || waiting.event === '') refuse(update, 'waiting.event must be a non-empty string');
  checkStorable(update, 'waiting.data', waiting.data);
}

function checkPause(update: PauseProcessUpdate): void {
  checkErrors(update, 'reason', [update.reason]);
  const { until } = update.reason;
  const isTime = until === undefined || (typeof until === 'string' && isIso(until));
  if (!isTime) refuse(update, 'reason.until must be a time as Date.prototype.toISOString writes it');
}

function checkExpected(update: ExpectUnitsUpdate): void {
  checkWhole(update, 'expectedUnits', update.expectedUnits);
  checkWhole(update, 'totalRecords', update.totalRecords ?? 0);
  checkWhole(update, 'totalUnits', update.totalUnits ?? 0);
  for (const unit of Object.keys(update.open ?? {})) if (!/^(?:0|[1-9]\d*)$/.test(unit)) refuse(update, 'open must be keyed by unit');
  checkContext(update, 'position', update.position);
  checkStorable(update, 'open', update.open);
}

function checkMetrics(update: ProcessUpdate, metrics: ProcessMetrics): void {
  for (const [key, value] of Object.entries(metrics)) {
    if (!METRIC_KEYS.has(key)) refuse(update, `metrics has no ${key}`);
    if (key !== 'errorDetails' && value !== undefined) checkWhole(update, `metrics.${key}`, value);
  }
  for (const [name, ofFrigg] of [
    ['synced', 'success'],
    ['failed', 'errors'],
  ] as const) {
    if (metrics[name] !== undefined && metrics[ofFrigg] !== undefined) refuse(update, `metrics must have one of ${name} and ${ofFrigg}`);
  }
  checkErrors(update, 'metrics.errorDetails', metrics.errorDetails);
}

function checkCounts(update: ProcessUpdate, counts: OutcomeCounts): void {
  checkWhole(update, 'counts.synced', counts.synced);
  checkWhole(update, 'counts.failed', counts.failed);
  checkWhole(update, 'counts.skipped', counts.skipped);
  checkWhole(update, 'counts.stale', counts.stale ?? 0);
  if ((counts.stale ?? 0) > counts.skipped) refuse(update, 'counts.stale must not exceed counts.skipped');
}

function checkWhole(update: ProcessUpdate, field: string, value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0) refuse(update, `${field} must be a whole number, 0 or more`);
}

function checkErrors(update: ProcessUpdate, field: string, errors: readonly ProcessErrorEntry[] = []): void {
  for (const { code, message } of errors) {
    if (typeof code !== 'string' || typeof message !== 'string') refuse(update, `${field} must have code and message`);
  }
}

/** Counters stand in the context, where Frigg has them, but only counting may change them. */
function checkContext(update: ProcessUpdate, field: string, context: JsonObject = {}): void {
  const counted = COUNTED_CONTEXT_KEYS.find((key) => Object.hasOwn(context, key));
  if (counted !== undefined) refuse(update, `${field} must not set ${counted}: it is counted`);
  checkStorable(update, field, context);
}

/** Updates of one process are stored together: one that cannot be stored would take the others with it. */
function checkStorable(update: ProcessUpdate, field: string, value: unknown): void {
  const fault = value === undefined ? undefined : findStorageFault(value);
  if (fault !== undefined) refuse(update, `${field} holds ${fault}`);
}

function refuse(update: ProcessUpdate, reason: string): never {
  throw new InvalidProcessDataError(`${update.type} for process ${update.processId}: ${reason}`);
}
